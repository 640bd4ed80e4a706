import { nothing, sql, type Sql } from '../sql/sql.ts'
import type { Database, ReadOptions } from './database.ts'

/** A product as stored. */
export type ProductRecord = {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly brand: string
  /** Ten-thousandths of the currency's unit; undefined where none is said. */
  readonly price: number | undefined
  readonly currency: string
  readonly image: string
  /** The shop's own, as they came. */
  readonly fields: Readonly<Record<string, unknown>>
}

export async function readProduct(
  database: Database,
  id: string,
  options?: ReadOptions,
): Promise<ProductRecord | undefined> {
  const rows = await database.rows<ProductRow>(
    sql`${products} WHERE product_id = ${id} GROUP BY product_id
      HAVING argMax(p.deleted, p.version) = 0`,
    options,
  )
  return rows[0] === undefined ? undefined : productOf(rows[0])
}

/** A page by id; with `search` those whose id, name, category or brand contains it, whatever its case. */
export async function listProducts(
  database: Database,
  page: { readonly limit: number; readonly after?: string; readonly search?: string },
  options?: ReadOptions,
): Promise<readonly ProductRecord[]> {
  const { limit, after = '', search = '' } = page
  const rows = await database.rows<ProductRow>(
    sql`SELECT * FROM (${products} WHERE product_id > ${after} GROUP BY product_id
        HAVING argMax(p.deleted, p.version) = 0)
      WHERE 1${containing(search)} ORDER BY id LIMIT ${limit}`,
    options,
  )
  return rows.map(productOf)
}

/** All of them by id, or those that `search` finds, as they are read; memory does not grow with their number. */
export async function* everyProduct(
  database: Database,
  search: string,
  options?: ReadOptions,
): AsyncGenerator<readonly ProductRecord[]> {
  const query = sql`SELECT * FROM (${products} GROUP BY product_id
      HAVING argMax(p.deleted, p.version) = 0)
    WHERE 1${containing(search)} ORDER BY id`
  for await (const rows of database.stream<ProductRow>(query, options)) yield rows.map(productOf)
}

export async function countProducts(
  database: Database,
  search: string,
  options?: ReadOptions,
): Promise<number> {
  const rows = await database.rows<{ count: string }>(
    sql`SELECT count() AS count FROM (${products} GROUP BY product_id
      HAVING argMax(p.deleted, p.version) = 0) WHERE 1${containing(search)}`,
    options,
  )
  return Number(rows[0]?.count ?? 0)
}

function containing(search: string): Sql {
  if (search === '') return nothing
  return sql` AND positionCaseInsensitiveUTF8(
    concat(id, '\n', name, '\n', category, '\n', brand), ${search}) > 0`
}

const products: Sql = sql`
  SELECT product_id AS id, argMax(p.name, p.version) AS name,
    argMax(p.category, p.version) AS category, argMax(p.brand, p.version) AS brand,
    tupleElement(argMax(tuple(p.price), p.version), 1) AS price,
    argMax(p.currency, p.version) AS currency, argMax(p.image, p.version) AS image,
    argMax(p.data, p.version) AS data
  FROM products AS p`

type ProductRow = {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly brand: string
  readonly price: string | null
  readonly currency: string
  readonly image: string
  readonly data: string
}

function productOf({ price, data, ...row }: ProductRow): ProductRecord {
  return {
    ...row,
    price: price === null ? undefined : Number(price),
    fields: JSON.parse(data === '' ? '{}' : data) as Record<string, unknown>,
  }
}
