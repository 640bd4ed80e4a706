import type {
  Changing,
  Coming,
  ItemWhere,
  Measure,
  Period,
  Where,
  Window,
} from '../../src/domain/segment/condition.ts'
import type { Calculation } from '../../src/domain/segment/calculated/calculation.ts'
import { testsOf } from '../../src/domain/segment/applies.ts'
import { placeKinds } from '../../src/domain/reference/place.ts'
import { isRanked } from '../../src/domain/segment/rank.ts'
import { testKinds } from '../../src/domain/segment/testKinds.ts'
import { conditionKinds, measureKinds, type Each } from '../domain/segment/kinds.ts'
import { fields, placeFields, productFields } from './world.ts'

/** A key for each case of a union: one that is left out, or too many, does not compile. */
const calculations: Each<Calculation['type']> = {
  condition: true,
  measure: true,
  segmentation: true,
  formula: true,
  affinity: true,
}
const wheres: Each<Where['type']> = { all: true, any: true, not: true, property: true, item: true }
const ofItems: Each<ItemWhere['type']> = { all: true, any: true, not: true, property: true }
const changes: Each<Changing['of']> = { count: true, sum: true, distinct: true }
const units: Each<Extract<Window, { type: 'last' }>['unit']> = {
  minutes: true,
  hours: true,
  days: true,
  weeks: true,
  months: true,
  years: true,
}
const periods: Each<Extract<Window, { type: 'calendar' }>['unit']> = {
  day: true,
  week: true,
  month: true,
  quarter: true,
  year: true,
}
const parts: Each<Coming['unit']> = {
  days: true,
  weeks: true,
  months: true,
  day: true,
  week: true,
  month: true,
  quarter: true,
}
const whiches: Each<Period['which']> = { this: true, last: true, next: true }
const windows: Record<Window['type'], readonly string[]> = {
  last: keys(units).map((unit) => `last ${unit}`),
  ago: keys(units).map((unit) => `ago ${unit}`),
  calendar: keys(periods).flatMap((unit) => [`this ${unit}`, `last ${unit}`]),
  before: ['before'],
  after: ['after'],
  dates: ['dates'],
  since: ['since'],
}

/** Paths that have a way of their own: in the table, or in the language of the definition. */
export const tellingPaths = ['quantity', 'price', 'toString'] as const

/** Of what a sequence may be made, each of which must hold of some and of some not. */
export const sequenceParts = [
  'a sequence with a time',
  'a sequence with a window',
  'a sequence of three steps that come',
  'a step of several events',
  'a step that asks where',
  'a step that never comes, between',
  'a step that never comes, at the end',
  'a step that never comes for a time, at the end',
  'a step with the same property',
  'a step that never comes with the same property',
  'a step with the same property as one further back',
  'a step that never comes with the same property as one further back',
  'two steps that are referred to from further on',
  'a step in so many months',
  'a step that never comes in so many months',
] as const

/** What must be seen at least once. */
export const sequenceOccasions = [
  'steps at one instant',
  'a step at the end of its time',
  'the time of what never comes ends now',
  'a same property of several items',
  'a same property that is absent',
] as const

/** Of what a rank may be made, each of which must hold of some and of some not. */
export const rankParts = [
  'a rank of a share',
  'a rank of a number',
  'the top',
  'the bottom',
  'a rank among some',
  'a rank by a field',
  'a rank by a calculated field',
  'somebody equal to the edge',
] as const

/** What must be seen at least once. */
export const rankOccasions = [
  'a rank of nobody',
  'a rank of all there are',
  'equals of whom a number takes some',
  'equals of whom a share takes all',
  'an edge that is no whole number',
] as const

/** What must be seen at least once. */
export const productOccasions = [
  'an event says what its product is',
  'it says it in another type',
  'its product says something too',
  'a product says what it is',
  'a product that lacks the field',
  'a product that is not known',
  'no product is named',
] as const

/** What must be seen at least once. */
export const placeOccasions = [
  'nobody knows where',
  'no place of hers has it',
  ...placeKinds.map((kind) => `by ${kind}`),
  'it is not of the closest place',
] as const

/** What must be seen at least once. */
export const occasions = [
  ...productOccasions,
  ...placeOccasions,
  ...sequenceOccasions,
  ...rankOccasions,
  'a missing field',
  'a place over the date line',
  'a place at a pole',
  'an anniversary of 29 February on 1 March',
  'a missing property',
  'a missing item property',
  'nobody did anything',
  'an event after now',
  'a window since what is missing',
  'a window since what is to come',
  'an event while a day is shown again',
  'a sum beyond 64 bits',
  'a net total less a refund',
  'an order that was not refunded',
  'is any of more than 3',
  'a pattern with a class',
  ...keys(whiches).map((which) => `a date in ${which} period`),
  ...keys(periods).map((unit) => `a date in a ${unit}`),
  ...keys(parts).map((unit) => `an anniversary in ${unit}`),
  ...tellingPaths.flatMap((path) => [`a test of ${path}`, `a measure of ${path}`]),
] as const

/** Of tests of size and identity at whose edges values must lie. */
export const edges: readonly string[] = ['field', 'property', 'item property', 'measure'].flatMap(
  (of) =>
    [...keys(testKinds).filter((op) => testKinds[op] === 'order' && op !== 'between'), 'is']
      .map((op) => `${of} ${op}`)
      .concat(`${of} between from`, `${of} between to`),
)

/** Everything that a tally of enough cases has, made from the language itself and not from what was drawn. */
export const expected: ReadonlySet<string> = new Set([
  ...keys(conditionKinds).map((each) => `kind ${each}`),
  ...[...fields.values()].map(({ type }) => `field ${type}`),
  ...keys(testKinds).map((op) => `field test ${op}`),
  ...keys(calculations).map((type) => `calculated ${type}`),
  ...productFields.flatMap(({ type }) => [
    `product of an event: ${type}`,
    `product of an item: ${type}`,
  ]),
  ...keys(testKinds).map((op) => `product test ${op}`),
  ...placeFields.map(({ type }) => `place ${type}`),
  ...sequenceParts,
  ...rankParts,
  ...keys(measureKinds)
    .filter((of) => isRanked({ of } as Measure))
    .map((of) => `rank by ${of}`),
  'anniversary next',
  'anniversary calendar',
  ...testsOf('property').map((op) => `property test ${op}`),
  ...testsOf('item').map((op) => `item property test ${op}`),
  ...keys(measureKinds).map((of) => `measure ${of}`),
  ...keys(measureKinds).flatMap((of) => testsOf(of).map((op) => `measure test ${op}`)),
  ...keys(changes).map((of) => `change in ${of}`),
  'the window before begins',
  'the window before ends',
  ...keys(wheres).map((each) => `where ${each}`),
  ...keys(ofItems).map((each) => `item ${each}`),
  'window of all time',
  ...Object.values(windows).flatMap((each) => each.map((window) => `window ${window}`)),
  ...keys(windows).flatMap((type) => [
    ...(type === 'before' ? [] : [`${type} begins`]),
    `${type} ends`,
  ]),
  ...occasions,
  ...edges.flatMap((edge) => [
    `${edge} at its edge`,
    `${edge} just below its edge`,
    `${edge} just above its edge`,
  ]),
  'memory reads what was stored',
])

function keys<Name extends string>(each: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(each) as Name[]
}
