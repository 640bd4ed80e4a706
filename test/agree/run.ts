import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { createDatabase, migrate } from '../../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { startEngine } from '../../src/store/engine/start.ts'
import { casesPerWorld, checkWorld, compare, waysOf, type Disagreement } from './check.ts'
import { checkDues } from './checkDues.ts'
import { checkMeasures, moments } from './duesOfMeasures.ts'
import { covering } from './cover.ts'
import { checkHalves } from './halves.ts'
import { peopleOf } from './makeCondition.ts'
import { runMutants } from './mutants.ts'
import { file, regressions } from './regressions.ts'
import { shrink } from './shrink.ts'
import { prepare, writeWorld } from './tables.ts'
import type { Tally } from './note.ts'
import { gapsIn } from './gaps.ts'

const { values: given } = parseArgs({
  options: {
    /** Left out: 20,000; with mutants at most 16,000 for each. */
    cases: { type: 'string' },
    /** So many cases of the seed's are left out at the beginning: what another run has asked. */
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    /** So many mutants at the beginning are left out. */
    skip: { type: 'string', default: '0' },
    /** So many worlds are checked at the same time: while one is drawn the engine has others to answer. */
    lanes: { type: 'string', default: '4' },
    /** At an engine that runs, ending with status 3 at the first disagreement: how mutants are run. */
    engine: { type: 'string' },
    /** Of so many worlds the few that reach everything are named, for worlds.ts; nothing is asked. */
    cover: { type: 'string' },
    /** Instead of who is a member it is asked when who is one may next be another. */
    dues: { type: 'boolean', default: false },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const cases = Number(given.cases ?? (given.mutants ? '16000' : '20000'))
const seed = Number(given.seed)
const lanes = Number(given.lanes)

if (given.cover !== undefined) {
  const seeds = covering(seed, Number(given.cover), say)
  say(seeds === undefined ? 'not all is reached' : `${seeds.length} worlds: ${seeds.join(', ')}`)
  process.exitCode = seeds === undefined ? 1 : 0
} else if (given.mutants) {
  await withEngine(async (url) => {
    const survivors = await runMutants({
      url,
      seed,
      cases,
      only: given.only,
      skip: Number(given.skip),
      say,
    })
    process.exitCode = survivors === 0 ? 0 : 1
  })
} else if (given.engine === undefined) {
  await withEngine(async (url) => {
    process.exitCode = (await runAll(url)) ? 0 : 1
  })
} else {
  process.exitCode = await runToFirst(given.engine)
}

async function withEngine(use: (url: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-agree-'))
  const engine = await startEngine({ directory, memoryBytes: 3_000_000_000 })
  try {
    await use(engine.url)
  } finally {
    await engine.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function openFresh(url: string, name: string): Promise<Database> {
  const server = openDatabase({ url })
  await createDatabase(server, name)
  await server.close()
  const database = openDatabase({ url, database: name })
  await migrate(database)
  await prepare(database)
  return database
}

/** Whether all agreed and everything was reached. */
async function runAll(url: string): Promise<boolean> {
  const names = Array.from({ length: lanes }, (_, lane) => `agree_${lane}`)
  const databases = await Promise.all(names.map(async (name) => await openFresh(url, name)))
  const [database] = databases
  if (database === undefined) throw new Error('--lanes is 1 or more')
  const first = Math.floor(Number(given.from) / casesPerWorld)
  const worlds = Math.ceil(cases / casesPerWorld)
  say(`seed ${seed}, ${worlds * casesPerWorld} cases after ${first * casesPerWorld}`)
  const tally: Tally = new Map()
  let wrong = await runRegressions(database)
  let begun = 0
  let ended = 0
  const progress = progressOf(worlds)
  // The engine works on one statement at a time for each: a world in each of its databases.
  const inTurn = async (own: Database): Promise<void> => {
    while (begun < worlds) {
      const nth = first + begun++
      const counting = nth % Math.ceil(worlds / 400) === 0 ? { tally } : {}
      const found = await checkWorld(own, seed + nth, { ways: waysOf(nth), ...counting })
      wrong += found.length
      for (const each of found.slice(0, 3)) await report(own, each)
      progress(++ended, wrong)
    }
  }
  await Promise.all(databases.map(inTurn))
  wrong += await runHalves(database)
  const gaps = gapsIn(tally)
  for (const { says } of gaps) say(`not reached: ${says}`)
  if (gaps.length === 0) say(`reached: all of ${tally.size} kinds of question`)
  say(wrong === 0 ? `all agree: ${worlds * casesPerWorld} cases` : `${wrong} disagreements`)
  for (const each of databases) await each.close()
  return wrong === 0 && gaps.length === 0
}

/** Says now and then how far it is, at the end how fast it was. */
function progressOf(worlds: number): (ended: number, wrong: number) => void {
  const began = Date.now()
  let said = began
  return (ended, wrong) => {
    if (Date.now() - said < 20_000 && ended < worlds) return
    said = Date.now()
    const seconds = (said - began) / 1000
    const left = Math.round((seconds / ended) * (worlds - ended))
    const rate = ((ended * casesPerWorld) / seconds).toFixed(1)
    say(`${ended * casesPerWorld} cases, ${wrong} disagree, ${rate} a second, ${left} s left`)
  }
}

/** How many disagree of those that once did. */
async function runRegressions(database: Database): Promise<number> {
  let wrong = 0
  for (const [name, { way, world, asked }] of regressions()) {
    await writeWorld(database, world)
    const found = await compare(database, { world, people: peopleOf(world) }, [asked], way)
    wrong += found.length
    if (found.length > 0) say(`disagrees again: ${name}`)
  }
  return wrong
}

async function report(database: Database, found: Disagreement): Promise<void> {
  const small = (await shrink(database, found)) ?? found
  say(`disagree, ${small.way}: ${JSON.stringify(small.asked)}`)
  say(`  memory ${JSON.stringify(small.memory)}, engine ${JSON.stringify(small.engine)}`)
  say(`  filed as ${file(small)}`)
}

/** 1,000 cases over two engines that hold half the customers each. */
async function runHalves(first: Database): Promise<number> {
  let wrong = 0
  await withEngine(async (other) => {
    const second = await openFresh(other, 'agree')
    for (let nth = 0; nth < 1_000 / casesPerWorld; nth++) {
      wrong += (await checkHalves([first, second], seed + 500_000 + nth)).length
    }
    await second.close()
  })
  say(`two engines with half the customers each: ${wrong} of 1000 disagree`)
  return wrong
}

/** The same of when to ask again: as many worlds, and every measure in every window. */
async function runDues(database: Database): Promise<number> {
  for (let nth = 0; nth < cases / casesPerWorld; nth++) {
    const moment = moments[nth]
    const found = [
      ...(moment === undefined ? [] : await checkMeasures(database, moment)),
      ...(await checkDues(database, seed + nth)),
    ]
    const [first] = found
    if (first === undefined) continue
    say(`seen in world ${nth + 1}: ${first.says}`)
    return 3
  }
  return 0
}

/** 3 where something disagrees, else 0; 4 where that could not be found out. */
async function runToFirst(url: string): Promise<number> {
  const database = await openFresh(url, `mutant_${process.pid}_${Date.now()}`)
  try {
    if (given.dues) return await runDues(database)
    for (let nth = 0; nth < cases / casesPerWorld; nth++) {
      const found = await checkWorld(database, seed + nth, { ways: waysOf(nth) })
      if (found.length > 0) {
        const [first] = found
        const how =
          first !== undefined && 'error' in first.engine
            ? ` by ${first.engine.error.slice(0, 80)}`
            : ''
        say(`seen after ${(nth + 1) * casesPerWorld} cases${how}`)
        return 3
      }
    }
    return 0
  } catch (error) {
    // What makes the run itself fail is no answer about the mutant.
    say(`threw: ${String(error).slice(0, 200)}`)
    return 4
  } finally {
    await database.close()
  }
}
