import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Clue, Person } from '../domain/customer/duplicates/clue.ts'
import { reasonsOf, type Reason } from '../domain/customer/duplicates/reasons.ts'
import type { ExportColumn } from '../domain/export/column.ts'
import { valueContext } from '../work/context.ts'
import { identifierKinds } from '../domain/customer/identity.ts'
import type { Value } from '../domain/customer/field.ts'
import { pairsPage, type Decision, type ScoredPair } from '../store/clickhouse/duplicates.ts'
import { readRecords, type CustomerRecord } from '../store/clickhouse/records.ts'
import type { Standing } from '../work/duplicates/standing.ts'
import { csvPieces } from '../work/export/csv.ts'
import { catalogNow, showCustomer, type ShownCustomer } from './customer.ts'
import type { Works } from './works.ts'

export type ShownPair = {
  readonly left: ShownCustomer
  readonly right: ShownCustomer
  /** From 0 to 1. */
  readonly score: number
  readonly reasons: readonly Reason[]
}

/** Those pairs with both customers as they are now, without those of whom one is gone. */
export async function describePairs(
  works: Works,
  clues: readonly Clue[],
  pairs: readonly ScoredPair[],
  signal: AbortSignal,
): Promise<ShownPair[]> {
  const ids = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))]
  const [catalog, records] = await Promise.all([
    catalogNow(works),
    readRecords(works.database, ids, { signal }),
  ])
  return pairs.flatMap(({ left, right, score, levels }) => {
    const [one, other] = [records.get(left), records.get(right)]
    if (one === undefined || other === undefined) return []
    return [
      {
        left: showCustomer(one, catalog),
        right: showCustomer(other, catalog),
        score: score / 1e6,
        reasons: reasonsOf(clues, levels, [personOf(one), personOf(other)]),
      },
    ]
  })
}

function personOf({ values, identifiers }: CustomerRecord): Person {
  const there = [...values].flatMap(([field, [value]]): [number, Value][] =>
    value === null ? [] : [[field, value]],
  )
  return { values: new Map(there), identifiers }
}

const pairsPerRead = 2_000

/** Sends all pairs as CSV, as they are read. */
export async function sendPairs(
  works: Works,
  reply: FastifyReply,
  asked: {
    readonly standing: Standing
    readonly least: number
    readonly state: Decision
    readonly language: 'en' | 'pt'
    readonly signal: AbortSignal
  },
): Promise<FastifyReply> {
  const { standing, language, signal } = asked
  const shop = await valueContext(works.operational.db)
  const rows = async function* (): AsyncGenerator<readonly ShownPair[]> {
    for await (const pairs of allPairs(works, asked)) {
      yield await describePairs(works, standing.clues, pairs, signal)
    }
  }
  const column = (name: string, of: (pair: ShownPair) => string): ExportColumn<ShownPair> => ({
    name,
    label: name,
    type: 'text',
    of,
  })
  const columns = [
    column('left', ({ left }) => keyOf(left)),
    column('right', ({ right }) => keyOf(right)),
    column('score', ({ score }) => score.toFixed(6)),
    column('reasons', ({ reasons }) => reasons.map((reason) => reason[language]).join(', ')),
  ]
  const table = { columns, rows: rows(), styling: { style: 'technical' as const, shop } }
  return await reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="duplicates.csv"')
    .send(Readable.from(csvPieces(table), { objectMode: false }))
}

async function* allPairs(
  { database }: Works,
  { standing, least, state, signal }: Parameters<typeof sendPairs>[2],
): AsyncGenerator<readonly ScoredPair[]> {
  let after: ScoredPair | undefined
  for (;;) {
    const pairs = await pairsPage(
      database,
      {
        run: standing.run,
        least,
        state,
        limit: pairsPerRead,
        ...(after === undefined ? {} : { after }),
      },
      { signal },
    )
    if (pairs.length > 0) yield pairs
    after = pairs.at(-1)
    if (after === undefined || pairs.length < pairsPerRead) return
  }
}

/**
 * By what an import knows her: the shop's own id, else an identifier of a kind that the shop made up,
 * else of the usual kinds the first she has, else our id.
 */
function keyOf({ id, identifiers }: ShownCustomer): string {
  const usual: readonly string[] = identifierKinds
  const own = Object.keys(identifiers).filter((kind) => !usual.includes(kind))
  const kinds = ['user_id', ...own.toSorted(), 'document', 'email', 'phone']
  const kind = kinds.find((each) => identifiers[each]?.[0] !== undefined)
  return (kind === undefined ? undefined : identifiers[kind]?.[0]) ?? id
}
