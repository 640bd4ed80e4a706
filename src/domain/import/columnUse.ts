import { failure, type Failure } from '../failure.ts'

/** What a column of a file becomes. */
export type MapTo =
  /** A field; the name of a person may come in two columns, joined by a blank. */
  | { readonly is: 'field'; readonly name: string; readonly part?: 'first' | 'last' }
  /** Two fields, of cells that have a city and its state in one: `Recife/PE`. */
  | { readonly is: 'cityState'; readonly city: string; readonly state: string }
  | { readonly is: 'identifier'; readonly kind: string }
  /** The names of the lists that the customer comes onto. */
  | { readonly is: 'lists' }
  /** Yes or no to messages of that purpose on that channel. */
  | { readonly is: 'consent'; readonly purpose: string; readonly channel: string }
  /** What a record has beside fields: the name and time of an event, the id of a product. */
  | { readonly is: 'record'; readonly name: string }
  /** Of an event. */
  | { readonly is: 'property'; readonly name: string }
  | { readonly is: 'nothing' }

/**
 * What people write for what a column becomes: a field's name, or `name:first`, `name:last`, `city+state`,
 * `identifier:phone`, `lists`, `consent:news:email`, `property:size`, `record:time`, `ignore`.
 */
export function parseMapTo(text: string): MapTo | Failure {
  const [word = '', first = '', second = '', ...rest] = text.trim().split(':')
  if (word === 'consent' && first !== '' && second !== '' && rest.length === 0) {
    return { is: 'consent', purpose: first, channel: second }
  }
  if (second === '' && rest.length === 0) {
    const found = first === '' ? ofOneWord(word) : ofTwoWords(word, first)
    if (found !== undefined) return found
  }
  return failure(
    'invalid',
    `${JSON.stringify(text.slice(0, 100))} is nothing a column can become`,
    {
      where: 'map',
      fix: 'Write the name of a field, city+state, identifier:KIND, lists, consent:PURPOSE:CHANNEL, property:NAME or ignore.',
    },
  )
}

function ofOneWord(word: string): MapTo | undefined {
  if (word === 'ignore') return { is: 'nothing' }
  if (word === 'lists') return { is: 'lists' }
  const [name = '', state, ...more] = word.split('+')
  if (state === undefined) return name === '' ? undefined : { is: 'field', name }
  return name === '' || state === '' || more.length > 0
    ? undefined
    : { is: 'cityState', city: name, state }
}

/** The fields that it fills. */
export function fieldsOf(to: MapTo): readonly string[] {
  if (to.is === 'cityState') return [to.city, to.state]
  return to.is === 'field' ? [to.name] : []
}

function ofTwoWords(word: string, of: string): MapTo | undefined {
  if (word === 'identifier') return { is: 'identifier', kind: of }
  if (word === 'property') return { is: 'property', name: of }
  if (word === 'record') return { is: 'record', name: of }
  return of === 'first' || of === 'last' ? { is: 'field', name: word, part: of } : undefined
}

/** The text that {@link parseMapTo} reads as this. */
export function showMapTo(to: MapTo): string {
  switch (to.is) {
    case 'field':
      return to.part === undefined ? to.name : `${to.name}:${to.part}`
    case 'cityState':
      return `${to.city}+${to.state}`
    case 'identifier':
      return `identifier:${to.kind}`
    case 'lists':
      return 'lists'
    case 'consent':
      return `consent:${to.purpose}:${to.channel}`
    case 'property':
      return `property:${to.name}`
    case 'record':
      return `record:${to.name}`
    case 'nothing':
      return 'ignore'
  }
}
