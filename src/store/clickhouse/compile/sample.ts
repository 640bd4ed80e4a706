import { sampleBound } from '../../../domain/segment/sample.ts'
import type { Sample } from '../../../domain/segment/condition.ts'
import { as, sql, type Sql } from '../../sql/sql.ts'

/** Whether a row's customer is in the sample: `isSampled` says what it means. */
export function sampleTest(sample: Sample): Sql {
  const digest = sql`SHA256(concat(${sample.seed}, char(10), toString(customer_id)))`
  // The first four bytes are the greater ones.
  const first = sql`reinterpretAsUInt32(reverse(substring(${digest}, 1, 4)))`
  return sql`(${first} < ${as('UInt64', sampleBound(sample))})`
}
