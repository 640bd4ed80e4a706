import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../patience.ts'
import type { CustomersArrival } from '../../../src/domain/arrival.ts'
import { failure, Refusal } from '../../../src/domain/failure.ts'
import type { Database } from '../../../src/store/clickhouse/database.ts'
import { readIdentities } from '../../../src/store/clickhouse/identities.ts'
import { changeField } from '../../../src/store/operational/fields.ts'
import { ident, sql } from '../../../src/store/sql/sql.ts'
import { openWorld, who, type Came, type World } from './world.ts'

let world: World
let member: number
beforeAll(async () => {
  world = await openWorld()
  member = await world.field({ name: 'member', type: 'text', unique: true, filterable: true })
  await world.field({ name: 'points', type: 'integer', default: 10 })
  await world.field({ name: 'tier', type: 'text', wins: 'erp' })
})
afterAll(async () => await world.close())

type Fields = Readonly<Record<string, unknown>>

function writes(
  user: string,
  fields: Fields,
  more: { source?: string; at?: number; mode?: CustomersArrival['mode'] } = {},
): CustomersArrival {
  const { at, mode = 'upsert', ...rest } = more
  const customer = { ...who(user), fields, ...(at === undefined ? {} : { at }) }
  return { kind: 'customers', mode, customers: [customer], ...rest }
}

async function write(...given: Parameters<typeof writes>): Promise<Came> {
  return await world.bring(writes(...given))
}

async function owner(value: string): Promise<string | undefined> {
  const found = await readIdentities(world.database, [{ kind: `field:${member}`, value }])
  return [...found.values()][0]
}

describe('a default', () => {
  test('is given to whoever is new, and gives way to whatever is said, of whatever time', async () => {
    await write('d1', { city: 'Recife' })
    expect(await world.fields('user_id', 'd1')).toEqual({ city: 'Recife', points: 100_000 })
    const stored = (await world.customer('user_id', 'd1'))?.values
    expect([...(stored?.values() ?? [])].find(([value]) => value === 100_000)?.[2]).toBe('default')
    await write('d1', { points: 3 }, { at: 1_000_000 })
    expect(await world.fields('user_id', 'd1')).toMatchObject({ points: 30_000 })
  })

  test('is given to who is made by an event, and not in place of a value that came with her', async () => {
    await world.bring({ kind: 'events', events: [{ ...who('d2'), event: 'Seen' }] })
    expect(await world.fields('user_id', 'd2')).toEqual({ points: 100_000 })
    await write('d3', { points: 4 })
    expect(await world.fields('user_id', 'd3')).toEqual({ points: 40_000 })
  })

  test('said again by somebody is theirs', async () => {
    await write('d4', { points: 10 }, { source: 'form' })
    const record = await world.customer('user_id', 'd4')
    expect([...(record?.values.values() ?? [])].map(([, , source]) => source)).toEqual(['form'])
  })
})

describe('a source that wins', () => {
  test('is not overruled by another, and overrules others, of whatever time', async () => {
    await write('w1', { tier: 'gold' }, { at: 5_000 })
    await write('w1', { tier: 'silver' }, { source: 'erp', at: 1_000 })
    expect(await world.fields('user_id', 'w1')).toMatchObject({ tier: 'silver' })
    await write('w1', { tier: 'bronze' }, { at: 9_000 })
    expect(await world.fields('user_id', 'w1')).toMatchObject({ tier: 'silver' })
    await write('w1', { tier: 'iron' }, { source: 'erp', at: 500 })
    expect(await world.fields('user_id', 'w1')).toMatchObject({ tier: 'silver' })
    await write('w1', { tier: null }, { source: 'erp', at: 10_000 })
    await write('w1', { tier: 'wood' }, { at: 11_000 })
    expect(await world.fields('user_id', 'w1')).toMatchObject({ tier: 'wood' })
  })
})

describe('a required field', () => {
  test('is asked of who is made, not of who did something, and is not taken away', async () => {
    const id = await world.field({ name: 'consultant', type: 'text', required: true })
    try {
      const without = await write('r1', { city: 'Recife' })
      expect(without.rejections[0]?.failure).toMatchObject({ where: 'fields.consultant' })
      expect(await world.customer('user_id', 'r1')).toBeUndefined()
      await world.bring({ kind: 'events', events: [{ ...who('r2'), event: 'Seen' }] })
      expect((await write('r2', { city: 'Olinda' })).rejections).toEqual([])
      await write('r1', { consultant: 'Bia' })
      const away = await write('r1', { consultant: null, city: 'Natal' })
      expect(away.rejections[0]?.failure.message).toContain('required')
      expect(await world.fields('user_id', 'r1')).toMatchObject({
        consultant: 'Bia',
        city: 'Natal',
      })
      expect((await write('d1', { city: 'Natal' })).rejections).toEqual([])
    } finally {
      await changeField(world.operational.db, id, { required: false })
    }
  })
})

describe('a unique field', () => {
  test('has each value once, whatever case and accents; a value that is given up is free', async () => {
    await write('u1', { member: 'Ágata' })
    const first = await world.customer('user_id', 'u1')
    expect(await owner('agata')).toBe(first?.id)
    const refused = await write('u2', { member: 'AGATA', city: 'Natal' })
    expect(refused.rejections[0]?.failure).toMatchObject({ code: 'conflict' })
    expect(JSON.stringify(refused.rejections)).not.toContain(first?.id)
    expect(await world.fields('user_id', 'u2')).toEqual({ city: 'Natal', points: 100_000 })
    await write('u1', { member: 'Ônix' })
    expect(await owner('agata')).toBeUndefined()
    expect((await write('u2', { member: 'agata' })).rejections).toEqual([])
    await write('u1', { member: null })
    expect(await owner('onix')).toBeUndefined()
    expect((await world.customer('user_id', 'u1'))?.identifiers.size).toBe(1)
  })

  test('sees within one arrival what comes before', async () => {
    const came = await world.bring({
      kind: 'customers',
      mode: 'upsert',
      customers: [
        { ...who('u3'), fields: { member: 'm3' } },
        { ...who('u4'), fields: { member: 'm3' } },
        { ...who('u3'), fields: { member: 'm3 new' } },
        { ...who('u5'), fields: { member: 'm3' } },
      ],
    })
    expect(came.rejections.map(({ part }) => part)).toEqual([1])
    expect(await owner('m3')).toBe((await world.customer('user_id', 'u5'))?.id)
    expect(await owner('m3 new')).toBe((await world.customer('user_id', 'u3'))?.id)
  })

  test('of who is deleted is free, and does not go back to who had it before', async () => {
    await write('u6', { member: 'm6' })
    await write('u6', { member: 'm6 new' })
    await write('u7', { member: 'm6' })
    const customer = (await world.customer('user_id', 'u7'))?.id ?? ''
    await world.bring({ kind: 'delete customer', customer })
    expect(await owner('m6')).toBeUndefined()
    expect((await write('u8', { member: 'm6' })).rejections).toEqual([])
  })

  /** Whoever has a value has its claim, and nobody else has one. */
  async function claimsAgree(): Promise<void> {
    const claims = await world.database.rows<{ value: string; customer_id: string }>(
      sql`SELECT value, toString(customer_id) AS customer_id FROM identities FINAL
        WHERE kind = ${`field:${member}`} ORDER BY value`,
    )
    const held = await world.database.rows<{ value: string; customer_id: string }>(
      sql`SELECT ${ident(`f${member}_fold`)} AS value, toString(customer_id) AS customer_id
        FROM customers FINAL WHERE value IS NOT NULL ORDER BY value`,
    )
    expect(claims).toEqual(held)
  }

  test.each(['customers', 'contacts', 'identities'] as const)(
    'comes to the same end where a kill falls before %s, merged or not',
    async (table) => {
      const names = [1, 2, 3].map((n) => `k${n} ${table}`) as [string, string, string]
      const [a, b, c] = names
      await write(a, { member: `one ${table}` })
      // Refused for b, who comes before it is freed; c, who comes after, gets it.
      const arrival: CustomersArrival = {
        kind: 'customers',
        mode: 'upsert',
        customers: [
          { ...who(b), fields: { member: `ONE ${table}` } },
          { ...who(a), fields: { member: `two ${table}` } },
          { ...who(c), fields: { member: `one ${table}` } },
        ],
      }
      await world.stopLoader()
      const position = await world.append(arrival)
      const killed = killedAt(table)
      world.startLoader(killed.database)
      await eventually(() => expect(killed.refused()).toBeGreaterThan(0))
      await world.stopLoader()
      // By then only the last row of each identifier may be left.
      await world.database.run(sql`OPTIMIZE TABLE identities FINAL`)
      world.startLoader()
      const came = await world.wait(position)
      expect(came.rejections.map(({ part }) => part)).toEqual([0])
      const held = await Promise.all(
        names.map(async (each) => (await world.fields('user_id', each))['member']),
      )
      expect(held).toEqual([`two ${table}`, undefined, `one ${table}`])
      await claimsAgree()
    },
  )

  /** All that a set writes but one table: what a kill in the midst of it leaves behind. */
  function killedAt(table: string): { database: Database; refused(): number } {
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
})
