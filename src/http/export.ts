import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { exportMediaTypes } from '../api/exports.ts'
import { readRecords } from '../store/clickhouse/records.ts'
import { sql } from '../store/sql/sql.ts'
import { identifierKinds } from '../domain/customer/identity.ts'
import { columnsOf, csvLine } from './csv.ts'
import { catalogNow, showCustomer, type ShownCustomer } from './customer.ts'
import type { Question } from './questions.ts'
import type { Works } from './works.ts'

/** So many customers are read at once: memory does not grow with the export. */
const batch = 5_000

/** Whoever takes a file slowly makes the query that feeds it slow: its limit is not that of a question. */
const exportSeconds = 3_600

export type Format = keyof typeof exportMediaTypes

/** Sends everyone of a question as one file, as it is read. */
export async function sendExport(
  works: Works,
  reply: FastifyReply,
  question: Question,
  { format, signal }: { readonly format: Format; readonly signal: AbortSignal },
): Promise<FastifyReply> {
  const lines = format === 'csv' ? csvLines : jsonLines
  const first = lines(works, question, signal)
  // The first line is made before the answer begins, so that what is refused is answered as a refusal.
  const head = await first.next()
  const rest = async function* (): AsyncGenerator<string> {
    if (head.done !== true) yield head.value
    yield* first
  }
  return await reply
    .type(`${exportMediaTypes[format]}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="customers.${format}"`)
    .header('x-as-of', new Date(question.asOf).toISOString())
    .send(Readable.from(rest(), { objectMode: false }))
}

async function* jsonLines(
  works: Works,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const customers of everyone(works, question, signal)) {
    yield customers.map((customer) => `${JSON.stringify(customer)}\n`).join('')
  }
}

async function* csvLines(
  works: Works,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const catalog = await catalogNow(works)
  const columns = columnsOf(await kindsThere(works, signal), [...catalog.byName.keys()])
  let head = csvLine(columns.map(({ name }) => name))
  for await (const customers of everyone(works, question, signal)) {
    const lines = customers.map((customer) => csvLine(columns.map(({ of }) => of(customer))))
    yield head + lines.join('')
    head = ''
  }
  if (head !== '') yield head
}

/** In the order of ids. The next ones are read while these are sent. */
async function* everyone(
  works: Works,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<ShownCustomer[]> {
  const catalog = await catalogNow(works)
  const read = async (ids: readonly string[]): Promise<ShownCustomer[]> => {
    const records = await readRecords(works.database, ids, { signal })
    return ids.flatMap((id) => {
      const record = records.get(id)
      return record === undefined ? [] : [showCustomer(record, catalog)]
    })
  }
  let ahead: Promise<ShownCustomer[]> | undefined
  for await (const ids of batches(works, question, signal)) {
    const before = ahead
    ahead = read(ids)
    // It is awaited in the next round; a failure until then is not unheard.
    ahead.catch(() => {})
    if (before !== undefined) yield await before
  }
  if (ahead !== undefined) yield await ahead
}

async function* batches(
  works: Works,
  { ids }: Question,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
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

/** The kinds of identifiers that anybody has, the common ones first. */
async function kindsThere(works: Works, signal: AbortSignal): Promise<string[]> {
  const rows = await works.database.rows<{ kind: string }>(
    sql`SELECT DISTINCT kind FROM identities`,
    { signal },
  )
  const there = new Set(rows.map(({ kind }) => kind))
  const common = identifierKinds.filter((kind) => there.delete(kind))
  return [...common, ...[...there].toSorted()]
}
