import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { withGate } from '../../../src/store/clickhouse/gate.ts'
import { pairsPage, type ScoredPair } from '../../../src/store/clickhouse/duplicates.ts'
import { cancelJob, jobById, type Job } from '../../../src/store/operational/jobs.ts'
import {
  startFinder,
  type Finder,
  type FinderOptions,
} from '../../../src/work/duplicates/finder.ts'
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
  world = await openWorld()
  finder = startFinder(finderOptions(world))
  return world
}

function finderOptions({ operational, database, connection }: World): FinderOptions {
  const tell = (_: unknown, error: unknown): void => void process.stderr.write(String(error))
  return {
    operational,
    database,
    connection,
    clock: Date.now,
    failed: tell,
    waits: (error) => tell(undefined, error),
  }
}

async function find(): Promise<Job> {
  return await ended((await finder!.request('test')).id)
}

async function ended(id: number): Promise<Job> {
  for (;;) {
    const job = await jobById(world!.operational.db, id)
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
})

test.each([1, 2])('and those of data like set 3, seed %i', async (seed) => {
  const lines = makeFebrl({ seed, ...likeDataset3 })
  await open()
  await bring(febrlHeader, lines)
  expect((await find()).state).toBe('done')
  const result = await measured(lines, await pairsFound())
  told(`like FEBRL data set 3, seed ${seed}`, result)
  expect(result.f1).toBeGreaterThan(0.97)
})

test('ten thousand of one name, of whom nothing else is known, are no duplicates and take no time', async () => {
  await open()
  await bring(
    ['user_id', 'name'],
    Array.from({ length: 10_000 }, (_, nth) => [`u${nth}`, 'Maria Silva']),
  )
  expect((await find()).state).toBe('done')
  expect(await pairsFound()).toEqual([])
  const standing = await readStanding(world!.operational.db)
  expect(standing).toMatchObject({ customers: 10_000, compared: 0 })
})

test('and among other people nobody is taken for one of them by the name alone', async () => {
  await open()
  const first = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva', 'Fabio', 'Gil', 'Hugo', 'Iris', 'Jonas']
  const last = [
    'Souza',
    'Lima',
    'Costa',
    'Rocha',
    'Melo',
    'Pinto',
    'Dias',
    'Ramos',
    'Nunes',
    'Alves',
  ]
  const others = first.flatMap((given) => last.map((family) => `${given} ${family}`))
  await bring(
    ['user_id', 'name', 'city'],
    [
      ...Array.from({ length: 1_500 }, (_, nth) => [`m${nth}`, 'Maria Silva', `Town ${nth % 40}`]),
      ...others.map((name, nth) => [`o${nth}`, name, `Town ${nth % 40}`]),
    ],
  )
  expect((await find()).state).toBe('done')
  expect(await pairsFound()).toEqual([])
})

test('values of any type are compared, and what numbers everybody is no evidence', async () => {
  const lines = makeFebrl({ ...likeDataset3, seed: 9, originals: 300, duplicates: 150 })
  await open()
  await world!.field({ name: 'date_of_birth', type: 'integer' })
  await world!.field({ name: 'soc_sec_id', type: 'integer' })
  await world!.field({ name: 'rec_id', type: 'text' })
  const numbered = lines.map((cells) => [
    cells[0] ?? '',
    ...cells.slice(1, 9),
    ...cells.slice(9).map((cell) => (/^\d+$/.test(cell) ? cell : '')),
    cells[0] ?? '',
  ])
  await bring([...febrlHeader, 'rec_id'], numbered)
  expect((await find()).state).toBe('done')
  const { clues = [] } = (await readStanding(world!.operational.db)) ?? {}
  const kinds = Object.fromEntries(clues.map(({ name, kind }) => [name, kind]))
  expect(kinds).toMatchObject({ date_of_birth: 'date', soc_sec_id: 'code', surname: 'family' })
  expect(kinds).not.toHaveProperty('rec_id')
  const result = await measured(lines, await pairsFound())
  told('with numbers for texts', result)
  expect(result.precision).toBeGreaterThan(0.97)
  expect(result.recall).toBeGreaterThan(0.9)
})

test('a search that was stopped in its middle is made anew, and finds the same', async () => {
  const lines = makeFebrl({ ...likeDataset3, seed: 4, originals: 600, duplicates: 300 })
  await open()
  await bring(febrlHeader, lines)
  const { id } = await finder!.request('test')
  const { db } = world!.operational
  for (let done = 0; done === 0;) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    done = (await jobById(db, id))?.progress.done ?? 0
  }
  await finder!.stop()
  expect((await jobById(db, id))?.state).toBe('running')
  finder = startFinder(finderOptions(world!))
  expect((await ended(id)).state).toBe('done')
  const after = await pairsFound()
  expect(after.length).toBeGreaterThan(300)
  const staged = await world!.count('duplicate_blocks')
  expect(staged + (await world!.count('duplicate_customers'))).toBe(0)
  expect((await find()).state).toBe('done')
  expect(await pairsFound()).toEqual(after)
})

test('a search that somebody cancels ends, and the pairs found before stay', async () => {
  const lines = makeFebrl({ ...likeDataset3, seed: 6, originals: 300, duplicates: 150 })
  await open()
  await bring(febrlHeader, lines)
  expect((await find()).state).toBe('done')
  const before = await pairsFound()
  expect(before.length).toBeGreaterThan(100)
  const { id } = await finder!.request('test')
  expect(await cancelJob(world!.operational.db, id)).toBe(true)
  expect((await ended(id)).state).toBe('cancelled')
  expect(await pairsFound()).toEqual(before)
})

test('while nothing may be written, as for a backup, a search does not count as done', async () => {
  const lines = makeFebrl({ ...likeDataset3, seed: 8, originals: 600, duplicates: 300 })
  await open()
  await bring(febrlHeader, lines)
  expect((await find()).state).toBe('done')
  const before = await pairsFound()
  const { run } = (await readStanding(world!.operational.db)) ?? {}
  await finder!.stop()
  const { database, whileStill } = withGate(world!.database)
  finder = startFinder({ ...finderOptions(world!), database })
  const { id } = await finder.request('test')
  const { db } = world!.operational
  while ((await world!.count('duplicate_customers')) === 0) await sleep(5)
  await whileStill(
    async () => {
      // The thread writes past the gate: by now all its pairs are there, or half of them.
      while (((await jobById(db, id))?.progress.done ?? 0) < 1_000) await sleep(10)
      await sleep(200)
      expect((await jobById(db, id))?.state).toBe('running')
      expect((await readStanding(db))?.run).toBe(run)
      expect(await pairsFound()).toEqual(before)
    },
    { signal: new AbortController().signal },
  )
  expect((await ended(id)).state).toBe('done')
  expect((await readStanding(db))?.run).toBe(id)
  expect(await pairsFound()).toEqual(before)
})
