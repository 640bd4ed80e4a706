import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { catalogue } from '../../src/demo/catalogue.ts'
import { readySegments } from '../../src/demo/segments.ts'
import { openShell, type Shell } from '../cli/typing.ts'
import { liveAt } from '../liveAt.ts'

const customers = 1_200

let shell: Shell
let loaded: Record<string, unknown>
beforeAll(async () => {
  // What is asked is of the days before.
  liveAt('2026-11-21T15:00:00Z')
  shell = await openShell()
  const shop = ['--customers', String(customers), '--until', '2026-11-21']
  loaded = await shell.json('demo', ...shop)
})
afterAll(async () => await shell.close())

test('says what it has loaded', () => {
  expect(loaded).toMatchObject({ loaded: true, segments: readySegments.length })
  // Some are registered twice.
  expect(loaded['customers']).toBeGreaterThan(customers)
  expect(loaded['events']).toBeGreaterThan(30 * customers)
})

test('loaded again it is as it was', async () => {
  expect(await shell.json('demo')).toEqual(loaded)
})

describe('each ready segment has some and not all', () => {
  test.each(readySegments)('$name', async ({ name }) => {
    const { count } = await shell.json('segments', 'count', `@${name}`)
    expect(count).toBeGreaterThan(customers * 0.004)
    expect(count).toBeLessThan(customers * 0.8)
  })
})

describe('of each ready segmentation everybody has exactly one value', () => {
  const values = {
    journey_stage: ['lapsed', 'loyal', 'returning', 'new', 'interested', 'visitor'],
    value_tier: ['gold', 'silver', 'bronze', 'none'],
  }
  test.each(Object.entries(values))('%s', async (name, all) => {
    const counts = []
    for (const value of all) {
      const text = `${name} = "${value}"`
      const { count } = await shell.running.ask(routes.segments.count, { body: { text } })
      counts.push(count)
    }
    expect(Math.min(...counts)).toBeGreaterThan(0)
    const { count: everyone } = await shell.running.ask(routes.segments.count, {
      body: { text: 'everyone' },
    })
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(everyone)
  })
})

test('each field that is offered is there, and says something of somebody', async () => {
  const { items } = await shell.running.ask(routes.calculated.ready, {})
  expect(items.filter(({ there }) => !there)).toEqual([])
  const calculated = items.map(({ name }) => name).join(',')
  const query = { condition: 'orders >= 2 and birth_date exists', calculated, limit: 1 }
  const { items: some } = await shell.running.ask(routes.customers.list, { query })
  expect(Object.values(some[0]?.calculated ?? {}).filter((each) => each === null)).toEqual([])
})

test('the list has whoever accepted an invitation', async () => {
  const listed = await shell.json('segments', 'count', 'in list "Tasting club"')
  const accepted = await shell.json('segments', 'count', 'did "Tasting Invitation Accepted"')
  expect(listed['count']).toBeGreaterThan(0)
  expect(listed['count']).toBe(accepted['count'])
})

test('every product’s picture is where the product says, for anybody', async () => {
  const { items } = await shell.running.ask(routes.products.list, { query: { limit: 100 } })
  expect(items).toHaveLength(catalogue.length)
  for (const { image, name } of items) {
    const response = await shell.running.fetch(image, { key: '' })
    expect(response.headers.get('content-type')).toContain('image/svg+xml')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).toContain(name)
  }
  for (const path of ['/demo/images/x.svg', '/demo/images/CAF-001', '/demo/images/..%2fx.svg']) {
    expect((await shell.running.fetch(path, { key: '' })).status).toBe(404)
  }
})
