import type { ListElement } from '../../event/event.ts'
import { fold } from '../../fold.ts'
import type { Test } from '../condition.ts'
import { counted } from '../counted.ts'
import type { Context, Facts } from '../facts.ts'
import { codePointOrder, textKey, type Key } from '../identity.ts'
import { foundIn, rounded, testObserved, type Observed } from '../measure.ts'
import { stepOf, timesOf, weightOf, type Affinity } from './affinity.ts'

/** What an affinity comes to for one customer: a value, or a share; undefined where no event has the property. */
export function leaning(
  affinity: Affinity,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): Observed | undefined {
  const events = counted(affinity.of, facts, context) ?? []
  const values = foundIn(affinity.of, events, context)
  if (values.length === 0) return undefined
  const latest = values.reduce((last, { event }) => Math.max(last, stepOf(event.ts, affinity)), 0)
  const weights = new Map<Key, { weight: bigint; at: number; element: ListElement }>()
  let total = 0n
  for (const { event, element, key } of values) {
    const times = BigInt(timesOf(event.name, affinity))
    const weight = times * weightOf(stepOf(event.ts, affinity), latest)
    total += weight
    const known = weights.get(key) ?? { weight: 0n, at: -Infinity, element }
    // In its latest spelling.
    const newer = event.ts > known.at ? { at: event.ts, element } : {}
    weights.set(key, { ...known, ...newer, weight: known.weight + weight })
  }
  if (affinity.shareOf !== undefined) {
    const own = weights.get(textKey(fold(affinity.shareOf)))?.weight ?? 0n
    const share = rounded({ type: 'number', sum: own * 1_000_000n, over: total })
    return { type: 'number', sum: share, over: 1n }
  }
  const [most] = [...weights].toSorted(([a, { weight: x }], [b, { weight: y }]) =>
    x === y ? codePointOrder(a, b) : x > y ? -1 : 1,
  )
  return most && { type: 'value', value: most[1].element }
}

/** Whether it meets the test; what is missing meets none. */
export function leansSo(
  affinity: Affinity,
  test: Test,
  facts: Pick<Facts, 'events' | 'fields'>,
  context: Context,
): boolean {
  return testObserved(test, leaning(affinity, facts, context), context)
}
