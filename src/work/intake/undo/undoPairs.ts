import { identifierHash } from '../../../store/clickhouse/identifierHash.ts'
import { identifierKey } from '../../../store/clickhouse/identities.ts'
import { pairsOfRun, setPinsBack, type MergedPair } from '../../../store/clickhouse/merged.ts'
import { moveEvents } from '../../../store/clickhouse/removedEvents.ts'
import { editsWhere, type StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import { eventsOf, idsAmong, namedSince, type Brought } from '../../../store/clickhouse/undoing.ts'
import { as, join, sql, type Sql } from '../../../store/sql/sql.ts'
import { recordAfter } from '../applyEdits.ts'
import { planCustomer, type Hers, type PlannedCustomer, type Undoing } from './planCustomer.ts'
import { readHers, type Reading } from './planSet.ts'
import { reportOfStays, type Why } from './report.ts'
import type { SetPlan, UndoSet } from './undoSet.ts'

const pairsPerSet = 500

/**
 * The next pairs of a run of merges to be parted, or of an undo to be put together again, the last ones
 * first; as many as can be done together: nobody is dropped in it who is kept in it.
 */
export async function nextPairs(
  reading: Pick<Reading, 'database'>,
  run: number,
  page: { readonly before: number; readonly customer: string | undefined },
): Promise<readonly MergedPair[]> {
  const some = await pairsOfRun(reading.database, run, { ...page, limit: pairsPerSet })
  const [kept, dropped] = [new Set<string>(), new Set<string>()]
  const end = some.findIndex(({ keep, drop }) => {
    const clashes = kept.has(drop) || dropped.has(keep) || dropped.has(drop)
    kept.add(keep)
    dropped.add(drop)
    return clashes
  })
  return end === -1 ? some : some.slice(0, end)
}

/**
 * What is going to be done with those pairs: who was dropped comes back and the kept one is as before, or
 * neither. The version of the first is the set's, and each pair after it has the next but one.
 */
export async function plannedPairs(set: UndoSet, pairs: readonly MergedPair[]): Promise<SetPlan> {
  const { database, undoing, brought } = set
  if (set.again) {
    const { from, to } = versionsOf(undoing, pairs)
    const before = await editsWhere(database, sql`version BETWEEN ${from} AND ${to}`)
    if (before.length > 0) return { edits: inOrder(before), written: true, stays: undefined }
  }
  const ids = [...new Set(pairs.flatMap(({ keep, drop }) => [drop, keep]))]
  const all = await readHers(set, undoing, brought, ids)
  const now = new Map(all.map((hers) => [hers.id, hers]))
  const edits: StoredEdit[] = []
  const stays: Why[] = []
  for (const [i, pair] of pairs.entries()) {
    const { planned, why } = planPairBack(now, pair, {
      ...undoing,
      isOfRun: (edit) => undoing.isOfRun(edit) && edit.version === pair.version,
      version: undoing.version + 2 * i,
    })
    stays.push(...why)
    for (const edit of planned) {
      edits.push(edit)
      const before = now.get(edit.customer)
      if (before !== undefined) {
        now.set(edit.customer, { ...before, record: recordAfter(before.record, edit) })
      }
    }
  }
  return { edits, written: false, stays: reportOfStays(stays) }
}

/** Of the rows of their edits: OUT and IN of the set take the first and the second. */
export function versionsOf({ version }: Undoing, pairs: readonly MergedPair[]) {
  return { from: version, to: version + 2 * pairs.length - 1 }
}

function inOrder(edits: readonly StoredEdit[]): StoredEdit[] {
  return edits.toSorted((a, b) => a.version - b.version)
}

function planPairBack(
  now: ReadonlyMap<string, Hers>,
  pair: MergedPair,
  undoing: Undoing,
): { readonly planned: readonly StoredEdit[]; readonly why: readonly Why[] } {
  const [drop, keep] = [now.get(pair.drop), now.get(pair.keep)]
  if (drop === undefined || keep === undefined) throw new Error('a pair that was not read')
  const hers = planCustomer(drop, undoing)
  const parts = hers.edit !== undefined && (hers.edit.made || hers.edit.removed)
  if (!parts) return { planned: [], why: [stayOf(pair, hers)] }
  const others = planCustomer(keep, undoing)
  const why = [...hers.stays, ...others.stays].map((each) => ({ ...each, customer: pair.keep }))
  const both = [hers.edit, others.edit].flatMap((edit) => edit ?? [])
  return { planned: both.map((edit) => withOther(edit, pair)), why }
}

function stayOf({ drop }: MergedPair, { stays }: PlannedCustomer): Why {
  return { what: 'pair', customer: drop, why: stays[0]?.why ?? 'changed' }
}

function withOther(edit: StoredEdit, { keep, drop }: MergedPair): StoredEdit {
  if (edit.customer !== keep) return { ...edit, other: keep }
  // Gone with the last that was hers: that is no merge.
  return { ...edit, other: edit.removed ? '0' : drop }
}

/**
 * Of the kept ones' events since, those that named only identifiers that go back to the dropped ones: a
 * test of the columns of `events`, and their move once they are kept for the undoing of this.
 */
export async function eventsGoingAlong(
  set: UndoSet,
  plan: SetPlan,
  pairs: readonly MergedPair[],
): Promise<{ readonly also: Sql; readonly move: () => Promise<void> }> {
  const parted = pairs.filter(({ drop }) =>
    plan.edits.some(({ customer, made }) => made && customer === drop),
  )
  const hashes = new Map(
    parted.map(({ drop, keep }) => [`${keep} ${drop}`, hashesOf(plan.edits, drop)]),
  )
  const byKeep = new Map<string, string[]>()
  for (const { keep, drop } of parted) {
    const more = hashes.get(`${keep} ${drop}`) ?? []
    byKeep.set(keep, [...(byKeep.get(keep) ?? []), ...more])
  }
  const after = Math.min(...pairs.map(({ version }) => version))
  const named = await namedSince(set.database, byKeep, after, set.brought)
  const tests = parted.flatMap((pair) => {
    const hers = hashes.get(`${pair.keep} ${pair.drop}`) ?? []
    // A repeat may find them taken away already.
    const hit = set.again || hers.some((hash) => named.get(pair.keep)?.has(hash) === true)
    return hit ? [{ pair, test: goesWith(set.brought, pair, hers) }] : []
  })
  const { run, version } = set.undoing
  return {
    also:
      tests.length === 0
        ? sql`false`
        : sql`(${join(
            tests.map(({ test }) => test),
            ' OR ',
          )})`,
    move: async () => {
      for (const { pair, test } of tests) {
        const move = { run, from: [pair.keep], to: [pair.drop], versions: [version + 1] }
        await moveEvents(set.database, move, test)
      }
    },
  }
}

function hashesOf(edits: readonly StoredEdit[], drop: string): string[] {
  const back = edits.filter(({ customer, made }) => made && customer === drop)
  const identifiers = new Map(
    back.flatMap(({ added }) => added.map((each) => [identifierKey(each), each])),
  )
  return [...identifiers.values()].map(identifierHash)
}

function goesWith(brought: Brought, { keep, version }: MergedPair, hashes: readonly string[]): Sql {
  const hers = as('Array(UInt64)', hashes.map(BigInt))
  return sql`(customer_id = ${as('UInt64', keep)} AND version > ${version}
    AND NOT ${eventsOf(brought)} AND notEmpty(named) AND hasAll(${hers}, named))`
}

/** Pins as they were, and who leads to whom. */
export async function finishPairs(set: UndoSet, plan: SetPlan): Promise<void> {
  const { database, brought, whom, undoing } = set
  await setPinsBack(database, { brought, whom, version: undoing.version })
  const rows = plan.edits
    .filter(({ made, removed, other }) => (made || removed) && other !== '0')
    .map(({ customer, other, version, made }) => ({
      from_id: customer,
      to_id: other,
      import_id: undoing.run,
      version,
      deleted: made ? 1 : 0,
    }))
  if (rows.length > 0) await database.insert('merged', rows)
}

/** The two of each pair. */
export function idsOfPairs(pairs: readonly MergedPair[]): Sql {
  return idsAmong([...new Set(pairs.flatMap(({ keep, drop }) => [keep, drop]))])
}

/** From whom the run had taken: who was dropped by it, or those from whom she came back. */
export function sourceOf(pairs: readonly MergedPair[]): Sql {
  const ids = pairs.map(({ keep, drop, merged }) => (merged ? drop : keep))
  return idsAmong([...new Set(ids)])
}
