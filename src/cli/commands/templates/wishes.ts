import { Misuse, type Option } from '../../command.ts'

/** What the commands that fit a template take. */
export const wishOptions = {
  set: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    says: 'A parameter of the template; of several values, given again for each',
  },
  map: {
    type: 'string',
    multiple: true,
    value: 'ROLE=NAME',
    says: 'What fills a role here: a field, an event, a property (items.brand of the items), a purpose; - for nothing',
  },
} as const satisfies Record<string, Option>

type Wishes = {
  readonly mapping: Record<string, string>
  readonly parameters: Record<string, string | string[]>
}

/** As the API takes them. What is given twice is several values. */
export function wishesOf(set: readonly string[] = [], map: readonly string[] = []): Wishes {
  const parameters = new Map<string, string[]>()
  for (const [name, value] of set.map((each) => split(each, '--set'))) {
    parameters.set(name, [...(parameters.get(name) ?? []), value])
  }
  return {
    mapping: Object.fromEntries(map.map((each) => split(each, '--map'))),
    parameters: Object.fromEntries(
      [...parameters].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
    ) as Wishes['parameters'],
  }
}

function split(given: string, option: string): [string, string] {
  const at = given.indexOf('=')
  if (at > 0 && at < given.length - 1) return [given.slice(0, at), given.slice(at + 1)]
  throw new Misuse(
    `${option} ${JSON.stringify(given)} has no name and value`,
    `Write it as ${option} NAME=VALUE.`,
  )
}
