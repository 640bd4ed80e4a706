import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { JoinPlan } from '../../../domain/customer/join.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { identifierHash } from '../../../store/clickhouse/identifierHash.ts'
import { readRecords, type CustomerRecord } from '../../../store/clickhouse/records.ts'
import { keepEvents, moveEvents } from '../../../store/clickhouse/removedEvents.ts'
import { editsWhere, rowOfEdit, type StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import { idsAmong } from '../../../store/clickhouse/undoing.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import { as, join, sql, type Sql } from '../../../store/sql/sql.ts'
import { applyEdits, recordAfter } from '../applyEdits.ts'
import { movesFrom } from '../undo/scope.ts'
import type { Runs } from '../undo/runs.ts'
import { writeOnce } from '../writeSet.ts'

export type Moves = JoinPlan['moves']

type Moving = {
  readonly database: Database
  readonly catalog: Catalog
  readonly runs: Runs
  readonly run: number
  readonly entry: { readonly position: number; readonly received: number }
}

/**
 * Gives identifiers of some customers to others, with the events whose surest identifier they are; values,
 * lists and consents stay with whom they were written for. Repeating it comes to the same end: what is going to
 * be done is in `edits` first. Returns it.
 */
export async function carryMoves(moving: Moving, moves: Moves): Promise<readonly StoredEdit[]> {
  const { database, run, entry, catalog, runs } = moving
  const versions = {
    from: versionOf(entry.position, movesFrom),
    to: versionOf(entry.position, movesFrom + moves.length - 1),
  }
  const before = await editsWhere(
    database,
    sql`version BETWEEN ${versions.from} AND ${versions.to} AND import_id = ${run}`,
  )
  const written = before.toSorted((a, b) => a.version - b.version)
  const edits = written.length > 0 ? written : await planMoves(moving, moves)
  const token = `moves-${entry.position}`
  await writeOnce(database, { token, versions, repeated: true }, 'edits', edits.map(rowOfEdit))
  fault('validate')
  const tests = moves.map(({ from, identifiers }) => {
    const hashes = as('Array(UInt64)', identifiers.map(identifierHash).map(BigInt))
    return sql`(customer_id = ${as('UInt64', from)} AND has(${hashes}, named[1]))`
  })
  const where = sql`(${join(tests, ' OR ')})`
  const whom = idsAmong([...new Set(moves.map(({ from }) => from))])
  const all = sql`${whom} AND ${where}`
  await keepEvents(database, { where: all, run, before: versions.from, again: true, among: whom })
  fault('events')
  for (const [i, { from, to }] of moves.entries()) {
    const version = versionOf(entry.position, movesFrom + i)
    const move = { run, from: [from], to: [to], versions: [version] }
    await moveEvents(database, move, tests[i] ?? nothingAtAll)
  }
  await database.run(sql`DELETE FROM events WHERE ${all}`)
  fault('events')
  await applyEdits(database, { catalog, runs }, edits)
  return edits
}

const nothingAtAll: Sql = sql`false`

async function planMoves({ database, run, entry }: Moving, moves: Moves): Promise<StoredEdit[]> {
  const ids = [...new Set(moves.flatMap(({ from, to }) => [from, to]))]
  const records = new Map(await readRecords(database, ids))
  const edits: StoredEdit[] = []
  for (const [i, { from, to, identifiers }] of moves.entries()) {
    const [one, other] = [records.get(from), records.get(to)]
    if (one === undefined || other === undefined) throw new Error('a customer who was read is gone')
    const version = versionOf(entry.position, movesFrom + i)
    const common = { version, run, now: entry.received }
    const giving = { ...editOf(one, other, common), lost: identifiers }
    const getting = { ...editOf(other, one, common), added: identifiers }
    for (const edit of [giving, getting]) {
      edits.push(edit)
      const after = recordAfter(records.get(edit.customer), edit)
      if (after !== undefined) records.set(edit.customer, after)
    }
  }
  return edits
}

function editOf(
  { id, updated, created, importId }: CustomerRecord,
  other: CustomerRecord,
  { version, run, now }: { readonly version: number; readonly run: number; readonly now: number },
): StoredEdit {
  return {
    customer: id,
    version,
    importId: run,
    noticed: now,
    made: false,
    removed: false,
    updatedBefore: updated,
    updated: now,
    created,
    madeBy: importId,
    other: other.id,
    fields: [],
    added: [],
    lost: [],
  }
}
