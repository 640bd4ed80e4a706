import { orRefuse } from '../../../domain/failure.ts'
import { totalsCell } from '../../../domain/import/totals.ts'
import { isOfRejected } from '../../../domain/import/column.ts'
import type { Key } from '../../../domain/import/key.ts'
import { columnsBefore, discardRejected, publishRejected } from '../files/rejected.ts'
import { recordsBeside, sentOf } from '../files/json.ts'
import type { ColumnKinds } from '../files/rejectedForm.ts'
import { customerTyper } from './customerRow.ts'
import { eventTyper } from './eventRow.ts'
import type { RowKind, RowsResult, RowsRun } from './options.ts'
import { planRows } from './plan.ts'
import { catalogFor, referenceTyper } from './referenceRow.ts'
import { RowTaker } from './rowTaker.ts'
import { resultOf } from './tally.ts'
import { identifiersIn, type RowTyper } from './typed.ts'
import type { RowsWorld } from './world.ts'

const typers = {
  customers: customerTyper,
  events: eventTyper,
  products: referenceTyper,
  places: referenceTyper,
} as const

/**
 * Brings a file of rows in, or tries it. Rows are taken in sets, in the order of the file, each as any
 * arrival of the same is; a row is taken whole or rejected. Called again after a kill, with the mark that
 * was kept last, it goes on with the set that was under way and comes to the same end.
 *
 * When the signal aborts, the set that is being written is finished and no other is begun.
 */
export async function runRows(run: RowsRun, world: RowsWorld): Promise<RowsResult> {
  const { understood, options, kind, dry, rejectedPath } = run
  const fields = [...catalogFor(run).byId.values()]
  const { mapping } = orRefuse(planRows(kind, understood, options, fields))
  const { key, columns } = mapping
  if (key === undefined) throw new Error('a file without a key was started')
  const typer = withoutTotals(run, key, typers[kind](run, columns, key))
  await discardRejected(rejectedPath)
  const tally = await new RowTaker(run, world, key).takeAll(typer)
  const rejectedFile =
    tally.rejected === 0
      ? rejectedPath
      : await publishRejected(rejectedPath, {
          format: understood.format,
          records: recordsBeside(sentOf(understood.csv)),
          kinds: kindsOf(understood),
          rows: tally.rejected,
        })
  return resultOf(tally, { dryRun: dry, rejectedFile })
}

function kindsOf({ columns, width }: RowsRun['understood']): ColumnKinds {
  const seen = new Map(columns.map((column) => [column.at, column]))
  const all = Array.from({ length: width }, (_, at) => seen.get(at))
  return all.map((column) => column?.type).slice(columnsBefore(all.map((column) => column?.name)))
}

/** A row of totals would be one more record, or lack a name for no reason that anybody sees. */
function withoutTotals({ kind, understood }: RowsRun, key: Key, typer: RowTyper): RowTyper {
  const fix = `Leave the row out; where it is ${nouns[kind]}, write its name otherwise.`
  const { columns } = understood
  const ours = new Set(columns.flatMap(({ name, at }) => (isOfRejected(name) ? at : [])))
  return (row) => {
    const at = totalsCell(row.cells, key.at, ours)
    if (at === undefined) return typer(row)
    const value = (row.cells[at] ?? '').trim()
    const column = columns.find((each) => each.at === at)?.name ?? key.column
    const reason = `The row holds totals, as ${JSON.stringify(value)} says, and is not ${nouns[kind]}`
    return { row, why: { column, value, reason, fix }, identifiers: identifiersIn(typer(row)) }
  }
}

const nouns = {
  customers: 'a customer',
  events: 'an event',
  products: 'a product',
  places: 'a place',
} as const satisfies Record<RowKind, string>
