import type { Json } from '../api/parts.ts'
import { unscale } from '../domain/number.ts'
import type { ProductRecord } from '../store/clickhouse/products.ts'

/** A product as the API shows it. */
export function showProduct({ id, price, fields, ...rest }: ProductRecord) {
  return {
    id,
    ...rest,
    price: price === undefined ? null : unscale(price),
    fields: fields as Record<string, Json>,
  }
}
