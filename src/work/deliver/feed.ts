import type { Database } from '../../store/clickhouse/database.ts'
import type { Change } from '../../store/clickhouse/ledger.ts'
import { readForward, type Passage } from '../../store/clickhouse/ledgerForward.ts'
import { advance, reachedForm, readHorizon, type Reached } from './horizon.ts'
import type { Changed } from './changed.ts'
import type { ReadingMeans } from './read.ts'

/** Some entries, in order, and how far the ledger was read with them. */
export type Fed = { readonly changes: readonly Change[]; readonly reached: Reached }

export const entriesPerRead = 500
/** With more segments held back, a place would be too long for a header: all wait until they are not. */
const mostHeld = 200

/**
 * The ledger from a place on, and what comes after it as it comes, until the signal; of those segments where they are
 * given. Something comes at least each `beatMs`, so that whoever is told sees that it goes on.
 */
export async function* follow(
  means: ReadingMeans & { readonly changed: Changed },
  from: Reached,
  { segments, beatMs, signal }: Following,
): AsyncGenerator<Fed> {
  const { operational, database, changed } = means
  let reached = from
  while (!signal.aborted) {
    if (reached.passages.length === 0) {
      const horizon = await readHorizon(operational.db)
      const isMuch = (horizon.held?.length ?? 0) > mostHeld
      reached = advance(reached, isMuch ? { ...horizon, held: null } : horizon)
    }
    const fed = await readNext(database, reached, segments)
    if (fed === undefined) await changed.wait(beatMs, signal)
    else reached = fed.reached
    yield fed ?? { changes: [], reached }
  }
}

export type Following = {
  readonly segments?: readonly number[] | undefined
  readonly beatMs: number
  readonly signal: AbortSignal
}

/** A place in the ledger as it is given to whoever reads it: opaque, and told back to go on from there. */
export function placeText(reached: Reached): string {
  return Buffer.from(JSON.stringify(reached)).toString('base64url')
}

/** Undefined where it is none. */
export function placeFrom(text: string): Reached | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return reachedForm.safeParse(value).data
  } catch {
    return undefined
  }
}

/**
 * The next entries of what is within reach, of those segments where they are given, and how far that goes;
 * undefined where there is nothing to read.
 */
export async function readNext(
  database: Database,
  reached: Reached,
  segments: readonly number[] | undefined,
): Promise<Fed | undefined> {
  const [passage, ...rest] = reached.passages
  if (passage === undefined) return undefined
  const its = among(passage, segments)
  const changes = its === undefined ? [] : await readForward(database, its, entriesPerRead)
  const last = changes.at(-1)
  const isWhole = last === undefined || changes.length < entriesPerRead
  const passages = isWhole ? rest : [{ ...passage, after: placeOf(last) }, ...rest]
  return { changes, reached: { ...reached, passages } }
}

/** The part of a passage that is of those segments; undefined where none is. */
function among(passage: Passage, segments: readonly number[] | undefined): Passage | undefined {
  if (segments === undefined) return passage
  const some = segments.filter((id) => passage.segments?.includes(id) ?? true)
  return some.length === 0 ? undefined : { ...passage, segments: some }
}

/** Where an entry stands. */
function placeOf({ noticed, at, segment, customer }: Change) {
  return { noticed, at, segment, customer }
}
