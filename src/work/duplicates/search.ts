import type { Clue, Person } from '../../domain/customer/duplicates/clue.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import {
  keysOf,
  meetWholly,
  planBlocks,
  sizeOf,
  type Blocks,
} from '../../domain/customer/duplicates/blocks.ts'
import { chooseClues } from '../../domain/customer/duplicates/chooseClues.ts'
import { clueTexts } from '../../domain/customer/duplicates/clueText.ts'
import {
  learn,
  posterior,
  type Model,
  type Patterns,
} from '../../domain/customer/duplicates/model.ts'
import { rarerBy, rarityOf, type Rarity } from '../../domain/customer/duplicates/rarity.ts'
import { countCustomers } from '../../store/clickhouse/customers.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  customersAfter,
  overfullKeys,
  sampleOfCustomers,
  stageBlocks,
  stageCustomers,
  writePairs,
  type ScoredPair,
} from '../../store/clickhouse/duplicates.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { comparePairs, countDrawn, type Meeting, type Met } from './meetings.ts'

export type SearchJob = {
  readonly run: number
  readonly fields: readonly Field[]
  readonly onProgress: (done: number) => void
}

/** What a run comes to, kept with it: the clues are those that the levels of its pairs are of. */
export type Found = {
  readonly customers: number
  readonly pairs: number
  readonly compared: number
  /** Blocks that were too full to be compared, and how many customers were in them, each block by itself. */
  readonly left: { readonly blocks: number; readonly customers: number }
  readonly clues: readonly Clue[]
}

/** Progress is told in thousandths. */
export const progressTotal = 1_000

/**
 * Looks for customers that may be one, and writes the likely pairs. What it holds in memory is a sample,
 * a set of customers, one block, and which keys too many share: it does not grow with the customers.
 */
export async function search(database: Database, job: SearchJob): Promise<Found> {
  const { count: customers } = await countCustomers(database)
  const sample = await samplePeople(database, customers)
  const clues = chooseClues(job.fields, sample)
  const nobody = { customers, pairs: 0, compared: 0, left: { blocks: 0, customers: 0 }, clues }
  if (customers < 2 || clues.length === 0) return nobody
  const texts = sample.map((person) => clueTexts(clues, person))
  const blocks = planBlocks(clues, texts, sizeOf(customers))
  await stage(database, job, { clues, blocks, customers })
  const overfull = await overfullKeys(database, job.run, blocks.most)
  const meeting: Meeting = { database, run: job.run, clues, most: blocks.most, overfull }
  const model = await learnFrom(meeting, { blocks, texts, customers })
  job.onProgress(400)
  const compared = await score(meeting, job, { model, rarity: rarityOf(clues, texts), customers })
  return {
    ...nobody,
    ...compared,
    left: {
      blocks: overfull.size,
      customers: [...overfull.values()].reduce((sum, count) => sum + count, 0),
    },
  }
}

const sampleSize = 10_000
const customersPerSet = 20_000

async function samplePeople(database: Database, customers: number): Promise<Person[]> {
  const ids = await sampleOfCustomers(database, sampleSize, customers)
  const records = await readRecords(database, ids)
  return [...records.values()].map(personOf)
}

function personOf({ values, identifiers }: CustomerRecord): Person {
  const there = [...values].flatMap(([field, [value]]): [number, Value][] =>
    value === null ? [] : [[field, value]],
  )
  return { values: new Map(there), identifiers }
}

async function stage(
  database: Database,
  { run, onProgress }: SearchJob,
  plan: { readonly clues: readonly Clue[]; readonly blocks: Blocks; readonly customers: number },
): Promise<void> {
  let done = 0
  let after = '0'
  for (;;) {
    const ids = await customersAfter(database, after, { limit: customersPerSet })
    const last = ids.at(-1)
    if (last === undefined) break
    const records = await readRecords(database, ids)
    const staged = [...records.values()].map((record) => {
      const texts = clueTexts(plan.clues, personOf(record))
      return { id: record.id, keys: keysOf(plan.blocks, texts), texts }
    })
    await stageCustomers(database, run, staged)
    after = last
    done += ids.length
    onProgress(Math.floor((300 * Math.min(done, plan.customers)) / plan.customers))
  }
  await stageBlocks(database, run)
}

/** Keys are worked through in so many shares; what is learnt is learnt from the first ones. */
function sharesFor(customers: number): number {
  return Math.max(1, Math.min(64, Math.ceil(customers / 2_000)))
}

const enoughPairs = 300_000

async function learnFrom(
  meeting: Meeting,
  {
    blocks,
    texts,
    customers,
  }: {
    readonly blocks: Blocks
    readonly texts: readonly (readonly string[])[]
    readonly customers: number
  },
): Promise<Model> {
  const { clues } = meeting
  const shares = sharesFor(customers)
  const met: Patterns = new Map()
  let pairs = 0
  let read = 0
  while (read < shares && pairs < enoughPairs) {
    pairs += await comparePairs(meeting, { nth: read, of: shares }, ({ pattern }) => {
      met.set(pattern, (met.get(pattern) ?? 0) + 1)
    })
    read++
  }
  return learn({
    clues,
    met,
    times: shares / read,
    drawn: countDrawn(clues, texts),
    pairs: (customers * (customers - 1)) / 2,
    customers,
    wholly: meetWholly(blocks, clues),
  })
}

/** What is likelier than not is shown. */
const leastScore = 0.5
const pairsPerWrite = 10_000

async function score(
  meeting: Meeting,
  { run, onProgress }: SearchJob,
  learnt: { readonly model: Model; readonly rarity: Rarity; readonly customers: number },
): Promise<Pick<Found, 'pairs' | 'compared'>> {
  const { model, rarity } = learnt
  const shares = sharesFor(learnt.customers)
  const hopeful = hopefulBy(model)
  let found: ScoredPair[] = []
  let pairs = 0
  let compared = 0
  for (let nth = 0; nth < shares; nth++) {
    const likely: ScoredPair[] = []
    compared += await comparePairs(meeting, { nth, of: shares }, (met) => {
      const { ids, texts, levels } = met
      if (!hopeful(met)) return
      const probability = posterior(model, levels, rarerBy(rarity, levels, texts))
      if (probability < leastScore) return
      const [left, right] = inOrder(ids)
      likely.push({ left, right, score: Math.round(probability * 1e6), levels: [...levels] })
    })
    found.push(...likely)
    pairs += likely.length
    if (found.length >= pairsPerWrite || nth === shares - 1) {
      if (found.length > 0) await writePairs(meeting.database, run, found)
      found = []
    }
    onProgress(400 + Math.floor((600 * (nth + 1)) / shares))
  }
  return { pairs, compared }
}

/** However rare what they agree on is, most who meet are two: by their pattern alone. */
function hopefulBy(model: Model): (met: Met) => boolean {
  const known = new Map<number, boolean>()
  return ({ pattern, levels }) => {
    const before = known.get(pattern)
    if (before !== undefined) return before
    const hopeful = posterior(model, levels) > leastHope
    if (known.size < mostKnown) known.set(pattern, hopeful)
    return hopeful
  }
}

const leastHope = 1e-5
const mostKnown = 200_000

function inOrder([one, other]: readonly [string, string]): readonly [string, string] {
  return BigInt(one) < BigInt(other) ? [one, other] : [other, one]
}
