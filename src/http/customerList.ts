import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import { memberIds } from '../store/clickhouse/compile/members.ts'
import { customerPage } from '../store/clickhouse/customers.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import type { PageEnd } from '../store/clickhouse/pageKey.ts'
import type { Sql } from '../store/sql/sql.ts'
import { contextAt } from '../work/context.ts'
import {
  calculatedValues,
  calculationsNamed,
  calculationsNow,
  showCalculated,
} from './calculatedValues.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { catalogNow, readCustomers } from './customer.ts'
import { given } from './given.ts'
import { iso } from './instants.ts'
import { readCondition, vocabularyOf, type GivenCondition } from './questions.ts'
import type { Works } from './works.ts'

/** What a list of customers is asked by. */
export type ListQuestion = GivenCondition & {
  readonly search?: string | undefined
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly cursor?: string | undefined
  /** Names of calculated fields, separated by commas. */
  readonly calculated?: string | undefined
}

/** A page of customers by condition, search and order, and what it is of. */
export async function customerList(works: Works, asked: ListQuestion, signal: AbortSignal) {
  const { search, limit, order, sort } = asked
  const now = works.clock()
  const { applied } = await works.operational.inbox.state()
  const after = endOf(asked)
  const of = await among(works, asked, now)
  const { ids, next } = orRefuse(
    await customerPage(
      works.database,
      { sort, descending: order === 'desc', limit, ...given({ search, among: of, after }) },
      await catalogNow(works),
      { signal },
    ),
  )
  const items = await readCustomers(works, ids, signal)
  const calculated = await calculatedOf(works, ids, asked, { now, signal })
  return {
    items: items.map((item) => ({ ...item, ...calculated(item.id) })),
    next: next === undefined ? null : cursorOf(asked, next),
    asOf: iso(now),
    position: applied,
  }
}

/** What is said besides of each: nothing where nobody asked. */
async function calculatedOf(
  works: Works,
  ids: readonly string[],
  { calculated: names }: ListQuestion,
  at: { readonly now: number; readonly signal: AbortSignal },
) {
  if (names === undefined) return () => ({})
  const fields = calculationsNamed(names, await calculationsNow(works))
  const values = await calculatedValues(works, ids, fields, at)
  return (id: string) => ({ calculated: showCalculated(values.get(id), fields) })
}

/** The ids of who meets a condition at that instant, as SQL; undefined where none is given. */
export async function among(
  works: Works,
  asked: GivenCondition,
  now: number,
): Promise<Sql | undefined> {
  if (asked.text === undefined && asked.condition === undefined) return undefined
  const condition = readCondition(asked, await vocabularyOf(works))
  const context = await contextAt(works.operational.db, now)
  return memberIds(condition, await withRanks(works.database, context, [condition]))
}

/** In which order the page was, the key as text, whether it was missing, and the id. */
function cursorOf({ sort, order }: ListQuestion, [key, id]: PageEnd): string {
  return writeCursor([sort, order, key ?? '', String(key === null), id])
}

/** Where the page before ended; refused where that was in another order, in which its end means nothing. */
function endOf({ cursor, sort, order }: ListQuestion): PageEnd | undefined {
  const parts = readCursor(cursor, 5)
  if (parts === undefined) return undefined
  const [sorted = '', ordered = '', key = '', missing, id = ''] = parts
  if (sorted === sort && ordered === order) return [missing === 'true' ? null : key, id]
  throw new Refusal(
    failure('invalid', `This cursor is of customers by ${sorted.slice(0, 100)}, ${ordered}`, {
      where: 'cursor',
      fix: 'Ask on in the order of the first page, or from the first page in this order.',
    }),
  )
}
