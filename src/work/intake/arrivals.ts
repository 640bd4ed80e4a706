import type {
  BatchArrival,
  ConsentWrite,
  CustomersArrival,
  CustomerWrite,
  EventWrite,
  PlaceWrite,
  ProductWrite,
  ReferenceMode,
  Who,
} from '../../domain/arrival.ts'
import { failure, type Failure } from '../../domain/failure.ts'
import { messageParts, type MessagePart } from './messages.ts'

/** Where a part of an arrival stands: decides the id of who is new, and which of two writes is later. */
export type Place = {
  readonly position: number
  /** Counts the parts of the entry, through all its sets, from 0. */
  readonly row: number
  /** When the entry was taken in, milliseconds. */
  readonly received: number
  /** The import that it is part of; 0 for none. */
  readonly importId: number
}

/** One thing to be done, out of an arrival that brought several. */
export type Part = { readonly place: Place } & (
  | {
      readonly type: 'customer'
      readonly write: CustomerWrite
      readonly mode: CustomersArrival['mode']
      readonly source: string
      /** She is known by what she did: nobody is asked for the values that are required. */
      readonly byDeeds?: true
    }
  | {
      readonly type: 'event'
      readonly write: EventWrite
      readonly source: string
      /** Which it is already, of one that we exported: it counts once, whatever its message id was. */
      readonly id?: bigint
    }
  | { readonly type: 'listed'; readonly write: Who; readonly list: number; readonly on: boolean }
  | { readonly type: 'consent'; readonly write: ConsentWrite }
  | { readonly type: 'product'; readonly write: ProductWrite; readonly mode: ReferenceMode }
  | { readonly type: 'place'; readonly write: PlaceWrite; readonly mode: ReferenceMode }
  | {
      readonly type: 'pin'
      readonly write: Who & { readonly pinned: 'in' | 'out' | null }
      readonly segment: number
    }
  /** What could not be read; `write` is what came. */
  | {
      readonly type: 'unread'
      readonly write: unknown
      readonly kind: string
      readonly failure: Failure
    }
)

/** A part as it comes: messages of the tracking API are still to be read. */
export type Brought = Part | MessagePart

/** The kinds that are taken in many at a time. */
export const batchKinds: ReadonlySet<string> = new Set([
  'customers',
  'events',
  'messages',
  'list',
  'consents',
  'products',
  'places',
  'pins',
] satisfies BatchArrival['kind'][])

/**
 * The parts of an arrival, in order, placed from `place` on. What came is anybody's JSON: each part
 * that has not the form it should have becomes one that says so, and the others are taken.
 */
export function partsOf(arrival: unknown, place: Place): Brought[] {
  if (!isObject(arrival) || typeof arrival['kind'] !== 'string') {
    return [unread(arrival, '', place, 'an arrival is an object with a kind')]
  }
  const { kind } = arrival
  const source = typeof arrival['source'] === 'string' ? arrival['source'] : 'api'
  switch (kind) {
    case 'customers':
      return each(arrival, kind, place, (write, at) => ({
        type: 'customer',
        write: write as CustomerWrite,
        mode: modeOf(arrival['mode']),
        source,
        place: at,
      }))
    case 'events':
      return each(arrival, kind, place, (write, at) => ({
        type: 'event',
        write: write as EventWrite,
        source,
        place: at,
      }))
    case 'messages':
      return messageParts(arrival, place)
    case 'consents':
      return each(arrival, kind, place, (write, at) => ({
        type: 'consent',
        write: write as ConsentWrite,
        place: at,
      }))
    case 'products':
      return each(arrival, kind, place, (write, at) => ({
        type: 'product',
        write: write as ProductWrite,
        mode: referenceModeOf(arrival['mode']),
        place: at,
      }))
    case 'places':
      return each(arrival, kind, place, (write, at) => ({
        type: 'place',
        write: write as PlaceWrite,
        mode: referenceModeOf(arrival['mode']),
        place: at,
      }))
    case 'pins':
      return pinParts(arrival, place)
    case 'list':
      return listParts(arrival, place)
    default:
      return [
        unread(
          arrival,
          kind,
          place,
          `${JSON.stringify(kind.slice(0, 40))} is no kind of arrival that comes in batches`,
        ),
      ]
  }
}

type Made = Record<string, unknown>

function each(
  arrival: Made,
  key: string,
  place: Place,
  make: (write: Made, place: Place) => Part,
): Part[] {
  const elements = arrival[key]
  if (!Array.isArray(elements)) return [unread(arrival, key, place, `${key} is a list`)]
  return elements.map((element: unknown, i): Part => {
    const at = { ...place, row: place.row + i }
    return isObject(element)
      ? make(element, at)
      : unread(element, key, at, `each of ${key} is an object`)
  })
}

function pinParts(arrival: Made, place: Place): Part[] {
  const segment = arrival['segment']
  if (!isId(segment)) return [unread(arrival, 'pins', place, 'segment is the id of a segment')]
  return each(arrival, 'pins', place, (write, at) => {
    const pinned = write['pinned']
    return pinned === 'in' || pinned === 'out' || pinned === null
      ? { type: 'pin', write: { ...write, pinned }, segment, place: at }
      : unread(write, 'pins', at, 'pinned is in, out or null')
  })
}

function listParts(arrival: Made, place: Place): Part[] {
  const list = arrival['list']
  if (!isId(list)) return [unread(arrival, 'list', place, 'list is the id of a list')]
  const parts: Part[] = []
  for (const [key, on] of [
    ['add', true],
    ['remove', false],
  ] as const) {
    const elements = arrival[key] ?? []
    if (!Array.isArray(elements)) return [unread(arrival, 'list', place, `${key} is a list`)]
    for (const element of elements as unknown[]) {
      const at = { ...place, row: place.row + parts.length }
      const write = typeof element === 'string' ? { customer: element } : element
      parts.push(
        isObject(write)
          ? { type: 'listed', write, list, on, place: at }
          : unread(element, 'list', at, 'each is a customer id or an object'),
      )
    }
  }
  return parts
}

function modeOf(mode: unknown): CustomersArrival['mode'] {
  return mode === 'create' || mode === 'patch' ? mode : 'upsert'
}

function referenceModeOf(mode: unknown): ReferenceMode {
  return mode === 'upsert' || mode === 'patch' || mode === 'remove' ? mode : 'replace'
}

function unread(write: unknown, kind: string, place: Place, says: string): Part {
  return {
    type: 'unread',
    write,
    kind,
    failure: failure('invalid', `This cannot be read: ${says}`),
    place,
  }
}

function isObject(x: unknown): x is Made {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}

function isId(x: unknown): x is number {
  return typeof x === 'number' && Number.isInteger(x) && x > 0 && x < 2 ** 32
}
