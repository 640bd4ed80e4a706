import type { Condition, Where } from '../../src/domain/segment/condition.ts'
import { eventNames } from '../../src/domain/segment/netTotal.ts'
import { productFieldIn, productPathsIn } from '../../src/domain/segment/related.ts'
import { namesOf } from '../../src/domain/segment/sequence.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { isClaimed } from './claims.ts'
import { askDues, idleWakes, type DueCase } from './dues.ts'
import { note, type Tally } from './note.ts'

/** What is wrong with what the engine says of the next change. */
export type DueFault = {
  readonly says: 'too late' | 'not what memory says' | 'asked in vain too often'
  readonly condition: Condition
  readonly now: number
  readonly who: string
  readonly engine: number | null
  readonly memory: number | null
}

/** So many of those of whom it is said too early are asked again and again. */
const walksPerWorld = 6

/** Of the world of a seed all that is wrong; the tally has what was claimed, by what it is. */
export async function checkDues(
  database: Database,
  seed: number,
  tally: Tally = new Map(),
): Promise<readonly DueFault[]> {
  return faultsIn(database, await askDues(database, seed), tally)
}

/** What is wrong with these; the tally has how many of which memory says something were claimed, by what they are. */
export async function faultsIn(
  database: Database,
  cases: readonly DueCase[],
  tally: Tally,
): Promise<readonly DueFault[]> {
  const found = cases.flatMap((due) => {
    const says = faultOf(due)
    const isSaid = due.engine !== null || due.memory !== null
    if (isSaid) {
      note(tally, `${kindOf(due.condition)}: claimed`, isClaimed(due.condition, due))
      note(tally, `${kindOf(due.condition)}: said alike`, due.engine === due.memory)
    }
    return says === undefined ? [] : [faulty(due, says)]
  })
  const early = cases.flatMap((due) => {
    const isEarly = due.engine !== null && due.engine < (due.memory ?? Infinity)
    const most = wakesFor(due)
    return isEarly && Number.isFinite(most) ? [{ due, most }] : []
  })
  for (const { due, most } of spread(early, walksPerWorld)) {
    if ((await idleWakes(database, due, most)) > most) {
      found.push(faulty(due, 'asked in vain too often'))
    }
  }
  return found
}

/** So many of them, from the first to the last. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, Math.floor(all.length / count))
  return all.filter((_, i) => i % step === 0).slice(0, count)
}

function faultOf(due: DueCase): DueFault['says'] | undefined {
  const { condition, engine, memory } = due
  if ((engine ?? Infinity) > (memory ?? Infinity)) return 'too late'
  return engine !== memory && isClaimed(condition, due) ? 'not what memory says' : undefined
}

function faulty(
  { condition, context, who, engine, memory }: DueCase,
  says: DueFault['says'],
): DueFault {
  return { says, condition, now: context.now, who: String(who.id), engine, memory }
}

/**
 * How often a leaf may be asked in vain of a customer: twice for each event, and for each date that is asked of
 * it. Of trees it is not said, nor of what is worked out, nor where anniversaries of events come every year.
 */
function wakesFor({ condition: leaf, who, context }: DueCase): number {
  if (leaf.type === 'field') {
    const isOther = context.fields.get(leaf.field)?.of === 'place'
    return isOther || context.calculated?.has(leaf.field) === true ? Infinity : 2
  }
  if (leaf.type === 'consent') return who.consents.length
  if (leaf.type !== 'did' && leaf.type !== 'sequence') return Infinity
  const names = leaf.type === 'did' ? eventNames(leaf) : leaf.steps.flatMap(namesOf)
  const wheres = leaf.type === 'did' ? [leaf.where] : leaf.steps.map(({ where }) => where)
  const of = wheres.reduce((sum, where) => sum + properties(where), 1)
  return 2 * of * who.events.filter(({ name }) => names.includes(name)).length
}

/** How many of an event's own. */
function properties(where: Where | undefined): number {
  switch (where?.type) {
    case 'all':
    case 'any':
      return where.of.reduce((sum, each) => sum + properties(each), 0)
    case 'not':
      return properties(where.of)
    case 'property':
      // Of products it is the first of all that may turn.
      if (productFieldIn(where.property) !== undefined) return Infinity
      return where.test.op === 'anniversary' ? Infinity : 1
    case 'item':
      return productPathsIn(where).length > 0 ? Infinity : 0
    case undefined:
      return 0
  }
}

/** By what its next change goes. */
function kindOf(condition: Condition): string {
  if (condition.type === 'did') {
    return `${condition.measure?.of ?? 'count'} ${condition.window?.type ?? 'all'}`
  }
  return condition.type === 'field' ? `field ${condition.test.op}` : condition.type
}
