import { Misuse } from '../../command.ts'
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

/** Fields that the file would fill, but the shop does not have. */
export async function missingFields(
  { ask, routes }: Session,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return []
  const { items } = await ask(routes.fields.list, {})
  const known = new Set(items.map(({ name }) => name))
  return names.filter((name) => !known.has(name))
}

/** Makes them as text. */
export async function makeFields(
  { ask, routes, output }: Session,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    await ask(routes.fields.create, { body: { name, type: 'text', filterable: true } })
    output.say(`Made the text field ${name}.`)
  }
}
