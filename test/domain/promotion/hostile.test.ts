import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import type { Cart } from '../../../src/domain/promotion/cart.ts'
import { evaluate } from '../../../src/domain/promotion/evaluate.ts'
import { parsePromotion } from '../../../src/domain/promotion/parse.ts'
import type { Promotion } from '../../../src/domain/promotion/promotion.ts'
import { describePromotion } from '../../../src/domain/promotion/words.ts'
import { shop } from '../segment/reading/known.ts'
import { arbitraryCart, arbitraryPromotion } from './arbitrary.ts'
import { candidate, moment } from './shop.ts'

test('every promotion that other tests draw is one that can be said', () => {
  fc.assert(
    fc.property(arbitraryPromotion(), (promotion) => {
      expect(parsePromotion(promotion, 'BRL')).toEqual(promotion)
    }),
    { numRuns: 500, seed: 31 },
  )
})

/** A value in place of what it finds at a path of random steps. */
function spoiled(json: unknown, steps: readonly number[], value: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined || typeof json !== 'object' || json === null) return value
  const entries = Object.entries(json)
  const at = entries.length === 0 ? 0 : step % entries.length
  const changed = entries.map(([key, each], i) => [
    key,
    i === at ? spoiled(each, rest, value) : each,
  ])
  return Array.isArray(json) ? changed.map(([, each]) => each) : Object.fromEntries(changed)
}

test('one with anything put in anywhere is refused with a message, or can be evaluated', () => {
  const odd = fc.oneof(
    fc.constantFrom(null, -1, 0, 0.001, 1e300, 1e15, '', 'all', [], {}, true, '08:00', 101),
    fc.jsonValue({ maxDepth: 2 }),
  )
  let [refused, evaluated] = [0, 0]
  fc.assert(
    fc.property(
      arbitraryPromotion(),
      fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
      odd,
      arbitraryCart,
      (promotion, steps, value, cart) => {
        const read = parsePromotion(spoiled(promotion, steps, value), 'BRL')
        if (isFailure(read)) refused += 1
        else evaluated += 1
        expect(isFailure(read) ? read.message !== '' : worksOut(read, cart)).toBe(true)
      },
    ),
    { numRuns: 1_500, seed: 32 },
  )
  expect(Math.min(refused, evaluated)).toBeGreaterThan(50)
})

/** Whether a cart comes to a sum by it, and it can be said in words. */
function worksOut(promotion: Promotion, cart: Cart): boolean {
  const { total } = evaluate({ cart, promotions: [candidate(1, promotion)], moment })
  const said = { known: shop, zone: moment.shop.zone, currency: 'BRL', nameOf: () => '' }
  const words = (['en', 'pt-BR'] as const).map((locale) =>
    describePromotion(promotion, { ...said, locale }),
  )
  return total >= 0 && words.every((each) => each.length > 5)
}
