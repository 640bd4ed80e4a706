import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FaultName } from '../../src/store/faults.ts'
import { random } from '../agree/random.ts'
import { differences, digestOfState, stateOf, type State } from './digest.ts'
import { runHistory, stepsIn, type Step, type Told } from './history.ts'
import { pointNames, type Kill } from './kills.ts'
import { launch } from './processes.ts'

/**
 * The short form of `npm run crash`: one history in which each named point is killed once and each target
 * at some instant too, against an undisturbed one.
 */
const seed = 2
let root: string
let steps: readonly Step[]
let expected: State
let killed: Told

const main = (name: FaultName, nth = 1): Kill => ({
  target: 'main',
  at: { name, nth },
})

/** By step, what its attempts are killed by; the one after the last is left alone. */
const kills: Readonly<Record<string, readonly Kill[]>> = {
  import: [
    main('spool'),
    main('validate'),
    { target: 'tree', at: { name: 'customers', nth: 1 } },
    main('events', 2),
  ],
  'create Loyal': [main('changes'), { target: 'tree', at: { name: 'memberships', nth: 1 } }],
  'import again': [
    main('identities'),
    main('refresh'),
    { target: 'engine', at: 'random' },
    { target: 'tree', at: 'random' },
    { target: 'main', at: 'random' },
  ],
  cluster: [1, 3, 4].map((nth) => main('cluster', nth)),
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clientela-crash-'))
  // Builds what is to be built, before anything is killed.
  const { code, err } = await launch(['--version']).exited
  if (code !== 0) throw new Error(err)
  steps = stepsIn(root, seed).filter(({ name }) => Object.hasOwn(kills, name))
  // Side by side: both wait for the disk most of the time.
  const [calm, told] = await Promise.all([run('undisturbed', {}), run('killed', kills)])
  killed = told
  if (calm.problems.length > 0) throw new Error(calm.problems.join('\n'))
  expected = await stateOf(join(root, 'undisturbed'))
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

async function run(name: string, by: Readonly<Record<string, readonly Kill[]>>): Promise<Told> {
  mkdirSync(join(root, name))
  return await runHistory(
    {
      form: 'own process',
      directory: join(root, name),
      random: random(seed),
      choose: (step, attempt) => by[step.name]?.[attempt],
    },
    steps,
  )
}

test('a history that says anything has orders, refunds, members and rejected rows', () => {
  const rows = digestOfState(expected).tables
  for (const table of ['events', 'customers', 'values', 'memberships', 'changes', 'imports']) {
    expect([table, rows[table]?.rows]).not.toEqual([table, 0])
  }
  expect(expected['imports']?.every((line) => line.includes('"rejected":150'))).toBe(true)
})

test('the digest sees a row more, a row less and a row that differs', () => {
  const events = expected['events'] ?? []
  const twice = { ...expected, events: [...events, events[0] ?? ''] }
  const less = { ...expected, events: events.slice(1) }
  const other = { ...expected, events: [...events.slice(1), `${events[0]} `] }
  for (const state of [twice, less, other]) {
    expect(digestOfState(state).digest).not.toBe(digestOfState(expected).digest)
    expect(differences(expected, state)).toEqual([expect.stringMatching(/^events: /)])
  }
})

test('killed at every named point and at any instant, the same commands come to the same end', async () => {
  expect(killed.problems).toEqual([])
  const at = killed.struck.flatMap(({ kill }) => (kill.at === 'random' ? [] : kill.at.name))
  expect(new Set(at)).toEqual(new Set(pointNames))
  const found = await stateOf(join(root, 'killed'))
  expect(differences(expected, found)).toEqual([])
  expect(digestOfState(found).digest).toBe(digestOfState(expected).digest)
})
