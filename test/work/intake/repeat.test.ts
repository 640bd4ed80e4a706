import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { fold } from '../../../src/domain/fold.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { as, sql } from '../../../src/store/sql/sql.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

/** Of the two rows of a customer one is never written: what a kill between the two leaves behind. */
function without(table: 'customers' | 'contacts'): { database: Database; refused(): number } {
  let refused = 0
  return {
    refused: () => refused,
    database: {
      ...world.database,
      insert: async (into, ...more) => {
        if (into !== table) return await world.database.insert(into, ...more)
        refused += 1
        throw new Refusal(failure('unavailable', 'killed here, for a test'))
      },
    },
  }
}

/** Takes it in by a process that ends between the two rows, then by another. */
async function killedBefore(table: 'customers' | 'contacts', arrival: Arrival): Promise<void> {
  await world.stopLoader()
  const position = await world.append(arrival)
  const killed = without(table)
  world.startLoader(killed.database)
  await eventually(() => expect(killed.refused()).toBeGreaterThan(0))
  await world.stopLoader()
  world.startLoader()
  await world.wait(position)
}

async function rowsOf(id: string | undefined): Promise<unknown> {
  const customer = as('UInt64', id ?? '0')
  const rows = await world.database.rows(sql`SELECT c.known AS known, c.version = k.version AS even,
      c.updated AS updated, mapKeys(k.identifiers) AS kinds, splitByChar('\n', k.search) AS search
    FROM customers AS c FINAL INNER JOIN contacts AS k FINAL ON k.customer_id = c.customer_id
    WHERE c.customer_id = ${customer}`)
  return rows[0]
}

test.each(['customers', 'contacts'] as const)(
  'killed before %s is written, an identifier alone comes to the same end in both rows',
  async (table) => {
    const anonymous_id = `device ${table}`
    const first: Arrival = {
      kind: 'customers',
      mode: 'upsert',
      customers: [{ identifiers: { anonymous_id } }],
    }
    const { outcome } = await world.bring(first)
    const before = await world.customer('anonymous_id', anonymous_id)
    expect(before?.known).toBe(false)
    const identifiers = { anonymous_id, user_id: `known ${table}` }
    await killedBefore(table, { kind: 'customers', mode: 'upsert', customers: [{ identifiers }] })
    const after = await world.customer('user_id', `known ${table}`)
    expect(after?.id).toBe(outcome?.customers[0])
    expect(await rowsOf(after?.id)).toMatchObject({
      known: true,
      even: 1,
      kinds: expect.arrayContaining(['anonymous_id', 'user_id']),
    })
    expect(after?.updated).toBeGreaterThan(before?.updated ?? 0)
  },
)

test.each(['customers', 'contacts'] as const)(
  'killed before %s is written, a value of the other row comes to the same end in both',
  async (table) => {
    // The search text, of the one row, has the city, of the other.
    const changed = table === 'contacts' ? { city: 'Olinda' } : { name: 'Bia' }
    const fields = { name: 'Ana', city: 'Recife' }
    const writes = (some: Record<string, string>): Arrival => ({
      kind: 'customers',
      mode: 'upsert',
      customers: [{ ...who(`edits ${table}`), fields: some }],
    })
    await world.bring(writes(fields))
    await killedBefore(table, writes(changed))
    const record = await world.customer('user_id', `edits ${table}`)
    const { name, city } = { ...fields, ...changed }
    expect(await world.fields('user_id', `edits ${table}`)).toEqual({ name, city })
    const row = (await rowsOf(record?.id)) as { search: string[] }
    expect(row).toMatchObject({ known: true, even: 1 })
    expect(row.search.toSorted()).toEqual([name, city, `edits ${table}`].map(fold).toSorted())
    const edits = await world.database.rows(
      sql`SELECT fields FROM edits WHERE customer_id = ${as('UInt64', record?.id ?? '0')}
        ORDER BY version`,
    )
    expect(edits).toEqual([{ fields: [1, 6] }, { fields: [table === 'customers' ? 1 : 6] }])
  },
)
