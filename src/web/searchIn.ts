/** What stands after the question mark of an address, before it is read. */
type Search = Readonly<Record<string, unknown>>

/** A text of it, where there is one. */
export function textIn<N extends string>(search: Search, name: N): { [K in N]?: string } {
  const value = search[name]
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as {
    [K in N]?: string
  }
}

/** A whole number of it, where there is one. */
export function numberIn<N extends string>(search: Search, name: N): { [K in N]?: number } {
  const value = search[name]
  const known = typeof value === 'number' || (typeof value === 'string' && /^\d{1,10}$/.test(value))
  return (known ? { [name]: Number(value) } : {}) as { [K in N]?: number }
}

/** One of a few words of it; another is not there. */
export function oneIn<N extends string, const V extends string>(
  search: Search,
  name: N,
  values: readonly V[],
): { [K in N]?: V } {
  const value = values.find((each) => each === search[name])
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: V }
}

/** Whose fields are asked for. */
export const ofSearch = (search: Search) => oneIn(search, 'of', ['customer', 'product', 'place'])

/** Of the course of a segment: in which steps, since when, and which of its changes. */
export const courseSearch = (search: Search) => ({
  ...oneIn(search, 'by', ['hour', 'day', 'week', 'month']),
  ...oneIn(search, 'computed', ['true', 'false']),
  ...oneIn(search, 'what', ['entered', 'left']),
  ...textIn(search, 'from'),
  ...textIn(search, 'to'),
})

/** Of the audit log: who, what, from which day to which. */
export const auditSearch = (search: Search) => ({
  ...textIn(search, 'who'),
  ...textIn(search, 'action'),
  ...textIn(search, 'since'),
  ...textIn(search, 'until'),
})

/** By what fields are told apart in their list. */
export const fieldMarks = [
  'searchable',
  'filterable',
  'required',
  'unique',
  'identifying',
  'sensitive',
  'archived',
] as const

/** What stands in an address is text: a name of digits stays a name. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The same written; what says nothing is left out. */
export function stringifySearch(search: Search): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
