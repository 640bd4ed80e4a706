import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pairsPage, type ScoredPair } from '../../../src/store/clickhouse/duplicates.ts'
import { jobById, type Job } from '../../../src/store/operational/jobs.ts'
import { startFinder, type Finder } from '../../../src/work/duplicates/finder.ts'
import { readStanding } from '../../../src/work/duplicates/standing.ts'
import {
  entityOf,
  febrlHeader,
  likeDataset3,
  makeFebrl,
} from '../../domain/customer/duplicates/febrl.ts'
import { openWorld, type World } from '../intake/world.ts'

const dataset1 = join(import.meta.dirname, '../../../../shared/data/febrl/dataset1.csv')

let world: World | undefined
let finder: Finder | undefined
afterEach(async () => {
  await finder?.stop()
  await world?.close()
  world = undefined
  finder = undefined
})

async function open(): Promise<World> {
  const opened = await openWorld()
  world = opened
  finder = startFinder({
    operational: opened.operational,
    database: opened.database,
    connection: opened.connection,
    clock: Date.now,
    failed: (_, error) => void process.stderr.write(String(error)),
    waits: (error) => void process.stderr.write(String(error)),
  })
  return opened
}

async function find(): Promise<Job> {
  const { db } = world!.operational
  const { id } = await finder!.request('test')
  for (;;) {
    const job = await jobById(db, id)
    if (job?.state !== 'waiting' && job?.state !== 'running') return job!
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function pairsFound(state: 'open' | 'later' | 'not_the_same' = 'open') {
  const standing = await readStanding(world!.operational.db)
  const listing = { run: standing?.run ?? 0, least: 0, state, limit: 100_000 }
  return await pairsPage(world!.database, listing)
}

/** Customers with those texts, known by the first cell of each line. */
async function bring(header: readonly string[], lines: readonly (readonly string[])[]) {
  const there = (await world!.catalog()).byName
  for (const name of header.slice(1)) {
    if (!there.has(name)) await world!.field({ name, type: 'text' })
  }
  await world!.bulk(
    lines.map((cells) => ({
      kind: 'customers',
      mode: 'upsert',
      customers: [
        {
          identifiers: { user_id: cells[0] ?? '' },
          fields: Object.fromEntries(
            header.slice(1).map((name, at) => [name, cells[at + 1] ?? '']),
          ),
        },
      ],
    })),
  )
}

/** How many of the pairs are right, and of the right ones how many are there. */
async function measured(lines: readonly (readonly string[])[], pairs: readonly ScoredPair[]) {
  const names = new Map(
    (
      await world!.database.rows<{ customer_id: string; value: string }>({
        parts: ["SELECT customer_id, value FROM identities FINAL WHERE kind = 'user_id'"],
      })
    ).map(({ customer_id, value }) => [customer_id, entityOf(value)]),
  )
  const sizes = new Map<string, number>()
  for (const [recId = ''] of lines) {
    sizes.set(entityOf(recId), (sizes.get(entityOf(recId)) ?? 0) + 1)
  }
  const there = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  const right = pairs.filter(
    ({ left, right: other }) => names.get(left) === names.get(other),
  ).length
  const precision = right / Math.max(1, pairs.length)
  const recall = right / there
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

function told(what: string, { precision, recall, f1 }: Awaited<ReturnType<typeof measured>>): void {
  const [p, r, f] = [precision, recall, f1].map((each) => each.toFixed(4))
  process.stderr.write(`${what}: precision ${p}, recall ${r}, F1 ${f}\n`)
}

test('the duplicates of FEBRL data set 1 are found without being told', async ({ skip }) => {
  if (!existsSync(dataset1)) skip('../shared/data/febrl is not there')
  const [header = [], ...lines] = readFileSync(dataset1, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()))
  await open()
  await bring(header, lines)
  expect((await find()).state).toBe('done')
  const result = await measured(lines, await pairsFound())
  told('FEBRL data set 1', result)
  expect(result.f1).toBeGreaterThan(0.99)
}, 180_000)

test.each([1, 2])(
  'and those of data like set 3, seed %i',
  async (seed) => {
    const lines = makeFebrl({ seed, ...likeDataset3 })
    await open()
    await bring(febrlHeader, lines)
    expect((await find()).state).toBe('done')
    const result = await measured(lines, await pairsFound())
    told(`like FEBRL data set 3, seed ${seed}`, result)
    expect(result.f1).toBeGreaterThan(0.97)
  },
  180_000,
)
