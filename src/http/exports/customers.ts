import type { Catalog } from '../../domain/customer/catalog.ts'
import { valueType, type Field, type Value } from '../../domain/customer/field.ts'
import type { ValueField } from '../../domain/customer/value.ts'
import { customerColumns, kindPrefix } from '../../domain/export/ownColumns.ts'
import { identifierKinds } from '../../domain/customer/identity.ts'
import type { ExportColumn } from '../../domain/export/column.ts'
import { showNumber } from '../../domain/number.ts'
import { joinValues } from '../../domain/import/joined.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import type { StoredCalculation } from '../../store/operational/calculated.ts'
import { calculatedValues, calculationsNow } from '../calculatedValues.ts'
import { countCustomers, listedIds } from '../../store/clickhouse/customers.ts'
import { kindsThere } from '../../store/clickhouse/identities.ts'
import { listsOf } from '../../store/clickhouse/lists.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { listLists } from '../../store/operational/lists.ts'
import { sql, type Sql } from '../../store/sql/sql.ts'
import { catalogNow, showCustomer } from '../customer.ts'
import { among } from '../customerList.ts'
import { given } from '../given.ts'
import type { Queries } from '../questions.ts'
import type { Works } from '../works.ts'
import { exportSeconds, type Exportable } from './send.ts'

/** So many customers are read at once: memory does not grow with the export. */
const batch = 5_000

/** A customer and the names of the lists she is on. */
export type ExportedCustomer = {
  readonly record: CustomerRecord
  readonly lists: readonly string[]
  /** What calculated fields say of her, where they were asked for. */
  readonly calculated?: ReadonlyMap<string, Value>
}

/** Everyone, or who meets a search and a condition in text, now. */
export async function customersFor(
  works: Works,
  asked: { readonly condition?: string | undefined; readonly search?: string | undefined },
  signal: AbortSignal,
): Promise<Exportable<ExportedCustomer>> {
  const asOf = works.clock()
  const { condition: text, search } = asked
  const listing = given({ search, among: await among(works, { text }, asOf) })
  const { count } = await countCustomers(works.database, listing, { signal })
  return await customersOf(works, { ids: listedIds(listing), asOf, total: count }, signal)
}

/** Everyone of a question. */
export async function membersFor(
  works: Works,
  { ids, count, asOf }: Queries,
  signal: AbortSignal,
): Promise<Exportable<ExportedCustomer>> {
  const [row] = await works.database.rows<{ count: string }>(count, { signal })
  return await customersOf(works, { ids, asOf, total: Number(row?.count ?? 0) }, signal)
}

async function customersOf(
  works: Works,
  { ids, asOf, total }: { readonly ids: Sql; readonly asOf: number; readonly total: number },
  signal: AbortSignal,
): Promise<Exportable<ExportedCustomer>> {
  const catalog = await catalogNow(works)
  const calculations = await calculationsNow(works)
  return {
    name: 'customers',
    columns: columnsOf(await kindsThere(works.database, { signal }), catalog),
    more: calculations.map(calculatedColumn),
    rows: (columns) => {
      const fields = calculations.filter((each) => columns.some(({ name }) => name === each.name))
      return withCalculated(works, everyone(works, ids, signal), fields, { now: asOf, signal })
    },
    show: ({ record, lists }) => ({ ...showCustomer(record, catalog), lists }),
    asOf,
    total,
  }
}

type Column = ExportColumn<ExportedCustomer>

/**
 * The id, then identifiers by kind, then fields, lists, and what we know besides. A kind that is a field
 * too is one column: the field's value, and after it the other identifiers of the kind.
 */
function columnsOf(kinds: readonly string[], catalog: Catalog): readonly Column[] {
  const own = ownColumns()
  const fields = new Map(catalog.byName)
  const named = kinds.map((kind): Column => {
    const field = fields.get(kind)
    fields.delete(kind)
    const name = field === undefined ? kindName(kind) : kind
    return {
      name,
      label: field?.label ?? name,
      type: 'text',
      field: field ?? shownAs[kind] ?? { name, type: 'text' },
      of: ({ record }) => identifierCell(record, kind, field),
    }
  })
  const [id, ...rest] = own
  return [id, ...named, ...[...fields.values()].map(fieldColumn), ...rest]
}

/** How people read identifiers of kinds that are no fields. */
const shownAs: Readonly<Record<string, ValueField>> = {
  phone: { name: 'phone', type: 'phone' },
  document: { name: 'document', type: 'cpf_cnpj' },
}

/** The common ones are known by their names; one of the shop's own could be called as anything is. */
export function kindName(kind: string): string {
  return identifierKinds.some((common) => common === kind) ? kind : `${kindPrefix}${kind}`
}

function identifierCell(
  { identifiers, values }: CustomerRecord,
  kind: string,
  field: Field | undefined,
): string | undefined {
  const own = field === undefined ? undefined : values.get(field.id)?.[0]
  const all = new Set([...(typeof own === 'string' ? [own] : []), ...(identifiers.get(kind) ?? [])])
  return all.size === 0 ? undefined : joinValues([...all])
}

function calculatedColumn(field: StoredCalculation): Column {
  const { name, label, type } = fieldShown(field)
  const of = ({ calculated }: ExportedCustomer): Value | undefined => {
    const value = calculated?.get(name)
    // A value of a property may be no text, though most are.
    return type === 'text' && typeof value === 'number' ? showNumber(value) : value
  }
  return { name, label, type: valueType(type), field: { name, type }, of }
}

/** The rows with what those fields say of each as of the beginning. */
async function* withCalculated(
  works: Works,
  rows: AsyncGenerator<readonly ExportedCustomer[]>,
  fields: readonly StoredCalculation[],
  at: { readonly now: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly ExportedCustomer[]> {
  for await (const some of rows) {
    const ids = some.map(({ record }) => record.id)
    const values = await calculatedValues(works, ids, fields, at)
    yield some.map((row) => {
      const calculated = values.get(row.record.id)
      return calculated === undefined ? row : { ...row, calculated }
    })
  }
}

function fieldColumn(field: Field): Column {
  const { id, name, label, type } = field
  const of = ({ record }: ExportedCustomer): Value | undefined =>
    record.values.get(id)?.[0] ?? undefined
  return { name, label, type: valueType(type), field, of }
}

function ownColumns(): readonly [Column, ...Column[]] {
  const labelled = (name: keyof typeof customerColumns) => ({ name, label: customerColumns[name] })
  return [
    { ...labelled('clientela_id'), type: 'text', of: ({ record }) => record.id },
    {
      ...labelled('lists'),
      type: 'list',
      of: ({ lists }) => (lists.length === 0 ? undefined : lists),
    },
    { ...labelled('created'), type: 'datetime', of: ({ record }) => record.created },
    { ...labelled('updated'), type: 'datetime', of: ({ record }) => record.updated },
    { ...labelled('known'), type: 'boolean', of: ({ record }) => record.known },
  ]
}

/**
 * In the order of ids. Who they are is of one moment, each is as she stands when she is read, and who was
 * deleted meanwhile is left out. The next ones are read while these are sent.
 */
async function* everyone(
  works: Works,
  ids: Sql,
  signal: AbortSignal,
): AsyncGenerator<readonly ExportedCustomer[]> {
  const lists = await listLists(works.operational.db)
  const names = new Map(lists.map(({ id, name }) => [id, name]))
  const read = async (some: readonly string[]): Promise<ExportedCustomer[]> => {
    const [records, on] = await Promise.all([
      readRecords(works.database, some, { signal }),
      listsOf(works.database, [...names.keys()], some, { signal }),
    ])
    return some.flatMap((id) => {
      const record = records.get(id)
      if (record === undefined) return []
      return [{ record, lists: (on.get(id) ?? []).map((list) => names.get(list) ?? '') }]
    })
  }
  let ahead: Promise<ExportedCustomer[]> | undefined
  for await (const some of batches(works, ids, signal)) {
    const before = ahead
    ahead = read(some)
    // It is awaited in the next round; a failure until then is not unheard.
    ahead.catch(() => {})
    if (before !== undefined) yield await before
  }
  if (ahead !== undefined) yield await ahead
}

async function* batches(works: Works, ids: Sql, signal: AbortSignal): AsyncGenerator<string[]> {
  const inOrder = sql`SELECT customer_id FROM (${ids}) ORDER BY customer_id`
  let waiting: string[] = []
  const options = { signal, maxSeconds: exportSeconds }
  for await (const rows of works.database.stream<{ customer_id: string }>(inOrder, options)) {
    for (const row of rows) waiting.push(row.customer_id)
    while (waiting.length >= batch) {
      yield waiting.slice(0, batch)
      waiting = waiting.slice(batch)
    }
  }
  if (waiting.length > 0) yield waiting
}
