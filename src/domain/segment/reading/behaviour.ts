import type { Did, Measure, Sequence, Test } from '../condition.ts'
import { isTestOf } from '../testKinds.ts'
import { accepts } from '../tests.ts'
import type { Language, Say } from './language.ts'

/** What a `did` speaks of, said already. */
export type Spoken = {
  /** What the events are asked. */
  readonly where: string | undefined
  /** The field with which the window begins. */
  readonly since: string | undefined
}

/** What somebody did, by which measure. */
export function readBehaviour(did: Did, spoken: Spoken, say: Say, language: Language): string {
  // "Did not … at most 3 times" would puzzle everybody.
  if (say.not && isHowOften(did) && holdsOfNone(did.test)) {
    return language.notSo(readBehaviour(did, spoken, { ...say, not: false }, language))
  }
  return byMeasure(did, whenOf(did, spoken, say.not, language), say, language)
}

function byMeasure(did: Did, when: string, say: Say, language: Language): string {
  const { measure = { of: 'count' }, test } = did
  // Asked of a calculated field that is such a measure: it always has a value.
  if (test?.op === 'exists' && isHowOften(did)) return language.counted(did, when, say)
  if (measure.of === 'count') return language.times(did, when, say)
  if (test === undefined) throw new Error('unchecked condition: a measure without a test')
  const tested = { ...did, test }
  if ('property' in measure) return language.measured(measure, tested, when, say)
  if ('in' in measure) return language.change(measure, tested, when, say)
  switch (measure.of) {
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return language.active(measure.of, tested, when, say)
    case 'daysSinceFirst':
    case 'daysSinceLast':
      return language.daysSince(measure.of, tested, when, say)
    case 'netTotal':
      return language.netTotal(tested, when, say)
  }
}

/** That steps were gone through; what their events are asked is said already, step by step. */
export function readSequence(
  { steps, window }: Sequence,
  { where, since }: { readonly where: readonly (string | undefined)[] } & Pick<Spoken, 'since'>,
  not: boolean,
  language: Language,
): string {
  const said = readSteps(steps, where, language)
  return language.sequence(said, inWindow(window, since, not, language), not)
}

/** Each step of a sequence for itself. */
export function readSteps(
  steps: Sequence['steps'],
  where: readonly (string | undefined)[],
  language: Language,
): readonly string[] {
  // What must never come stands between where another step is still to come.
  const end = steps.findLastIndex(({ never }) => never !== true)
  return steps.map((step, i) => {
    const only = where[i] === undefined ? '' : ` ${language.only(where[i])}`
    return language.step(step, i === 0 ? 'first' : i < end ? 'between' : 'last', only)
  })
}

/** The window and which events count, with a blank before each. */
export function whenOf(
  { window }: Did,
  { where, since }: Spoken,
  not: boolean,
  language: Language,
): string {
  const only = where === undefined ? '' : ` ${language.only(where)}`
  return inWindow(window, since, not, language) + only
}

function inWindow(
  window: Did['window'],
  since: string | undefined,
  not: boolean,
  language: Language,
): string {
  if (window?.type === 'since') return ` ${language.since(since ?? window.field, not)}`
  return window === undefined ? '' : ` ${language.window(window)}`
}

function isHowOften({ measure }: Did): boolean {
  const of = measure?.of ?? 'count'
  return of === 'count' || of === 'activeDays' || of === 'activeWeeks' || of === 'activeMonths'
}

/** Whether it is 0, and not missing, where nothing was done. */
export function isNeverMissing({ of }: Measure): boolean {
  return of === 'sum' || of === 'distinct' || of === 'change'
}

/** Whether what is said holds of whom nothing is known, which a sentence must tell: "at most 3 times (or never)". */
export function saysNone(test: Test, { not }: Say): boolean {
  return holdsOfNone(test) !== not
}

function holdsOfNone(test: Test | undefined): boolean {
  if (test === undefined) return false
  if (isTestOf(test, 'order')) {
    return accepts(test, (threshold) => (typeof threshold === 'number' ? -threshold : undefined))
  }
  if (!isTestOf(test, 'identity')) return false
  return test.op === 'is' ? test.value === 0 : test.values.includes(0)
}
