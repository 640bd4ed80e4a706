import type { Change } from '../../store/clickhouse/ledger.ts'
import { readForward, type Passage } from '../../store/clickhouse/ledgerForward.ts'
import { advance, reachedForm, readHorizon, type Reached } from './horizon.ts'
import type { Changed } from './changed.ts'
import type { ReadingMeans } from './read.ts'

/** Some entries, in order, and how far the ledger was read with them. */
export type Fed = { readonly changes: readonly Change[]; readonly reached: Reached }

const entriesPerRead = 500
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
    const [passage, ...rest] = reached.passages
    if (passage === undefined) {
      await changed.wait(beatMs, signal)
      yield { changes: [], reached }
      continue
    }
    const its = among(passage, segments)
    const changes = its === undefined ? [] : await readForward(database, its, entriesPerRead)
    const last = changes.at(-1)
    const isWhole = last === undefined || changes.length < entriesPerRead
    reached = {
      ...reached,
      passages: isWhole ? rest : [{ ...passage, after: placeOf(last) }, ...rest],
    }
    yield { changes, reached }
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

/** The part of a passage that is of those segments; undefined where none is. */
export function among(
  passage: Passage,
  segments: readonly number[] | undefined,
): Passage | undefined {
  if (segments === undefined) return passage
  const some = segments.filter((id) => passage.segments?.includes(id) ?? true)
  return some.length === 0 ? undefined : { ...passage, segments: some }
}

/** Where an entry stands. */
export function placeOf({ noticed, at, segment, customer }: Change) {
  return { noticed, at, segment, customer }
}
