import type { Condition, Did, Rank, Sequence } from '../../src/domain/segment/condition.ts'
import { comparedWindow } from '../../src/domain/segment/windowBefore.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { compare, type Disagreement } from './check.ts'
import { peopleOf } from './makeCondition.ts'
import { writeWorld } from './tables.ts'
import { childrenOf, partsOf, wheresOf } from './walk.ts'
import type { Customer } from './world.ts'

type Small = Pick<Disagreement, 'way' | 'world' | 'asked'>

/** Questions that shrinking one disagreement may cost. */
const budget = 400

/** The smallest world and condition found by leaving things out that still disagree by the same way. */
export async function shrink(database: Database, found: Small): Promise<Disagreement | undefined> {
  let asked = 0
  let best = await disagreement(found)
  if (best === undefined) return undefined
  for (let again = true; again;) {
    again = false
    for (const smaller of smallerThan(best)) {
      if (++asked > budget) return best
      const still = await disagreement(smaller)
      if (still === undefined) continue
      best = still
      again = true
      break
    }
  }
  return best

  async function disagreement({
    way,
    world,
    asked: question,
  }: Small): Promise<Disagreement | undefined> {
    await writeWorld(database, world)
    const [first] = await compare(database, { world, people: peopleOf(world) }, [question], way)
    return first
  }
}

function* smallerThan(found: Disagreement): Generator<Small> {
  const { way, world, asked } = found
  yield* fewerCustomers(found)
  for (const condition of smallerConditions(asked.condition)) {
    yield { way, world, asked: { ...asked, condition } }
  }
  const used = new Set(
    [asked.condition, ...Object.values(world.segments)].flatMap((each) =>
      partsOf(each).flatMap((part) => (part.type === 'segment' ? [String(part.segment)] : [])),
    ),
  )
  for (const id of Object.keys(world.segments)) {
    if (used.has(id)) continue
    const { [id]: _, ...segments } = world.segments
    yield { way, asked, world: { ...world, segments } }
  }
  if (world.customers.length > 3) return
  for (const [i, customer] of world.customers.entries()) {
    for (const smaller of smallerCustomers(customer)) {
      yield { way, asked, world: { ...world, customers: world.customers.with(i, smaller) } }
    }
  }
}

/** First whoever the answers differ on, alone; then without halves, then without one. */
function* fewerCustomers({ way, world, asked, memory, engine }: Disagreement): Generator<Small> {
  const { customers } = world
  if (customers.length <= 1) return
  const of = (some: readonly Customer[]): Small => ({
    way,
    asked,
    world: { ...world, customers: some },
  })
  if (!('error' in memory) && !('error' in engine)) {
    const differ = customers.filter(({ id }) => memory.includes(id) !== engine.includes(id))
    for (const each of differ.slice(0, 3)) yield of([each])
  }
  const half = customers.length >> 1
  yield of(customers.slice(0, half))
  yield of(customers.slice(half))
  for (let i = 0; i < customers.length; i++) yield of(customers.toSpliced(i, 1))
}

function* smallerConditions(condition: Condition): Generator<Condition> {
  yield* childrenOf(condition)
  if (condition.type === 'not') {
    for (const of of smallerConditions(condition.of)) yield { ...condition, of }
  }
  if (condition.type === 'all' || condition.type === 'any') {
    for (const [i, each] of condition.of.entries()) {
      yield { ...condition, of: condition.of.toSpliced(i, 1) }
      for (const smaller of smallerConditions(each)) {
        yield { ...condition, of: condition.of.with(i, smaller) }
      }
    }
  }
  if (condition.type === 'did') yield* smallerDids(condition)
  if (condition.type === 'rank') yield* smallerRanks(condition)
  if (condition.type === 'sequence') yield* smallerSequences(condition)
}

function* smallerRanks(rank: Rank): Generator<Rank> {
  const { among, by, ...rest } = rank
  if (among !== undefined) {
    yield { ...rest, by }
    for (const smaller of smallerConditions(among)) yield { ...rank, among: smaller }
  }
  if (by.type === 'did') for (const smaller of smallerDids(by)) yield { ...rank, by: smaller }
}

function* smallerDids(did: Did): Generator<Did> {
  const { where, window, ...rest } = did
  // A change is refused without one.
  if (window !== undefined && comparedWindow(did) === undefined) {
    yield { ...rest, ...(where === undefined ? {} : { where }) }
  }
  if (where !== undefined) {
    yield { ...rest, ...(window === undefined ? {} : { window }) }
    for (const part of wheresOf(did).slice(1)) yield { ...did, where: part }
  }
  if (typeof did.event !== 'string') for (const event of did.event) yield { ...did, event }
}

function* smallerSequences(sequence: Sequence): Generator<Sequence> {
  const { steps, window: _, ...rest } = sequence
  if (sequence.window !== undefined) yield { ...rest, steps }
  for (const [i, step] of steps.entries()) {
    // The second of two, and the first before what never comes, are refused when they are left alone.
    if (steps.length > 2 && i > 0 && !isReferredTo(i, steps)) {
      yield { ...sequence, steps: withoutStep(i, steps) }
    }
    for (const part of ['where', 'within', 'as', 'same', 'never'] as const) {
      // What is the same must be said as long as it is said of which step.
      if (step[part] === undefined || (part === 'same' && step.as !== undefined)) continue
      const { [part]: __, ...smaller } = step
      yield { ...sequence, steps: steps.with(i, smaller) }
    }
    if (typeof step.event === 'string') continue
    for (const event of step.event) {
      yield { ...sequence, steps: steps.with(i, { ...step, event }) }
    }
  }
}

function isReferredTo(i: number, steps: Sequence['steps']): boolean {
  return steps.some(({ as }) => as === i + 1)
}

/** Those after it are referred to by a number less. */
function withoutStep(i: number, steps: Sequence['steps']): Sequence['steps'] {
  return steps
    .map((step) => (step.as !== undefined && step.as > i ? { ...step, as: step.as - 1 } : step))
    .toSpliced(i, 1)
}

function* smallerCustomers(customer: Customer): Generator<Customer> {
  const { fields, events, lists, pins } = customer
  for (const name of Object.keys(fields)) {
    const { [name]: _, ...rest } = fields
    yield { ...customer, fields: rest }
  }
  if (lists.length > 0) yield { ...customer, lists: [] }
  if (Object.keys(pins).length > 0) yield { ...customer, pins: {} }
  for (const [i, event] of events.entries()) {
    yield { ...customer, events: events.toSpliced(i, 1) }
    for (const name of Object.keys(event.properties)) {
      const { [name]: _, ...properties } = event.properties
      yield { ...customer, events: events.with(i, { ...event, properties }) }
    }
  }
}
