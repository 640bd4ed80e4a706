import type { Step } from '../../../domain/segment/condition.ts'
import type { Stage } from '../../../domain/segment/sequence.ts'
import { referredIn, type Referred } from '../../../domain/segment/sequenceReferences.ts'
import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { packed } from './bits.ts'
import { allOf, always, anyOf } from './reading.ts'

/** Rows of events, in which it stands which steps each can take. */
export type Referring = {
  /** Of `customer_id`, `ts`, `taken` and the keys of properties. */
  readonly read: Sql
  readonly stages: readonly Stage[]
  readonly keys: readonly Sql[]
  /** The column of the keys that an event has of a property. */
  readonly keysIn: (property: string) => Sql
  /** Which bit of `taken` a step has. */
  readonly bitOf: (step: Step) => number
}

/**
 * As in memory (`domain/segment/sequenceReferences.ts`): where steps refer to one further back, each row once for
 * each way in which the events of that one may have something in common with those that refer to it, and
 * the steps that it can take under that assumption. What is assumed stands in columns beside. For a customer
 * there are as many rows as she has events, times what her events of both steps have in common.
 */
export function assuming(referring: Referring): {
  readonly read: Sql
  readonly columns: readonly Sql[]
} {
  const { read, stages, keys, bitOf } = referring
  const referred = referredIn(stages)
  if (referred.length === 0) return { read, columns: [] }
  const columns = referred.map((_, i) => numbered('common', i))
  const plain = join([sql`customer_id`, sql`ts`, ...keys], ', ')
  const taken = stages
    .flatMap(({ step, nevers }) => [step, ...nevers])
    .map((step) => {
      const tests = referred.map((each, i) => allows(step, each, i, referring))
      return [bitOf(step), allOf(tests)] as const
    })
  return {
    columns,
    read: sql`
      SELECT ${plain}, bitAnd(took, ${packed(taken)}) AS taken, ${join(columns, ', ')}
      FROM (SELECT ${plain}, taken AS took FROM (${read})) AS rows
      INNER JOIN (${assumptions(referred, referring)}) AS assumed USING (customer_id)
      WHERE taken != 0`,
  }
}

/** Of each customer each assumption: what is asked of the steps that are referred to, and what is in common with it. */
function assumptions(referred: readonly Referred[], referring: Referring): Sql {
  const told = referred.map(({ step, properties, by }, i) => {
    const own = sql`[${join(properties.map(referring.keysIn), ', ')}]`
    const asked = properties.map((property) => {
      const asking = anyOf(
        by.filter(({ same }) => same === property).map((each) => isTaken(each, referring)),
      )
      return sql`groupUniqArrayArrayIf(${referring.keysIn(property)}, ${asking})`
    })
    return sql`groupUniqArrayIf(${own}, ${isTaken(step, referring)}) AS ${numbered('own', i)},
      [${join(asked, ', ')}] AS ${numbered('asked', i)}`
  })
  const asked = referred.map((_, i) => numbered('asked', i))
  const each = referred.map(({ properties, by }, i) => {
    // What must come has something in common with it; what must never come may have nothing.
    const needed = by.flatMap(({ never, same }) =>
      never === true ? [] : [sql`notEmpty(common[${properties.indexOf(same ?? '') + 1}])`],
    )
    const all = sql`arrayMap(own -> ${commonOf(sql`own`, i)}, ${numbered('own', i)})`
    const some = sql`arrayFilter(common -> ${allOf(needed)}, arrayDistinct(${all}))`
    return sql`arrayJoin(${some}) AS ${numbered('common', i)}`
  })
  return sql`
    SELECT customer_id, ${join([...asked, ...each], ', ')} FROM (
      SELECT customer_id, ${join(told, ', ')} FROM (${referring.read}) GROUP BY customer_id
    )`
}

/** Whether under what is assumed of a step that is referred to an event can take that one. */
function allows(step: Step, referred: Referred, i: number, { keysIn }: Referring): Sql {
  const common = numbered('common', i)
  if (step === referred.step) {
    const own = sql`[${join(referred.properties.map(keysIn), ', ')}]`
    return sql`${commonOf(own, i)} = ${common}`
  }
  if (!referred.by.includes(step) || step.same === undefined) return always
  return sql`hasAny(${keysIn(step.same)}, ${common}[${referred.properties.indexOf(step.same) + 1}])`
}

/** By property what of some keys is asked, in an order that is the same for the same. */
function commonOf(own: Sql, i: number): Sql {
  return sql`arrayMap((x, y) -> arraySort(arrayIntersect(x, y)), ${own}, ${numbered('asked', i)})`
}

function isTaken(step: Step, { bitOf }: Referring): Sql {
  return sql`bitTest(taken, ${bitOf(step)})`
}

function numbered(name: 'own' | 'asked' | 'common', i: number): Sql {
  return ident(`${name}${i}`)
}
