import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Because, Outcome } from '../../../src/domain/promotion/cart.ts'
import { evaluate } from '../../../src/domain/promotion/evaluate.ts'
import { arbitraryCandidates, arbitraryCart } from './arbitrary.ts'
import { bruteForce } from './oracle.ts'
import { moment } from './shop.ts'

/** How often each thing has to have come up, so that agreement says something. */
const least = 100

test('ten thousand carts earn to the cent what computing them piece by piece comes to', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(
      arbitraryCart,
      arbitraryCandidates(),
      fc.constantFrom('best' as const, 'priority' as const),
      (cart, promotions, choice) => {
        const outcome = evaluate({ cart, promotions, moment, choice })
        const expected = bruteForce(cart, promotions, moment.now, choice)
        const there = withoutMissing(outcome)
        // Much faster than expect of all of it, which is for saying what differs.
        const [is, ought] = isDeepStrictEqual(there, expected) ? [] : [there, expected]
        expect(is).toEqual(ought)
        for (const what of kindsIn(outcome, promotions)) seen.set(what, (seen.get(what) ?? 0) + 1)
      },
    ),
    { numRuns: 10_000, seed: 20_261_122 },
  )
  const rare = kinds.filter((kind) => (seen.get(kind) ?? 0) < least)
  expect(rare).toEqual([])
})

const kinds =
  'percent amount price priceList steps buyPay cheapestFree gift freeShipping subscription \
customer unknownCustomer missing cart notYet over hours coupon couponExpired usedUp nothingToGain \
outdone exclusive cumulative two three'.split(' ')

function kindsIn(
  { applied, refused }: Outcome,
  promotions: Parameters<typeof bruteForce>[1],
): readonly string[] {
  const of = new Map(promotions.map(({ id, promotion }) => [id, promotion]))
  const together = ['none', 'one', 'two', 'three'][applied.length] ?? 'three'
  return [
    together,
    ...applied.map(({ promotion }) => of.get(promotion)!.benefit.type),
    ...applied.map(({ promotion }) => of.get(promotion)!.stacking.type),
    ...refused.map(({ because }) => because.type),
  ]
}

/** What is missing is a claim that the other does not make. */
function withoutMissing(outcome: Outcome): Outcome {
  const plain = (because: Because): Because =>
    because.type === 'missing' ? { type: 'cart' } : because
  return {
    ...outcome,
    refused: outcome.refused.map(({ promotion, because }) => ({
      promotion,
      because: plain(because),
    })),
  }
}
