import { setTimeout as sleep } from 'node:timers/promises'
import type { Field } from '../domain/customer/field.ts'
import { workOn } from '../work/fields/work.ts'
import type { Works } from './works.ts'

/** Waits a moment for the job that goes through everybody's values of a field: it may be a small shop. */
export async function workedSoon(
  { operational: { db }, clock, writeWaitMs }: Works,
  { id }: Pick<Field, 'id'>,
): Promise<void> {
  const until = clock() + writeWaitMs
  while (clock() < until && (await workOn(db, id)) !== undefined) await sleep(50)
}
