import fc from 'fast-check'
import { orderCompleted } from '../../../src/domain/segment/netTotal.ts'
import type { Changing, Compared, Did, Test, Unit } from '../../../src/domain/segment/condition.ts'

/** Of a `did` the measure that is a change, its test, and a window that can be compared. */
export function arbitraryChange(
  properties: readonly string[],
  spans: readonly { readonly n: number; readonly unit: Unit }[],
  testOf: (of: 'change' | 'percentChange') => fc.Arbitrary<Test>,
): fc.Arbitrary<Pick<Did, 'measure' | 'test' | 'window'>> {
  const changing = fc.oneof(
    fc.constant<Changing>({ of: 'count' }),
    fc
      .tuple(fc.constantFrom('sum', 'distinct'), fc.constantFrom(...properties))
      .map(([of, property]): Changing => ({ of, property })),
  )
  const window = fc.oneof(
    fc.constantFrom(...spans).map((span): Compared => ({ type: 'last', ...span })),
    fc
      .constantFrom('day', 'week', 'month', 'quarter', 'year')
      .map((unit): Compared => ({ type: 'calendar', which: 'this', unit })),
  )
  return fc.constantFrom('change', 'percentChange').chain((of) =>
    fc.tuple(changing, window, testOf(of)).map(([inner, over, test]) => ({
      window: over,
      measure: { of, in: inner },
      test,
    })),
  )
}

/** Of a `did` the measure that is the net total, with that test, and its event. */
export function arbitraryNet(
  tests: fc.Arbitrary<Test>,
): fc.Arbitrary<Pick<Did, 'event' | 'measure' | 'test'>> {
  return tests.map((test) => ({ event: orderCompleted, measure: { of: 'netTotal' }, test }))
}
