import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { failure } from '../../domain/failure.ts'
import { partsOf, type Brought, type Part, type Place } from './arrivals.ts'
import { bytesPerSet } from './group.ts'

/** Where in a bulk file a set begins, and which it is: stored before the set is taken in. */
export type Bound = {
  readonly set: number
  /** Into the file. */
  readonly byte: number
  /** Parts before it. */
  readonly row: number
  /** How many parts make a set: kept, so that a repeat cuts the file where the first attempt did. */
  readonly parts: number
  readonly bytes: number
}

export const firstBound: Bound = {
  set: 0,
  byte: 0,
  row: 0,
  parts: 30_000,
  bytes: bytesPerSet,
}

export type BulkSet = {
  readonly bound: Bound
  readonly parts: readonly Brought[]
  /** Where the set after it begins. */
  readonly next: Bound
}

/** A line longer than this is not read, in bytes. */
const lineBytes = 16 * 1024 * 1024

/**
 * The sets of a file of JSON lines, from that bound on, cut after so many parts or bytes. Memory holds
 * one set. A line that is no arrival of a batchable kind becomes a part that says so.
 */
export async function* bulkSets(
  path: string,
  from: Bound,
  place: Omit<Place, 'row'>,
): AsyncGenerator<BulkSet> {
  let bound = from
  let parts: Brought[] = []
  let row = from.row
  for await (const line of linesOf(path, from.byte)) {
    for (const part of partsOfLine(line.text, { ...place, row })) {
      parts.push(part)
      row = part.place.row + 1
    }
    if (parts.length < from.parts && line.end - bound.byte < from.bytes) continue
    const next = { ...bound, set: bound.set + 1, byte: line.end, row }
    yield { bound, parts, next }
    bound = next
    parts = []
  }
  if (parts.length === 0) return
  yield { bound, parts, next: { ...bound, set: bound.set + 1, byte: await bytesOf(path), row } }
}

export async function bytesOf(path: string): Promise<number> {
  return (await stat(path)).size
}

function partsOfLine(text: string | undefined, place: Place): Brought[] {
  if (text === undefined) return partsOf('a line of more than 16 MB', place)
  if (text.trim() === '') return []
  let arrival: unknown
  try {
    arrival = JSON.parse(text)
  } catch {
    return partsOf(text.slice(0, 1_000), place)
  }
  const parts = partsOf(arrival, place)
  // Emptying a list is a statement of its own, which an entry of its own makes.
  return isEmptying(arrival) ? parts.map(refuseEmptying) : parts
}

function isEmptying(arrival: unknown): boolean {
  return (
    typeof arrival === 'object' && arrival !== null && 'empty' in arrival && arrival.empty === true
  )
}

function refuseEmptying({ place, write }: Brought): Part {
  const why = failure('invalid', 'A file does not empty lists or take all pins away', {
    where: 'empty',
    fix: 'Send that as an arrival of its own before the file.',
  })
  return { type: 'unread', write, kind: 'bulk', failure: why, place }
}

type Line = {
  /** Undefined when it is too long. */
  readonly text: string | undefined
  /** The byte after its line feed. */
  readonly end: number
}

async function* linesOf(path: string, start: number): AsyncGenerator<Line> {
  let rest: Buffer[] = []
  let length = 0
  let at = start
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer
    let begin = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, begin)) {
      const tail = bytes.subarray(begin, end)
      at += tail.length + 1
      yield { text: textOf(rest, tail, length), end: at }
      rest = []
      length = 0
      begin = end + 1
    }
    const tail = bytes.subarray(begin)
    at += tail.length
    length += tail.length
    if (length <= lineBytes) rest.push(tail)
  }
  if (length > 0) yield { text: textOf(rest, Buffer.alloc(0), length), end: at }
}

function textOf(rest: readonly Buffer[], tail: Buffer, length: number): string | undefined {
  if (length + tail.length > lineBytes) return undefined
  return (rest.length === 0 ? tail : Buffer.concat([...rest, tail])).toString('utf8')
}
