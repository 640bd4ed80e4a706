import { z } from 'zod'
import type { Brought, BroughtCounts } from '../../../store/clickhouse/undoing.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import type { Versions } from '../../../store/clickhouse/written.ts'
import type { Import } from '../../../store/operational/imports.ts'
import { undoOptions } from './runs.ts'

/** What a run brought: of an import by its id, of an undo and a merge by their versions. */
export function broughtOf({ id, kind, position, options }: Import): Brought {
  if (kind !== 'undo' && kind !== 'merge') return { run: id }
  const versions = versionsOfRun(position ?? 0, joinOptions.safeParse(options).data)
  if (kind === 'merge') return { run: id, versions }
  return { run: id, versions, undid: undoOptions.parse(options).of }
}

/**
 * What a run of kind `merge` says that came of messages: the position of the entry that found who is one, and
 * whether it merges customers, or moves identifiers from one to the other. Both are of that entry.
 */
export const joinOptions = z.object({ found: z.int(), does: z.enum(['merges', 'moves']) })

/** The sets of an entry that move identifiers have these numbers and greater ones. */
export const movesFrom = 2 ** 19

function versionsOfRun(
  position: number,
  joined: z.output<typeof joinOptions> | undefined,
): Versions {
  const { from, to } = versionsAt(position)
  if (joined === undefined) return { from, to }
  const middle = versionOf(position, movesFrom)
  return joined.does === 'moves' ? { from: middle, to } : { from, to: middle - 1 }
}

/** All that the entry at that position may write. */
export function versionsAt(position: number): Versions {
  return { from: versionOf(position), to: versionOf(position + 1) - 1 }
}

/** So many customers make a set; their ids are spread evenly. */
const customersPerSet = 10_000
/** … or customers with about so many events. */
const eventsPerSet = 500_000

export function setsOf(
  { customers, events, keptEvents }: BroughtCounts,
  most = customersPerSet,
): number {
  return Math.max(
    1,
    Math.ceil(customers / most),
    Math.ceil(Math.max(events, keptEvents) / eventsPerSet),
  )
}

/** Whoever cancels waits for so many sets at most. */
const mostSetsTogether = 8

/**
 * Of so many sets, of how many together the events go at once: a deletion goes through all parts of the
 * table, however few it deletes.
 */
export function setsTogether({ events }: BroughtCounts, sets: number): number {
  const eventsOfSet = Math.max(1, events / sets)
  return Math.max(1, Math.min(mostSetsTogether, Math.floor(eventsPerSet / eventsOfSet)))
}

/** The nth of so many equal ranges of customer ids, which have 63 bits; both ends belong to it. */
export function rangeOf(n: number, of: number): { readonly from: bigint; readonly to: bigint } {
  const edge = (i: number) => ((1n << 63n) * BigInt(i)) / BigInt(of)
  return { from: edge(n), to: edge(n + 1) - 1n }
}
