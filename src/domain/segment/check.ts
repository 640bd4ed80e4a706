import { valueType } from '../customer/field.ts'
import type { Field, ValueType } from '../customer/field.ts'
import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { didYouMean } from '../suggest.ts'
import { fold } from '../fold.ts'
import { valuesOf } from './applies.ts'
import type { Calculation } from './calculated/calculation.ts'
import { subjectOf, valuesIn } from './calculated/kind.ts'
import { checkSubject, unknown, usable, usableOwn, type Catalogue } from './catalogue.ts'
import type { Condition, Rank, Test } from './condition.ts'
import { isRankable } from './calculated/ranked.ts'
import { checkProducts } from './checkRelated.ts'
import { leavesOf } from './leaves.ts'
import type { Leaf } from './leaves.ts'
import { eventNames } from './netTotal.ts'
import { checkNested, segmentsNamed, type Defined } from './nested.ts'
import { showPath, tooLarge } from './parse.ts'
import type { Path } from './parse.ts'
import { productPathsIn } from './related.ts'

/**
 * Everything that keeps a condition from being answered with this catalogue: unknown names, fields
 * that may not be used, tests of the wrong type, cycles of segments, too much. None: it can be
 * answered. Give the segment that it is to define, so that a cycle through that is seen.
 */
export function checkCondition(
  condition: Condition,
  catalogue: Catalogue,
  defines?: Defined,
): readonly Failure[] {
  const large = tooLarge(condition)
  if (large !== undefined) return [large]
  const wrong = checkNames(condition, [], catalogue)
  return wrong.length > 0 ? wrong : checkNested(condition, catalogue, defines)
}

/** The segments that a condition names directly, each once, ascending: what it depends on. */
export function segmentsIn(condition: Condition): readonly number[] {
  return [...new Set(segmentsNamed(condition))].toSorted((a, b) => a - b)
}

/**
 * The names of the fields that a condition speaks of directly, tested or as the begin of a window, each once;
 * of products and places the paths by which it speaks of them.
 */
export function fieldsIn(condition: Condition): readonly string[] {
  return [...new Set(leavesOf(condition).flatMap(fieldsOf))]
}

function fieldsOf(leaf: Leaf): readonly string[] {
  const asked = leaf.type === 'rank' ? leaf.by : leaf
  if (asked.type === 'field') return [asked.field]
  if (!isDone(asked)) return []
  const wheres = asked.type === 'did' ? [asked.where] : asked.steps.map(({ where }) => where)
  const since = asked.window?.type === 'since' ? [asked.window.field] : []
  return [...since, ...wheres.flatMap(productPathsIn)]
}

/** The names of the events that a condition asks about directly, refunds of a net total too, each once. */
export function eventsIn(condition: Condition): readonly string[] {
  return [...new Set(leavesOf(condition).flatMap(eventsOf))]
}

function eventsOf(leaf: Leaf): string | readonly string[] {
  if (leaf.type === 'sequence') return leaf.steps.flatMap(({ event }) => event)
  const asked = leaf.type === 'rank' ? leaf.by : leaf
  return asked.type === 'did' ? eventNames(asked) : []
}

/** Whether it is about events, and so may have a window. */
function isDone<T extends Leaf | Rank['by']>(
  asked: T,
): asked is Extract<T, { type: 'did' | 'sequence' }> {
  return asked.type === 'did' || asked.type === 'sequence'
}

function checkNames(condition: Condition, path: Path, catalogue: Catalogue): readonly Failure[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.flatMap((each, i) => checkNames(each, [...path, 'of', i], catalogue))
    case 'not':
      return checkNames(condition.of, [...path, 'of'], catalogue)
    case 'field':
      return checkField(condition, path, catalogue)
    case 'segment':
      return catalogue.segments.has(condition.segment)
        ? []
        : [unknown(`There is no segment ${condition.segment}`, [...path, 'segment'])]
    case 'list':
      return catalogue.lists.has(condition.list)
        ? []
        : [unknown(`There is no list ${condition.list}`, [...path, 'list'])]
    case 'rank':
      return checkRank(condition, path, catalogue)
    case 'sample':
    case 'consent':
      // A purpose that nobody was asked about yet is no mistake: it may come.
      return []
    case 'did':
    case 'sequence':
      // An event or property that nobody has sent yet is no mistake: it may come.
      return checkDone(condition, path, catalogue)
  }
}

function checkDone(
  asked: Parameters<typeof checkProducts>[0],
  path: Path,
  catalogue: Catalogue,
): readonly Failure[] {
  const since =
    asked.window?.type === 'since'
      ? checkSince(asked.window.field, [...path, 'window', 'field'], catalogue)
      : []
  return [...since, ...checkProducts(asked, path, catalogue)]
}

function checkField(
  { field: name, test }: Extract<Condition, { type: 'field' }>,
  path: Path,
  catalogue: Catalogue,
): readonly Failure[] {
  const calculation = catalogue.calculated?.get(name)
  if (calculation !== undefined) return checkCalculated(calculation, { name, test }, path)
  const field = usable(name, [...path, 'field'], catalogue)
  return isFailure(field) ? [field] : checkTest(test, field, path)
}

function checkCalculated(
  calculation: Calculation,
  { name, test }: { readonly name: string; readonly test: Test },
  path: Path,
): readonly Failure[] {
  const wrong = checkSubject(test, { name, subject: subjectOf(calculation) }, path)
  if (wrong.length > 0 || calculation.type !== 'segmentation') return wrong
  if (test.op !== 'is' && test.op !== 'anyOf') return []
  // Of a stored choice there may be values that are no choice any more; here they are all known.
  const known = valuesIn(calculation)
  const folds = new Set(known.map(fold))
  const strange = valuesOf(test).find((value) => !folds.has(fold(String(value))))
  if (strange === undefined) return []
  const shown = JSON.stringify(String(strange).slice(0, 60))
  const message = `The field ${JSON.stringify(name)} never has the value ${shown}`
  const fix = didYouMean(String(strange), known, `It is one of ${known.join(', ')}.`)
  return [failure('invalid', message, { where: showPath([...path, 'test']), fix })]
}

function checkRank({ by, among }: Rank, path: Path, catalogue: Catalogue): readonly Failure[] {
  const inside = among === undefined ? [] : checkNames(among, [...path, 'among'], catalogue)
  if (by.type === 'field') {
    return [...checkRankedField(by.field, [...path, 'by', 'field'], catalogue), ...inside]
  }
  return [...checkDone(by, [...path, 'by'], catalogue), ...inside]
}

/** Numbers, dates and instants have an order that people expect. */
function checkRankedField(name: string, path: Path, catalogue: Catalogue): readonly Failure[] {
  const calculation = catalogue.calculated?.get(name)
  if (calculation !== undefined) {
    if (isRankable(calculation)) return []
    const message = `The calculated field ${JSON.stringify(name)} is no number, so nobody is first by it`
    const fix = 'Name a measure that gives a number, a formula, or the share of an affinity.'
    return [failure('invalid', message, { where: showPath(path), fix })]
  }
  const field = usableOwn(name, path, catalogue, 'nobody is first by it')
  if (isFailure(field)) return [field]
  if (rankable.has(valueType(field.type))) return []
  const message = `The field ${JSON.stringify(field.name)} is neither a number nor a date, so nobody is first by it`
  const fix = 'Name a field that is a number, an amount, a date or a date-time.'
  return [failure('invalid', message, { where: showPath(path), fix })]
}

const rankable: ReadonlySet<ValueType> = new Set<ValueType>([
  'integer',
  'decimal',
  'money',
  'date',
  'datetime',
])

/** A window begins with a date or an instant. */
function checkSince(name: string, path: Path, catalogue: Catalogue): readonly Failure[] {
  if (catalogue.calculated?.has(name) === true) {
    const message = `The field ${JSON.stringify(name)} is calculated, so no window begins with it`
    const fix = 'Name a date or date-time that is stored with the customer.'
    return [failure('invalid', message, { where: showPath(path), fix })]
  }
  const field = usableOwn(name, path, catalogue, 'no window begins with it')
  if (isFailure(field)) return [field]
  const type = valueType(field.type)
  if (type === 'date' || type === 'datetime') return []
  const message = `The field ${JSON.stringify(field.name)} is no date, so no window begins with it`
  const fix = 'Name a field that is a date or a date-time.'
  return [failure('invalid', message, { where: showPath(path), fix })]
}

function checkTest(test: Test, { name, type }: Field, path: Path): readonly Failure[] {
  return checkSubject(test, { name, subject: valueType(type) }, path)
}
