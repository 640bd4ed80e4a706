import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { withStores } from '../../crash/digest.ts'
import { addressOf } from '../../crash/processes.ts'
import { ServerAt } from '../../crash/server.ts'
import { eventually } from '../../patience.ts'
import { fuzz } from './fuzz.ts'
import { demandKept } from './kept.ts'

/** A small share of `npm run fuzz`. */
const directory = mkdtempSync(join(tmpdir(), 'clientela-fuzz-'))
const problems: string[] = []
const server = new ServerAt(directory, (problem) => problems.push(problem))
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

test('hostile bodies break nothing, and what is good beside them is stored', async () => {
  const running = await server.start('')
  const { writeKey } = await server.ask('POST', '/api/sources', { name: 'Fuzz', kind: 'site' })
  const url = addressOf(directory) ?? ''
  const fuzzed = await fuzz({ url, writeKey: String(writeKey), seed: 3, bodies: 1_000, atOnce: 16 })
  const last = 'A good one, after all of that'
  const event = { event: last, identifiers: { user_id: 'last' } }
  await server.ask('POST', '/api/events', { events: [event] })
  await eventually(async () => {
    const { inbox } = (await server.ask('GET', '/api/status')) as { inbox: { waiting: number } }
    expect(inbox.waiting).toBe(0)
  })
  expect(running.over()).toBe(false)
  await server.stop()
  const kept = await withStores(directory, async (stores) => {
    return await demandKept(stores, fuzzed.acknowledged, last)
  })
  expect([...problems, ...fuzzed.problems, ...kept.problems]).toEqual([])
  expect([...fuzzed.answers.keys()].toSorted((a, b) => a - b)).toEqual([200, 400, 401])
  expect(fuzzed.acknowledged.size).toBeGreaterThan(300)
  expect(kept.rejected).toBeGreaterThan(300)
})
