import { Misuse, type Option } from '../../command.ts'

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

/** The condition and the instant as the API takes them. */
export function questionOf(
  text: string,
  at: string | undefined,
): { text?: string; segment?: string; at?: string } {
  if (at !== undefined && !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(at)) {
    throw new Misuse(
      `--at is an instant with a zone, not ${JSON.stringify(at)}`,
      'Write it as 2011-12-10T00:00:00Z.',
    )
  }
  const asked = text.startsWith('@') ? { segment: text.slice(1) } : { text }
  return { ...asked, ...(at === undefined ? {} : { at }) }
}
