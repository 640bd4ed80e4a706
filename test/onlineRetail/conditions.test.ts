import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { orRefuse } from '../../src/domain/failure.ts'
import { checkCondition } from '../../src/domain/segment/check.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import type { Context } from '../../src/domain/segment/facts.ts'
import { matches } from '../../src/domain/segment/matches.ts'
import { namesOf } from '../../src/domain/segment/text/names.ts'
import { parseText } from '../../src/domain/segment/text/parse.ts'
import { utc } from '../../src/domain/time/zone.ts'
import { memberIds } from '../../src/store/clickhouse/compile/members.ts'
import { plan } from '../../src/store/clickhouse/compile/plan.ts'
import { loadFacts } from '../../src/store/clickhouse/facts.ts'
import { withRanks } from '../../src/store/clickhouse/ranks.ts'
import { sql } from '../../src/store/sql/sql.ts'
import { itemsAndFields, sequences, together } from './moreQuestions.ts'
import { howMuch, howOften, whenAndWhich, windows } from './questions.ts'
import { ranks } from './rankQuestions.ts'
import { catalog, now, onlineRetail, openRetail, type RetailShop } from './shop.ts'

const kinds = {
  howOften,
  howMuch,
  windows,
  whenAndWhich,
  itemsAndFields,
  sequences,
  ranks,
  together,
}
const questions = Object.values(kinds).flat()

const context: Context = {
  now,
  shop: { zone: utc, weekStart: 1, currency: 'BRL' },
  fields: catalog.byName,
  segments: new Map(),
}

function conditionOf(text: string): Condition {
  const condition = orRefuse(parseText(text, namesOf(new Map(), new Map())))
  const wrong = checkCondition(condition, {
    fields: catalog.byName,
    segments: new Map(),
    lists: new Map(),
  })
  expect(wrong).toEqual([])
  return condition
}

test('they are at least thirty, each another', () => {
  expect(new Set(questions.map(({ text }) => text)).size).toBe(questions.length)
  expect(questions.length).toBeGreaterThanOrEqual(30)
})

const there = existsSync(onlineRetail)

describe.skipIf(!there)(
  `Online Retail${there ? '' : ` (skipped: there is no ${onlineRetail})`}`,
  () => {
    let shop: RetailShop
    let everyone: Map<string, string>
    beforeAll(async () => {
      shop = await openRetail()
      const rows = await shop.database.rows<{ value: string; id: string }>(
        sql`SELECT value, toString(argMax(customer_id, version)) AS id FROM identities WHERE kind = 'user_id' GROUP BY value`,
      )
      everyone = new Map(rows.map(({ value, id }) => [id, value]))
    })
    afterAll(async () => await shop.close())

    const answered = new Map<string, readonly string[]>()

    /** By DuckDB, ascending. */
    async function expected(question: string): Promise<readonly string[]> {
      const before = answered.get(question)
      if (before !== undefined) return before
      const read = await shop.duckdb.runAndReadAll(
        `SELECT DISTINCT customer::VARCHAR AS customer FROM (${question})`,
      )
      const customers = read
        .getRowObjects()
        .map(({ customer }) => String(customer))
        .toSorted()
      answered.set(question, customers)
      return customers
    }

    const customersOf = (ids: readonly string[]): readonly string[] =>
      ids.map((id) => everyone.get(id) ?? `none ${id}`).toSorted()

    it('is the same shop in both', async () => {
      expect(everyone.size).toBe(4_372)
      expect([...everyone.values()].toSorted()).toEqual(
        await expected('SELECT customer FROM person'),
      )
      const counts = await shop.database.rows(
        sql`SELECT name, toString(count()) AS n, toString(sum(total)) AS total FROM events GROUP BY name ORDER BY name`,
      )
      const read = await shop.duckdb.runAndReadAll(
        `SELECT CASE name WHEN 'order' THEN 'Order Completed' ELSE 'Order Refunded' END AS name,
        count(*)::VARCHAR AS n, CAST(sum(total) * 10000 AS BIGINT)::VARCHAR AS total FROM event GROUP BY 1 ORDER BY 1`,
      )
      expect(counts).toEqual(read.getRowObjects())
    })

    describe.each(Object.entries(kinds))('%s', (_, some) => {
      it.each(some)('$text', async ({ text, sql: question }) => {
        const condition = conditionOf(text)
        const ranked = await withRanks(shop.database, context, [condition])
        const ids = await shop.database.rows<{ id: string }>(
          sql`SELECT toString(customer_id) AS id FROM (${memberIds(condition, ranked)})`,
        )
        const wanted = await expected(question)
        // It tells some from others.
        expect(wanted.length).toBeGreaterThan(0)
        expect(wanted.length).toBeLessThan(everyone.size)
        expect(customersOf(ids.map(({ id }) => id))).toEqual(wanted)
      })
    })

    it('has the same answers where all are asked together', async () => {
      const wanted = questions.map(({ text }, segment) => ({
        segment,
        condition: conditionOf(text),
      }))
      const conditions = wanted.map((each) => each.condition)
      const ranked = await withRanks(shop.database, context, conditions)
      const { members } = plan(wanted, ranked, { customers: 4_372, events: 25_000 })
      const rows = await shop.database.rows<{ segment: number; ids: string[] }>(
        sql`SELECT segment, groupArray(toString(customer_id)) AS ids FROM (${members('everyone')}) GROUP BY segment`,
      )
      const found = new Map(rows.map(({ segment, ids }) => [segment, ids]))
      for (const [segment, { text, sql: question }] of questions.entries()) {
        const answer = { text, customers: customersOf(found.get(segment) ?? []) }
        expect(answer).toEqual({ text, customers: await expected(question) })
      }
    })

    it('has the same answers by the definition in memory', async () => {
      const conditions = questions.map(({ text }) => conditionOf(text))
      const ranked = await withRanks(shop.database, context, conditions)
      const found = conditions.map((): string[] => [])
      const ids = [...everyone.keys()]
      for (let from = 0; from < ids.length; from += 500) {
        const some = ids.slice(from, from + 500)
        const people = await loadFacts(shop.database, some, {
          events: 'all',
          catalog,
          products: [],
          places: undefined,
        })
        for (const [nth, condition] of conditions.entries()) {
          const met = [...people].filter(([, facts]) => matches(condition, facts, ranked))
          found[nth]?.push(...met.map(([id]) => id))
        }
      }
      for (const [nth, { text, sql: question }] of questions.entries()) {
        const answer = { text, customers: customersOf(found[nth] ?? []) }
        expect(answer).toEqual({ text, customers: await expected(question) })
      }
    })
  },
)
