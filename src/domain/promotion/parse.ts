import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { conditionLimits } from '../segment/condition.ts'
import { guard, type Guard } from '../segment/guard.ts'
import { failureIn, parseCondition, refusalOf } from '../segment/parse.ts'
import { sizeOf, type Size } from '../segment/size.ts'
import type { Benefit, CartTest, Promotion, When } from './promotion.ts'
import { withItemTrees } from './itemText.ts'
import { promotionLimits } from './promotion.ts'
import { restSchema } from './schema.ts'

/**
 * Reads a promotion from outside, for a shop of that currency (ISO 4217). What comes back is sound by
 * itself, its condition on customers in normal form, and its stacking said: left out it is cumulative, of
 * priority 0. Tests of items may come as texts, `category starts with "coffee"`. Whether the fields,
 * segments and lists that it names exist is for `checkCondition`. A failure says which part is wrong
 * (`benefit.steps[1].from`) and how to mend it. Takes any value whatever, however deep, in bounded time.
 */
export function parsePromotion(json: unknown, currency: string): Promotion | Failure {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return failure('invalid', 'It is not an object', {
      fix: 'Give an object with at least its benefit.',
    })
  }
  const given: { readonly customers?: unknown } = json
  const { customers, ...rest } = given
  const danger = guard(rest, guarded)
  if (danger !== undefined) return danger
  const read = withItemTrees(rest)
  if (isFailure(read)) return read
  const dangerous = guard(read, guarded)
  if (dangerous !== undefined) return dangerous
  const parsed = schemaOf(currency).safeParse(read)
  if (!parsed.success) return refusalOf(parsed.error, read)
  const large = tooLarge(parsed.data)
  if (large !== undefined) return large
  const promotion = tidied(parsed.data)
  if (!Object.hasOwn(given, 'customers')) return promotion
  const condition = parseCondition(customers)
  if (isFailure(condition)) return failureIn(['customers'], condition)
  return { customers: condition, ...promotion }
}

type Read = ReturnType<ReturnType<typeof restSchema>['parse']>

function tidied({ stacking, when, limits, ...others }: Read): Promotion {
  return {
    ...others,
    ...(when && isSaying(when) && { when: inOrder(when) }),
    ...(limits && isSaying(limits) && { limits }),
    stacking: { type: 'cumulative', priority: 0, ...stacking },
  }
}

/** A shop has one currency; schemas take long to make. */
const schemas = new Map<string, ReturnType<typeof restSchema>>()

function schemaOf(currency: string): ReturnType<typeof restSchema> {
  const known = schemas.get(currency)
  if (known !== undefined) return known
  const made = restSchema(currency)
  schemas.set(currency, made)
  return made
}

const guarded: Guard = {
  what: 'promotion',
  depth: promotionLimits.depth,
  // Two levels of JSON each, and what is around and inside a test of items.
  levels: 2 * promotionLimits.depth + 10,
  entries: 20 * promotionLimits.tests + conditionLimits.values,
  deepFix: 'Ask in fewer groups inside each other.',
  largeFix: `At most ${promotionLimits.tests} tests and ${conditionLimits.values} values are answered: use "anyOf", or a category instead of its products.`,
}

function tooLarge({ cart, benefit }: { cart?: CartTest; benefit: Benefit }): Failure | undefined {
  const on = 'on' in benefit && benefit.on !== undefined ? sizeOf(benefit.on) : nothing
  const size = joined([on, cart === undefined ? nothing : sizeOfCart(cart)])
  if (size.depth > promotionLimits.depth) {
    const { what, depth, deepFix } = guarded
    const message = `The ${what} is ${size.depth} levels deep`
    return failure('too_large', message, { fix: `At most ${depth} are answered: ${deepFix}` })
  }
  if (size.nodes <= promotionLimits.tests && size.values <= conditionLimits.values) return undefined
  return failure(
    'too_large',
    `The promotion has ${size.nodes} tests that compare with ${size.values} values`,
    { fix: guarded.largeFix },
  )
}

const nothing: Size = { depth: 0, nodes: 0, values: 0 }

/** Of a test of items the tests inside count too. */
function sizeOfCart(test: CartTest): Size {
  switch (test.type) {
    case 'all':
    case 'any':
      return around(joined(test.of.map(sizeOfCart)))
    case 'not':
      return around(sizeOfCart(test.of))
    case 'items':
      return around(test.which === undefined ? nothing : sizeOf(test.which))
    case 'channel':
    case 'firstPurchase':
      return around(nothing)
  }
}

function around({ depth, nodes, values }: Size): Size {
  return { depth: depth + 1, nodes: nodes + 1, values }
}

/** Of parts beside each other. */
function joined(sizes: readonly Size[]): Size {
  return sizes.reduce(
    (all, { depth, nodes, values }) => ({
      depth: Math.max(all.depth, depth),
      nodes: all.nodes + nodes,
      values: all.values + values,
    }),
    nothing,
  )
}

function isSaying(part: object): boolean {
  return Object.keys(part).length > 0
}

function inOrder(when: When): When {
  if (when.weekdays === undefined) return when
  return { ...when, weekdays: when.weekdays.toSorted((a, b) => a - b) }
}
