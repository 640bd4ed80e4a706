import { failure, isFailure, type Failure } from '../failure.ts'
import { parseItemText } from '../segment/text/items.ts'

/**
 * A promotion from outside with its tests of items, where they are texts (`category starts with "coffee"`),
 * as the trees that they mean: the `on` of its benefit and the `which` of its tests of carts. All else stays
 * as it is, to be checked by the schema. What is given is not too deep.
 */
export function withItemTrees(given: object): object | Failure {
  const { benefit, cart }: { readonly benefit?: unknown; readonly cart?: unknown } = given
  const read = {
    ...given,
    ...(benefit !== undefined && { benefit: readAt(benefit, 'on', 'benefit') }),
    ...(cart !== undefined && { cart: inTest(cart, 'cart') }),
  }
  return firstFailure([read.benefit, read.cart]) ?? read
}

function inTest(test: unknown, path: string): unknown {
  if (!isObject(test)) return test
  const { of } = test
  if (Array.isArray(of)) {
    const inside = of.map((each: unknown, i) => inTest(each, `${path}.of[${i}]`))
    return firstFailure(inside) ?? { ...test, of: inside }
  }
  if (of === undefined) return readAt(test, 'which', path)
  const inside = inTest(of, `${path}.of`)
  return firstFailure([inside]) ?? { ...test, of: inside }
}

function readAt(part: unknown, key: string, path: string): unknown {
  if (!isObject(part) || typeof part[key] !== 'string') return part
  const read = parseItemText(part[key])
  if (!isFailure(read)) return { ...part, [key]: read }
  const { code, message, where, fix } = read
  const place = where === undefined ? `${path}.${key}` : `${path}.${key}: ${where}`
  return failure(code, message, fix === undefined ? { where: place } : { where: place, fix })
}

function firstFailure(read: readonly unknown[]): Failure | undefined {
  return read.find(isFailure)
}

function isObject(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}
