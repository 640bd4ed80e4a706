import { Misuse } from './command.ts'
import type { Json } from '../api/parts.ts'

/** How lists of products and of places are asked for. */
export const listOptions = {
  search: { type: 'string', value: 'TEXT', says: 'In the id and searchable fields' },
  sort: { type: 'string', value: 'FIELD', says: 'id or a filterable field; id when left out' },
  order: { type: 'string', choices: ['asc', 'desc'], says: 'asc when left out' },
  limit: { type: 'string', value: 'N', says: 'How many; 20 when left out' },
  cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
} as const

type ListOptions = { readonly [K in keyof typeof listOptions]?: string | undefined }

export function listingOf(condition: string | undefined, options: ListOptions) {
  const { search, sort, order, limit = 20, cursor } = options
  return {
    limit,
    order: order === 'desc' ? ('desc' as const) : ('asc' as const),
    ...(condition === undefined ? {} : { condition }),
    ...(search === undefined ? {} : { search }),
    ...(sort === undefined ? {} : { sort }),
    ...(cursor === undefined ? {} : { cursor }),
  }
}

/** `field=value` each: JSON where it reads as such, else text; empty takes the value away. */
export function settings(given: readonly string[]): Record<string, Json> {
  const fields = given.map((each): [string, Json] => {
    const equals = each.indexOf('=')
    if (equals <= 0) throw new Misuse(`${each} is no FIELD=VALUE`, 'Write, say, price=39.9.')
    return [each.slice(0, equals), valueOf(each.slice(equals + 1))]
  })
  if (fields.length === 0) throw new Misuse('Nothing to change was given', 'Say FIELD=VALUE.')
  return Object.fromEntries(fields)
}

function valueOf(text: string): Json {
  if (text === '') return null
  // A number may be the beginning of a text: 0042 is one, and 1e5 says so of itself.
  if (!/^(?:true|false|null|\[.*\]|\{.*\}|".*"|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/s.test(text)) {
    return text
  }
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
