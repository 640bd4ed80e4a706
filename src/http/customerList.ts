import { orRefuse } from '../domain/failure.ts'
import { memberIds } from '../store/clickhouse/compile/members.ts'
import { customerPage, type PageEnd } from '../store/clickhouse/customers.ts'
import { contextAt } from '../work/context.ts'
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
}

/** A page of customers by condition, search and order, and what it is of. */
export async function customerList(works: Works, asked: ListQuestion, signal: AbortSignal) {
  const { search, limit, order, sort } = asked
  const now = works.clock()
  const { applied } = await works.operational.inbox.state()
  const after = endOf(asked.cursor)
  const all = asked.text === undefined && asked.condition === undefined
  const among = all ? undefined : await conditionOf(works, asked, now)
  const { ids, next } = orRefuse(
    await customerPage(
      works.database,
      { sort, descending: order === 'desc', limit, ...given({ search, among, after }) },
      await catalogNow(works),
      { signal },
    ),
  )
  return {
    items: await readCustomers(works, ids, signal),
    next:
      next === undefined ? null : writeCursor([next[0] ?? '', String(next[0] === null), next[1]]),
    asOf: iso(now),
    position: applied,
  }
}

async function conditionOf(works: Works, asked: GivenCondition, now: number) {
  const condition = readCondition(asked, await vocabularyOf(works))
  return memberIds(condition, await contextAt(works.operational.db, now))
}

/** A cursor holds the key as text, whether it was missing, and the id. */
function endOf(cursor: string | undefined): PageEnd | undefined {
  const parts = readCursor(cursor, 3)
  if (parts === undefined) return undefined
  const [key = '', missing, id = ''] = parts
  if (!/^\d{1,19}$/.test(id)) return endOf('')
  return [missing === 'true' ? null : key, id]
}
