import { confirmed } from '../../confirmed.ts'
import type { Session } from '../../session.ts'
import type { Import, RowImport } from '../../wait.ts'
import { changeImport } from './sending.ts'

/**
 * Says which template was kept of files with the same columns, and asks whether this one is to be taken
 * in by it. Nobody is asked who said yes to everything: the template was not spoken of.
 */
export async function offerTemplate(
  session: Session,
  looked: RowImport,
  { yes }: { readonly yes: boolean },
): Promise<RowImport> {
  const [name] = looked.detection?.templates ?? []
  if (name === undefined) return looked
  if (session.interactive && !yes) {
    const question = `Take it in as the template ${JSON.stringify(name)} says, which has the same columns?`
    return (await confirmed(question)) ? await changeImport(session, looked, {}, name) : looked
  }
  sayTemplate(session, looked)
  return looked
}

/** Says which template was kept of files with the same columns. */
export function sayTemplate({ output }: Session, { detection }: Import): void {
  const [name] = detection?.templates ?? []
  if (name === undefined) return
  output.say(`A template has the same columns: --template ${JSON.stringify(name)}`)
}

/** Keeps how the file is understood, where a name for that was given. */
export async function saveTemplate(
  { ask, routes, output }: Session,
  { id }: Import,
  name: string | undefined,
): Promise<void> {
  if (name === undefined) return
  const saved = await ask(routes.importTemplates.save, { body: { name, import: id } })
  output.say(`Kept as the template ${JSON.stringify(saved.name)}.`)
}
