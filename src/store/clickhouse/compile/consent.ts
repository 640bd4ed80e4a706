import type { ConsentAsked } from '../../../domain/segment/condition.ts'
import { sql, type Sql } from '../../sql/sql.ts'
import { allOf, always, not } from './reading.ts'
import { whoIs, type Who } from './who.ts'

/** Of a purpose, on one channel or on all, as of an instant. */
export type ConsentLeaf = Omit<ConsentAsked, 'type'> & { readonly now: number }

/** Whether a customer's answer is what is asked, in a row that has a customer_id: `meetsConsent` says what it means. */
export function consentTest(leaf: ConsentLeaf, who: Who): Sql {
  const whom = sql`SELECT customer_id FROM ${answers(leaf, who)}`
  if (leaf.state === 'unasked') return sql`customer_id NOT IN (${whom})`
  return sql`customer_id IN (${whom} WHERE ${answerTest(leaf.state)})`
}

/** A row of `customer_id` and `granted` for each customer who was asked. */
export function answers({ purpose, channel, now }: Omit<ConsentLeaf, 'state'>, who: Who): Sql {
  const on = channel === undefined ? always : sql`channel = ${channel}`
  const rows = allOf([sql`purpose = ${purpose}`, on, sql`at <= ${now}`, whoIs(who)])
  return sql`(
    SELECT customer_id, countIf(latest = 'denied') = 0 AS granted FROM (
      SELECT customer_id, channel, argMax(state, (at, version, _part_offset)) AS latest
      FROM consents WHERE ${rows} GROUP BY customer_id, channel
    ) GROUP BY customer_id
  )`
}

/** Whether a row of {@link answers} is one of that state; none is of who was not asked. */
export function answerTest(state: 'granted' | 'denied'): Sql {
  return state === 'granted' ? sql`granted` : not(sql`granted`)
}
