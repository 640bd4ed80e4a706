import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { tables } from '../../../src/store/clickhouse/schema.ts'
import { as, ident, sql } from '../../../src/store/sql/sql.ts'
import { changeJob, createJob, jobById } from '../../../src/store/operational/jobs.ts'
import { keepReport, latestReport } from '../../../src/store/operational/qualityReports.ts'
import { openWorld, who, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => await world.close())

const upsert = (userId: string, fields: Record<string, unknown> = {}): Arrival => ({
  kind: 'customers',
  mode: 'upsert',
  customers: [{ identifiers: { user_id: userId, email: `${userId}@example.org` }, fields }],
})

/** Somebody with something in every table. */
async function somebody(userId: string): Promise<string> {
  const { outcome } = await world.bring(upsert(userId, { name: userId, city: 'Recife' }))
  const id = outcome?.customers[0] ?? ''
  await world.bring({
    kind: 'events',
    events: [{ event: 'Clicked', ...who(userId), messageId: `${userId}-1` }],
  })
  await world.bring({ kind: 'list', list: 3, add: [id] })
  await world.bring({ kind: 'pins', segment: 9, pins: [{ customer: id, pinned: 'in' }] })
  await world.bring({
    kind: 'consents',
    consents: [{ customer: id, purpose: 'news', channel: 'email', state: 'granted' }],
  })
  await world.bring({
    kind: 'events',
    events: [{ event: 'Clicked', ...who(userId), time: 'never', messageId: `${userId}-2` }],
  })
  const membership = { segment: 9, customer_id: id, since: 1, version: 1 }
  // As a refresh writes them: the ledger first.
  const entry = { segment: 9, customer_id: id, entered: true, at: 1, noticed: 1, cause: 'baseline' }
  await world.database.insert('changes', [{ ...entry, ref: '', run: 1 }])
  await world.database.insert('memberships', [membership])
  await world.database.insert('memberships_by_customer', [membership])
  return id
}

async function tablesWith(id: string): Promise<string[]> {
  const found: string[] = []
  for (const [table, { ddl }] of Object.entries(tables)) {
    if (!ddl.includes('customer_id UInt64')) continue
    const [row] = await world.database.rows<{ n: string }>(
      sql`SELECT count() AS n FROM ${ident(table)} WHERE customer_id = ${as('UInt64', id)}`,
    )
    if (Number(row?.n) > 0) found.push(table)
  }
  return found.toSorted()
}

test('a deletion takes everything but the bare id in the ledger and a keyed hash', async () => {
  const id = await somebody('ana')
  expect(await tablesWith(id)).toEqual(
    (
      'changes consents contacts customers edits events identities list_members memberships ' +
      'memberships_by_customer message_ids pins'
    ).split(' '),
  )
  await world.bring({ kind: 'delete customer', customer: id })
  expect(await tablesWith(id)).toEqual(['changes', 'tombstones'])
  const changes = await world.database.rows(
    sql`SELECT segment, entered, cause FROM changes
      WHERE customer_id = ${as('UInt64', id)} ORDER BY noticed`,
  )
  expect(changes).toEqual([
    { segment: 9, entered: true, cause: 'baseline' },
    { segment: 9, entered: false, cause: 'erasure' },
  ])
  expect(await world.count('rejected')).toBe(0)
  const texts = await world.database.rows<{ hash: string }>(sql`SELECT hash FROM tombstones`)
  expect(texts.map(({ hash }) => hash).join()).not.toContain('ana')
})

test('what arrives later for who was deleted is refused, kept without its content, until lifted', async () => {
  const id = await somebody('bia')
  await world.bring({ kind: 'delete customer', customer: id })
  const again = await world.bring(upsert('bia', { city: 'Canary Bay' }))
  expect(again.outcome).toMatchObject({ made: 0, rejected: 1 })
  expect(again.rejections[0]?.failure.message).toContain('was deleted')
  const byEvent = await world.bring({
    kind: 'events',
    events: [
      { event: 'Canary', identifiers: { anonymous_id: 'x', email: 'BIA@example.org' } },
      { event: 'Fine', identifiers: { anonymous_id: 'x' } },
    ],
  })
  expect(byEvent.outcome).toMatchObject({ events: 1, rejected: 1 })
  const bodies = await world.database.rows<{ body: string }>(sql`SELECT body FROM rejected`)
  expect(JSON.stringify(bodies)).not.toMatch(/canary|bia/i)

  await world.bring({ kind: 'lift tombstone', identifiers: { user_id: 'bia' } })
  const half = await world.bring(upsert('bia'))
  expect(half.outcome?.rejected).toBe(1)
  await world.bring({ kind: 'lift tombstone', identifiers: { email: 'bia@example.org' } })
  const whole = await world.bring(upsert('bia', { city: 'Natal' }))
  expect(whole.outcome).toMatchObject({ made: 1, rejected: 0 })
  expect(whole.outcome?.customers[0]).not.toBe(id)
  expect(await world.fields('user_id', 'bia')).toEqual({ city: 'Natal' })
})

test('whoever was deleted has a tombstone for good: without an identifier, and with all of hers lifted', async () => {
  const buried = async (id: string) =>
    await world.database.rows(
      sql`SELECT customer_id FROM tombstones FINAL WHERE customer_id = ${as('UInt64', id)}`,
    )
  const lifted = await somebody('gabi')
  await world.bring({ kind: 'delete customer', customer: lifted })
  const identifiers = { user_id: 'gabi', email: 'gabi@example.org' }
  await world.bring({ kind: 'lift tombstone', identifiers })
  expect(await buried(lifted)).toHaveLength(1)

  const nameless = await somebody('hugo')
  await world.database.run(
    sql`ALTER TABLE contacts UPDATE identifiers = map() WHERE customer_id = ${as('UInt64', nameless)}`,
  )
  await world.bring({ kind: 'delete customer', customer: nameless })
  expect(await buried(nameless)).toHaveLength(1)
})

test('deleting nobody is refused, and who was deleted is not there to be changed', async () => {
  const { rejections } = await world.bring({ kind: 'delete customer', customer: '77' })
  expect(rejections[0]?.failure.code).toBe('not_found')
  const { outcome } = await world.bring(upsert('caio'))
  const customer = outcome?.customers[0] ?? ''
  await world.bring({ kind: 'delete customer', customer })
  const later = await world.bring({
    kind: 'customers',
    mode: 'patch',
    customers: [{ customer, fields: { city: 'x' } }],
  })
  expect(later.rejections[0]?.failure.code).toBe('not_found')
})

test('others keep what is theirs', async () => {
  const kept = await somebody('davi')
  const gone = await somebody('eva')
  const before = await tablesWith(kept)
  await world.bring({ kind: 'delete customer', customer: gone })
  expect(await tablesWith(kept)).toEqual(before)
  expect(await world.fields('user_id', 'davi')).toEqual({ name: 'davi', city: 'Recife' })
})

test('the loader complained of nothing', () => {
  expect(world.complaints).toEqual([])
})

test('a deletion takes the values out that reports of fields give as examples, and leaves the counts', async () => {
  const { db } = world.operational
  const finding = { code: 'digits_in_name', count: 1, values: 1, examples: ['Canário 7'] } as const
  const counts = { filled: 1, distinct: 1, invalid: 0, suspicious: 1, sources: [] }
  const fields = [{ field: 1, ...counts, findings: [finding] }]
  await keepReport(db, { job: 1, at: 1, customers: 1, fields })
  const trial = await createJob(db, { kind: 'field type trial', options: {} }, 1)
  const result = {
    converted: 0,
    failed: 1,
    examples: [{ value: 'Canário 7', reason: 'no number' }],
  }
  const progress = { done: 1, total: 1, resume: { shared: { 'Canário 7': 2 } }, result }
  await changeJob(db, trial.id, { state: 'done', progress })
  const unique = await createJob(db, { kind: 'field unique', options: {} }, 1)
  const problem =
    'Apelido is not unique: 2 customers have a value that another has: "canário 7" (3 customers). Correct'
  await changeJob(db, unique.id, { state: 'failed', problem })
  const before = JSON.stringify([await jobById(db, trial.id), await latestReport(db)])
  expect(before).toContain('Canário')

  const { outcome } = await world.bring(upsert('canario', { name: 'Canário 7' }))
  await world.bring({ kind: 'delete customer', customer: outcome?.customers[0] ?? '' })
  const after = [await jobById(db, trial.id), await jobById(db, unique.id), await latestReport(db)]
  expect(JSON.stringify(after).toLowerCase()).not.toContain('canário')
  expect(after).toMatchObject([
    { progress: { done: 1, total: 1, result: { converted: 0, failed: 1, examples: [] } } },
    { problem: expect.stringContaining('2 customers have a value that another has. Correct') },
    { fields: [{ findings: [{ code: 'digits_in_name', count: 1, examples: [] }] }] },
  ])
})
