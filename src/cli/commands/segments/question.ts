import { Misuse, type Option } from '../../command.ts'
import type { Session } from '../../session.ts'

/** What the two commands that ask a condition take. */
export const conditionPositional = {
  name: 'CONDITION',
  says: 'A condition in words, or @NAME for a saved segment',
} as const

export const atOption = {
  type: 'string',
  value: 'INSTANT',
  says: 'As of this instant, computed anew: 2011-12-10T00:00:00Z',
} as const satisfies Option

export const believedOption = {
  type: 'boolean',
  says: 'With @NAME and --at: who was believed to be in it then, by the ledger of entries and exits',
} as const satisfies Option

/** Of a saved segment at an instant only. */
export function believedOf(
  believed: boolean,
  question: { readonly segment?: string; readonly at?: string },
): { believed?: true } {
  if (!believed) return {}
  if (question.segment !== undefined && question.at !== undefined) return { believed: true }
  throw new Misuse(
    '--believed is of a saved segment at an instant',
    'Give the segment as @NAME, and --at.',
  )
}

/**
 * The condition and the instant as the API takes them. `@` and the whole name of a saved segment is that
 * segment, so that a name needs no quotes of the language inside the shell's; all else that begins with
 * `@` is a condition that begins so: `@VIP and city = "Recife"`.
 */
export async function questionOf(
  session: Session,
  text: string,
  at: string | undefined,
): Promise<{ text?: string; segment?: string; at?: string }> {
  if (at !== undefined && !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(at)) {
    throw new Misuse(
      `--at is an instant with a zone, not ${JSON.stringify(at)}`,
      'Write it as 2011-12-10T00:00:00Z.',
    )
  }
  const name = text.startsWith('@') ? text.slice(1) : undefined
  const saved = name !== undefined && (await isSaved(session, name))
  return { ...(saved ? { segment: name } : { text }), ...(at === undefined ? {} : { at }) }
}

async function isSaved({ ask, routes }: Session, name: string): Promise<boolean> {
  const { items } = await ask(routes.segments.list, {})
  return items.some((segment) => segment.name === name)
}
