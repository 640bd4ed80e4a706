import { Misuse } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import type { Session } from '../../session.ts'

/** `name=Column` given any number of times, by name. */
export function pairs(option: string, given: readonly string[]): Record<string, string> {
  const entries = given.map((text): [string, string] => {
    const equals = text.indexOf('=')
    if (equals > 0 && equals < text.length - 1) {
      return [text.slice(0, equals), text.slice(equals + 1)]
    }
    throw new Misuse(
      `--${option} is NAME=COLUMN, not ${JSON.stringify(text)}`,
      `Write it as --${option} country=Country.`,
    )
  })
  return Object.fromEntries(entries)
}

/** Fields that the file fills but the shop does not have are made as text, if that is wanted. */
export async function ensureFields(
  session: Session,
  names: readonly string[],
  yes: boolean,
): Promise<void> {
  if (names.length === 0) return
  const { items } = await session.ask(session.routes.fields.list, {})
  const known = new Set(items.map(({ name }) => name))
  const missing = names.filter((name) => !known.has(name))
  if (missing.length === 0) return
  const listed = missing.join(', ')
  if (!yes && !(session.interactive && (await confirmed(`Make the text field ${listed}?`)))) {
    throw new Misuse(
      `There is no field ${listed}`,
      `Say --yes to have it made as text, or \`clientela fields create ${missing[0]} --type TYPE\`.`,
    )
  }
  for (const name of missing) {
    await session.ask(session.routes.fields.create, {
      body: { name, type: 'text', filterable: true },
    })
    session.output.say(`Made the text field ${name}.`)
  }
}
