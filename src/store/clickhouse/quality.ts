import type { Field, Value } from '../../domain/customer/field.ts'
import type { Figures } from '../../domain/customer/quality/judge.ts'
import type { Seen } from '../../domain/customer/quality/examination.ts'
import { ident, sql, type Sql } from '../sql/sql.ts'
import { columnTable } from './columns.ts'
import type { Database, ReadOptions } from './database.ts'

/** What sorts and counts every value there is spills to disk instead of growing. */
const spilling = {
  max_bytes_before_external_group_by: 300_000_000,
  max_bytes_before_external_sort: 300_000_000,
}

/** Reading all customers once takes longer than a question of people may. */
const maxSeconds = 3_600

/**
 * Every value of a field with how many have it and who said it: those of one value after one another, and
 * likewise values that differ by capitals, accents and blanks only. Read from `data`, which has all of
 * them, whatever columns the field has.
 */
export async function* seenValues(
  database: Database,
  field: Field,
  options: ReadOptions = {},
): AsyncGenerator<readonly Seen[]> {
  const rows = database.stream<{ value: string; source: string; n: string; kin: string }>(
    sql`SELECT parts[1] AS value, JSONExtractString(parts[3]) AS source,
        toString(count()) AS n, toString(cityHash64(${rough(sql`value`)})) AS kin
      FROM (${stored(field)})
      WHERE value != 'null'
      GROUP BY value, parts[3]
      ORDER BY cityHash64(${rough(sql`value`)}), value`,
    { maxSeconds, ...options, settings: spilling },
  )
  for await (const block of rows) {
    yield block.map(({ value, source, n, kin }) => ({
      value: JSON.parse(value) as Value,
      source,
      n: Number(n),
      group: kin,
    }))
  }
}

/** Of a field of numbers, what they are on the whole; undefined where there is none. */
export async function readFigures(
  database: Database,
  field: Field,
  options: ReadOptions = {},
): Promise<Figures | undefined> {
  type Row = { filled: string; negative: string; marks: readonly number[] }
  const [row] = await database.rows<Row>(
    sql`SELECT toString(count()) AS filled, toString(countIf(number < 0)) AS negative,
        quantilesTDigest(0.05, 0.5, 0.95)(number) AS marks
      FROM (
        SELECT toFloat64OrNull(parts[1]) AS number FROM (${stored(field)})
      ) WHERE number IS NOT NULL`,
    { maxSeconds, ...options },
  )
  if (row === undefined || row.filled === '0') return undefined
  const [low = 0, middle = 0, high = 0] = row.marks.map(Math.round)
  return { filled: Number(row.filled), negative: Number(row.negative), low, middle, high }
}

/** Who has which value of a field, and who said it, in no order. */
export async function* heldValues(
  database: Database,
  field: Field,
  options: ReadOptions = {},
): AsyncGenerator<
  readonly { readonly customer: string; readonly value: Value; readonly source: string }[]
> {
  const rows = database.stream<{ customer: string; value: string; source: string }>(
    sql`SELECT toString(customer_id) AS customer, parts[1] AS value,
        JSONExtractString(parts[3]) AS source
      FROM (${stored(field)}) WHERE value != 'null'`,
    { maxSeconds, ...options },
  )
  for await (const block of rows) {
    yield block.map(({ value, ...row }) => ({ ...row, value: JSON.parse(value) as Value }))
  }
}

/** Of each customer who has the field in her `data` the three parts of what is stored. */
function stored(field: Field): Sql {
  return sql`SELECT customer_id, JSONExtractArrayRaw(data, ${String(field.id)}) AS parts
    FROM ${ident(columnTable(field))} FINAL WHERE notEmpty(parts)`
}

/** The engine's own fold: whatever it takes as one, ours parts again. */
function rough(text: Sql): Sql {
  return sql`lowerUTF8(replaceRegexpAll(normalizeUTF8NFKD(replaceRegexpAll(${text}, '[\\s\\p{Z}]+', ' ')), '\\p{M}+', ''))`
}
