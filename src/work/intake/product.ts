import type { ProductWrite } from '../../domain/arrival.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { parseDecimal, scaleNumber } from '../../domain/number.ts'
import { cleanText } from '../../domain/text.ts'

const lengths = {
  id: 200,
  name: 500,
  category: 500,
  brand: 200,
  currency: 3,
  image: 2_000,
} as const

/** UTF-16 units of the JSON of the shop's own fields. */
const dataLength = 65_536

/** The row of `products` that says this, but for its version; what came is anybody's JSON. */
export function productRow(write: ProductWrite): Record<string, unknown> | Failure {
  const texts: Record<string, string> = {}
  for (const [key, most] of Object.entries(lengths)) {
    const text = readText(write[key as keyof typeof lengths], key, most)
    if (isFailure(text)) return text
    texts[key] = text
  }
  if (texts['id'] === '') return failure('invalid', 'A product has an id', { where: 'id' })
  const price = readPrice(write.price)
  if (isFailure(price)) return price
  const data = JSON.stringify(write.fields ?? {})
  if (data.length > dataLength) {
    return failure('too_large', 'The fields of the product are too large', { where: 'fields' })
  }
  const { id, ...rest } = texts
  return { product_id: id, ...rest, price, data }
}

function readText(given: unknown, where: string, most: number): string | Failure {
  if (given === undefined || given === null) return ''
  if (typeof given !== 'string') return failure('invalid', `The ${where} is no text`, { where })
  if (given.length > most) {
    return failure('too_large', `The ${where} has more than ${most} characters`, { where })
  }
  const clean = cleanText(given)
  return isFailure(clean) ? failure(clean.code, clean.message, { ...clean, where }) : clean.trim()
}

function readPrice(given: unknown): number | null | Failure {
  if (given === undefined || given === null || given === '') return null
  const scaled =
    typeof given === 'number'
      ? scaleNumber(given)
      : typeof given === 'string'
        ? parseDecimal(given)
        : undefined
  return scaled ?? failure('invalid', 'The price is no number', { where: 'price' })
}
