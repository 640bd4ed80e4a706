import type { Field } from '../../../domain/customer/field.ts'
import type { Condition, Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import { ident, sql } from '../../sql/sql.ts'
import { columnTable } from '../columns.ts'
import type { Passed } from '../../../domain/segment/calculated/formula.ts'
import { beginningsOf, dayAfter } from './calendar.ts'
import { fieldOf, passedIn, tableOf } from './formula.ts'
import { fieldReading } from './field.ts'
import { placeWait } from './place.ts'
import { allOf, always } from './reading.ts'
import type { Timed } from './timedEvents.ts'
import { timedDid } from './timedDid.ts'
import { timedSequence } from './timedSequence.ts'
import { forever, soonest, waitFor, waitForTest } from './turn.ts'
import { whoIs } from './who.ts'

type Leaf = Extract<Condition, { type: 'field' | 'did' | 'sequence' | 'consent' }> | Passed

/** The first that comes of all of them; none where nothing ever is another, of nobody. */
export function timedOf(leaf: Leaf, context: Context): readonly Timed[] {
  switch (leaf.type) {
    case 'field':
      return timedField(leaf, context)
    case 'did':
      return [timedDid(leaf, context)]
    case 'sequence':
      return timedSequence(leaf, context)
    case 'consent':
      return [timedConsent(leaf, context)]
    case 'passed':
      return [timedPassed(leaf, context)]
  }
}

/** At the beginning of the days on which one unit more has passed, or where clocks go back over it. */
function timedPassed(passed: Passed, context: Context): Timed {
  const { now, shop } = context
  const { day, v, there } = passedIn(passed, context)
  const days = [0, 1].map((more) => dayAfter(passed.unit, day, sql`(${v} + ${more})`))
  const waits = days.flatMap((each) => beginningsOf(each, shop, now).map((at) => waitFor(at, now)))
  const table = tableOf(passed.since, context)
  return {
    source: columnTable(fieldOf(passed.since, context)),
    read: (who) => sql`${table} FINAL WHERE ${whoIs(who)}`,
    rows: always,
    wait: sql`min(if(${there}, ${soonest(waits)}, ${forever}))`,
  }
}

function timedField(
  { field: name, test }: Extract<Leaf, { type: 'field' }>,
  context: Context,
): readonly Timed[] {
  const field = context.fields.get(name)
  if (field === undefined) throw new Error(`unchecked condition on the field ${name}`)
  if (field.of === 'place') return timedPlace(field, test, context)
  const wait = waitForTest(fieldReading(field), test, context)
  if (wait === undefined) return []
  const table = columnTable(field)
  return [
    {
      source: table,
      read: (who) => sql`${ident(table)} FINAL WHERE ${whoIs(who)}`,
      rows: always,
      wait: sql`min(${wait})`,
    },
  ]
}

/** What says it is in her row: where she is. */
function timedPlace(field: Field, test: Test, context: Context): readonly Timed[] {
  const found = placeWait(field, test, context)
  if (found === undefined) return []
  return [
    {
      source: 'customers',
      read: (who) => sql`customers FINAL WHERE ${whoIs(who)}`,
      rows: always,
      wait: sql`min(if(${found.moves}, ${found.wait}, ${forever}))`,
    },
  ]
}

/** An entry that is to come. */
function timedConsent(
  { purpose, channel }: Extract<Leaf, { type: 'consent' }>,
  { now }: Context,
): Timed {
  const on = channel === undefined ? always : sql`channel = ${channel}`
  const counts = allOf([sql`purpose = ${purpose}`, on])
  return {
    source: 'consents',
    read: (who) => sql`consents WHERE ${allOf([sql`at > ${now}`, whoIs(who)])}`,
    rows: counts,
    wait: sql`min(if(${counts}, ${waitFor(sql`at`, now)}, ${forever}))`,
  }
}
