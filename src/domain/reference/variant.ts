import { failure, isFailure, type Failure } from '../failure.ts'
import { parseDecimal, scaleNumber, showNumber, unscale } from '../number.ts'
import { cleanText } from '../text.ts'

/** One form in which a product is sold: a size, a grind. Amounts are ten-thousandths, null for none. */
export type Variant = {
  readonly id: string
  readonly name: string
  readonly price: number | null
  readonly stock: number | null
  /** The shop's own, as they came. */
  readonly fields: Readonly<Record<string, unknown>>
}

const mostVariants = 500

/** The variants as they are kept; null is none of them. What came is anybody's JSON. */
export function readVariants(given: unknown): readonly Variant[] | Failure {
  if (given === null || given === undefined) return []
  if (!Array.isArray(given)) return wrong('variants', 'Variants are a list')
  if (given.length > mostVariants) {
    return failure('too_large', `A product has up to ${mostVariants} variants`, {
      where: 'variants',
    })
  }
  const variants: Variant[] = []
  const ids = new Set<string>()
  for (const [i, each] of (given as unknown[]).entries()) {
    const variant = readVariant(each, `variants[${i}]`)
    if (isFailure(variant)) return variant
    if (ids.has(variant.id)) return wrong(`variants[${i}].id`, 'Another variant has this id')
    ids.add(variant.id)
    variants.push(variant)
  }
  return variants
}

/** As the API shows it. */
export function showVariant({ id, name, price, stock, fields }: Variant) {
  return { id, name, price: shown(price), stock: shown(stock), fields }
}

function shown(scaled: number | null): number | string | null {
  if (scaled === null) return null
  const number = unscale(scaled)
  return scaleNumber(number) === scaled ? number : showNumber(scaled)
}

function readVariant(given: unknown, where: string): Variant | Failure {
  if (!isRecord(given)) return wrong(where, 'A variant is an object')
  const [id, name] = [textOf(given['id']), textOf(given['name'] ?? '')]
  if (id === undefined || id === '') return wrong(`${where}.id`, 'A variant has an id')
  if (name === undefined) return wrong(`${where}.name`, 'The name is no text')
  const [price, stock] = [amountOf(given['price']), amountOf(given['stock'])]
  if (price === undefined) return wrong(`${where}.price`, 'The price is no number')
  if (stock === undefined) return wrong(`${where}.stock`, 'The stock is no number')
  const fields = given['fields'] ?? {}
  if (!isRecord(fields)) return wrong(`${where}.fields`, 'The fields are no object')
  return { id, name, price, stock, fields }
}

function textOf(given: unknown): string | undefined {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string' || text.length > 500) return undefined
  const clean = cleanText(text)
  return isFailure(clean) ? undefined : clean.trim()
}

function amountOf(given: unknown): number | null | undefined {
  if (given === null || given === undefined || given === '') return null
  if (typeof given === 'number') return scaleNumber(given)
  return typeof given === 'string' ? parseDecimal(given) : undefined
}

function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}

function wrong(where: string, message: string): Failure {
  return failure('invalid', message, { where })
}
