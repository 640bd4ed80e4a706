import type { Entry } from '../../store/operational/inbox.ts'
import { batchKinds, partsOf, type Brought } from './arrivals.ts'

/** Entries that are taken in together: one set, one wait for the disk. */
export type Group = {
  readonly entries: readonly Entry[]
  readonly parts: readonly Brought[]
  /** One entry of a kind that has no parts. */
  readonly alone: boolean
}

/**
 * So many parts make a set: of more, what is made of them outlives the young generation of the heap, and
 * collecting it takes longer than the statements of two sets.
 */
const partsPerSet = 10_000
/** UTF-8 bytes of JSON of a set, so that memory stays bounded whatever the parts hold. */
export const bytesPerSet = 16 * 1024 * 1024

/**
 * The next entries that fit into one set: as many as are there of kinds that are taken in batches, or
 * one of another kind, which has no parts.
 */
export function nextGroup(entries: readonly Entry[], most: number): Group {
  const taken: Entry[] = []
  const parts: Brought[] = []
  let bytes = 0
  for (const entry of entries) {
    if (taken.length >= most || parts.length >= partsPerSet || bytes >= bytesPerSet) break
    const alone = standsAlone(entry)
    if (alone && taken.length > 0) break
    if (alone) return { entries: [entry], parts: [], alone }
    taken.push(entry)
    for (const part of partsOfEntry(entry)) parts.push(part)
    bytes += entry.payload.length
  }
  return { entries: taken, parts, alone: false }
}

/** What an entry says, or undefined where it is no JSON. */
export function readPayload(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function standsAlone(entry: Entry): boolean {
  if (!batchKinds.has(entry.kind)) return true
  // Taking everybody off a list or all pins away, or asking who is to come onto it, is a statement of its own.
  if (entry.kind !== 'list' && entry.kind !== 'pins') return false
  const arrival = readPayload(entry.payload)
  if (typeof arrival !== 'object' || arrival === null) return false
  return ('empty' in arrival && arrival.empty === true) || 'meets' in arrival
}

export function partsOfEntry(entry: Entry): Brought[] {
  const { position, received } = entry
  return partsOf(readPayload(entry.payload), { position, row: 0, received, importId: 0 })
}
