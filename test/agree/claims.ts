import { isWritable, writtenOut } from '../../src/domain/segment/calculated/written.ts'
import type { Condition, Did, Sequence, Where } from '../../src/domain/segment/condition.ts'
import type { Context, Facts } from '../../src/domain/segment/facts.ts'
import { isEven, movesOf } from '../../src/domain/segment/moves.ts'
import { eventNames } from '../../src/domain/segment/netTotal.ts'
import { namesOf, stagesOf } from '../../src/domain/segment/sequence.ts'
import { isTestOf } from '../../src/domain/segment/testKinds.ts'
import { windowTurns } from '../../src/domain/segment/turns.ts'
import { commonOf } from '../../src/domain/segment/windows.ts'

type Asked = { readonly who: Facts; readonly context: Context }
type Leaf = Extract<Condition, { type: 'field' | 'did' | 'sequence' | 'consent' }>

/**
 * Whether the engine claims to say of a customer to the millisecond when what a condition looks at is next
 * another, as memory does; of all others it may say it earlier. Docs: decision 0028.
 */
export function isClaimed(condition: Condition, asked: Asked): boolean {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.every((each) => isClaimed(each, asked))
    case 'not':
      return isClaimed(condition.of, asked)
    case 'segment': {
      const inside = asked.context.segments.get(condition.segment)
      if (asked.who.pins.has(condition.segment)) return true
      return inside !== undefined && isClaimed(inside, asked)
    }
    case 'field':
    case 'did':
    case 'sequence':
    case 'consent':
      return isLeafClaimed(condition, asked)
    case 'list':
    case 'sample':
    case 'rank':
      return true
  }
}

function isLeafClaimed(leaf: Leaf, asked: Asked): boolean {
  const { who, context } = asked
  switch (leaf.type) {
    case 'field': {
      const calculation = context.calculated?.get(leaf.field)
      if (calculation !== undefined && !isWritable(calculation)) return false
      if (calculation !== undefined) return isClaimed(writtenOut(calculation, leaf.test), asked)
      return isFieldClaimed(leaf, asked)
    }
    case 'did':
      return !asksDates(leaf.where) && isDidClaimed(leaf, asked)
    case 'sequence':
      return isPast(leaf.steps.flatMap(namesOf), asked) && isSequenceClaimed(leaf, asked)
    case 'consent':
      return who.consents.every(({ at }) => at <= context.now)
  }
}

/** Counted by months, of an instant that is to come it is said earlier. */
function isFieldClaimed(
  { field, test }: Extract<Leaf, { type: 'field' }>,
  { who, context }: Asked,
): boolean {
  if (context.fields.get(field)?.of === 'place') {
    // It is the first of all places that may turn.
    return !isTestOf(test, 'date') && test.op !== 'anniversary'
  }
  const value = who.fields.get(field)
  if (!isTestOf(test, 'date') || !('unit' in test) || value?.type !== 'datetime') return true
  const isPassed = typeof value.value === 'number' && value.value <= context.now
  const isCounted = test.unit === 'months' || test.unit === 'years'
  return isPassed || !isCounted || test.op === 'inLast'
}

/** Nothing that it speaks of is to come. */
function isPast(names: readonly string[], { who, context }: Asked): boolean {
  return who.events.every(({ name, ts }) => ts <= context.now || !names.includes(name))
}

function isDidClaimed(did: Did, asked: Asked): boolean {
  if (isPast(eventNames(did), asked)) return isClaimedOfPast(did, asked)
  const { measure, window } = did
  const isLast = window?.type === 'calendar' && window.which === 'last'
  return measure === undefined && window?.type !== 'ago' && !isLast && isApart(did, asked)
}

function isClaimedOfPast(did: Did, asked: Asked): boolean {
  const { now, shop } = asked.context
  const { of } = did.measure ?? { of: 'count' }
  const { moves, loses } = movesOf(commonOf(did.window), now, shop)
  // Then nothing changes but days that pass.
  if (moves.length === 0) return true
  if (loses !== undefined && everyOrder.has(of)) return true
  if (loses === 'in order' && inOrder.has(of)) return !of.startsWith('active') || isEven(shop.zone)
  return isAdded(did, asked.who) && isApart(did, asked)
}

const everyOrder: ReadonlySet<string> = new Set(['count', 'minimum', 'maximum'])

/** Each event makes it more or less, whatever the others are. */
function isAdded({ measure }: Did, who: Facts): boolean {
  if (measure === undefined || measure.of === 'count') return true
  return measure.of === 'sum' && isOfNumbers(measure.property, who)
}

/** One number of each event, or none. */
function isOfNumbers(property: string, { events }: Facts): boolean {
  if (property.includes('.')) return false
  return events.every(({ properties }) => properties.get(property)?.type !== 'list')
}

const inOrder: ReadonlySet<string> = new Set([
  'last',
  'daysSinceLast',
  'activeDays',
  'activeWeeks',
  'activeMonths',
])

/** Nothing enters or leaves at the instant at which something else does. */
function isApart(did: Did, { who, context }: Asked): boolean {
  const names = eventNames(did)
  const turns = who.events
    .filter(({ name }) => names.includes(name))
    .flatMap(({ ts }) => windowTurns(did.window, ts, context.shop))
    .filter((at) => at > context.now)
  return new Set(turns).size === turns.length
}

function isSequenceClaimed(sequence: Sequence, { context }: Asked): boolean {
  const { moves, loses } = movesOf(commonOf(sequence.window), context.now, context.shop)
  const last = stagesOf(sequence).at(-1)
  const lapses = last?.nevers.some(({ within }) => within !== undefined)
  if (lapses === true || sequence.steps.some(({ where }) => asksDates(where))) return false
  return moves.length === 0 || loses === 'in order'
}

/** Whether time decides which events are meant. */
function asksDates(where: Where | undefined): boolean {
  switch (where?.type) {
    case 'all':
    case 'any':
      return where.of.some(asksDates)
    case 'not':
      return asksDates(where.of)
    case 'property':
      return isTestOf(where.test, 'date') || isTestOf(where.test, 'anniversary')
    case 'item':
      return asksDates(where.of)
    case undefined:
      return false
  }
}
