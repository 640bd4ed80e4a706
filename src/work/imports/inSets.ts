import { countTargets, dropTargets, targetsAfter } from '../../store/clickhouse/targets.ts'
import { anyTombstones } from '../../store/clickhouse/identities.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import type { Import } from '../../store/operational/imports.ts'
import { readMark, removeMark, writeMark } from '../../store/operational/marks.ts'
import type { Part } from '../intake/arrivals.ts'
import { applySet, prepareAll } from '../intake/applySet.ts'
import { makeIdentityMemory } from '../intake/memory.ts'
import type { Outcome, Settings } from '../intake/setState.ts'
import { makeSettingsReader } from '../intake/settings.ts'
import { tellProgress, type ImportMeans } from './means.ts'

/** What came of a run that changes customers who are there. */
export type InSetsResult = {
  /** Customers whom it was for. */
  readonly rows: number
  readonly changed: number
  readonly rejected: number
}

/** A change of many customers, whoever they are. */
export type InSets = {
  /** Writes down whom it is for (`run_targets`), since the change itself may change who that is. */
  stage(): Promise<void>
  /**
   * What is done with those of one set. Of a set that is repeated after a kill the same as before: its
   * values may be written already.
   */
  partsOf(
    customers: readonly string[],
    at: { readonly set: number; readonly settings: Settings },
  ): Promise<readonly Part[]>
}

/** A run that is under way. */
export type RunUnderWay = {
  readonly row: Import
  readonly entry: Entry
  readonly signal: AbortSignal
}

/** How far it is. */
type Bound = { readonly set: number; readonly after: string; readonly result: InSetsResult }

const usualSet = 5_000

/** Changes customers set by set. Repeated after a kill it goes on where it was and comes to the same end. */
export async function changeInSets(
  means: ImportMeans,
  { row, entry, signal }: RunUnderWay,
  change: InSets,
): Promise<{ readonly result: InSetsResult }> {
  const { database, operational, clock, customersPerSet = usualSet } = means
  const stored = (await readMark(operational.db, markOf(row))) as Bound | undefined
  let bound = stored ?? { set: 0, after: '0', result: { rows: 0, changed: 0, rejected: 0 } }
  if (stored === undefined) {
    // What a killed attempt has staged.
    await dropTargets(database, row.id)
    await change.stage()
    await writeMark(operational.db, markOf(row), bound, clock())
  }
  const apply = applierOf(means, entry, change)
  const total = await countTargets(database, row.id)
  const tell = tellProgress(means, row.id)
  for (let repeated = stored !== undefined; ; repeated = false) {
    // A set that a kill cut short is made whole before anything else, a cancelling too.
    if (!repeated) signal.throwIfAborted()
    const customers = await targetsAfter(database, row.id, bound.after, customersPerSet)
    const last = customers.at(-1)
    if (last === undefined) return { result: bound.result }
    const outcome = await apply(customers, { set: bound.set, repeated })
    bound = {
      set: bound.set + 1,
      after: last,
      result: {
        rows: bound.result.rows + customers.length,
        changed: bound.result.changed + (outcome?.changed ?? 0),
        rejected: bound.result.rejected + (outcome?.rejected ?? 0),
      },
    }
    await writeMark(operational.db, markOf(row), bound, clock())
    tell({ step: 'changing', done: bound.result.rows, total })
  }
}

/** Whether a run may have changed anybody. */
export async function hasBegun({ operational }: ImportMeans, row: Import): Promise<boolean> {
  return (await readMark(operational.db, markOf(row))) !== undefined
}

/** Takes away what it kept for its repeat. */
export async function tidyInSets(
  { database, operational }: ImportMeans,
  row: Import,
): Promise<void> {
  await dropTargets(database, row.id)
  await removeMark(operational.db, markOf(row))
}

function markOf({ id }: Import): string {
  return `in sets/${id}`
}

type Apply = (
  customers: readonly string[],
  at: { readonly set: number; readonly repeated: boolean },
) => Promise<Outcome | undefined>

function applierOf(
  { database, operational }: ImportMeans,
  { position }: Entry,
  change: InSets,
): Apply {
  const readSettings = makeSettingsReader(operational.db, database)
  const memory = makeIdentityMemory()
  return async (customers, { set, repeated }) => {
    const settings = await readSettings()
    const parts = await change.partsOf(customers, { set, settings })
    const noTombstones = !(await anyTombstones(database))
    const state = await applySet(
      { database, settings, memory, noTombstones },
      { parts: prepareAll(parts, settings), from: position, to: position, set, repeated },
    )
    return state.outcomes.get(position)
  }
}
