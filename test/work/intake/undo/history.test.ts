import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sql } from '../../../../src/store/sql/sql.ts'
import { who } from '../world.ts'
import { openUndoWorld, type UndoWorld } from './world.ts'

vi.setConfig({ testTimeout: 300_000 })

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

/** What somebody did, in the order of time: an arrival, by a run or without one. */
type Deed = {
  readonly run: number
  readonly values: readonly (readonly [user: string, field: string, value: string])[]
  readonly events: readonly (readonly [user: string, message: string])[]
  readonly listed: readonly string[]
  readonly list: number
}

type Shown = Record<string, { values: Record<string, string>; events: string[]; lists: number[] }>

/** The meaning: what is left when the deeds of undone runs had never been. */
function meaning(deeds: readonly Deed[], undone: ReadonlySet<number>): Shown {
  const shown: Shown = {}
  const her = (user: string) => (shown[user] ??= { values: {}, events: [], lists: [] })
  for (const { run, values, events, listed, list } of deeds) {
    if (undone.has(run)) continue
    for (const [user, field, value] of values) her(user).values[field] = value
    for (const [user, message] of events) her(user).events.push(message)
    for (const user of listed) her(user).lists.push(list)
  }
  for (const each of Object.values(shown)) each.events.sort()
  return shown
}

async function stored(seed: number): Promise<Shown> {
  const shown: Shown = {}
  for (let i = 0; i < users; i += 1) {
    const user = `s${seed}u${i}`
    const record = await world.customer('user_id', user)
    if (record === undefined) continue
    const [row] = await world.database.rows<{ events: string[]; lists: number[] }>(sql`
      SELECT (SELECT arraySort(groupArray(body)) FROM events WHERE customer_id = toUInt64(${record.id})) AS events,
        (SELECT arraySort(groupArray(list)) FROM list_members FINAL
          WHERE customer_id = toUInt64(${record.id})) AS lists`)
    const fields = (await world.fields('user_id', user)) as Record<string, string>
    const events = (row?.events ?? []).map((body) => String((JSON.parse(body) as { m: string }).m))
    shown[user] = { values: fields, events, lists: row?.lists ?? [] }
  }
  return shown
}

const users = 5

function randomOf(seed: number): (below: number) => number {
  let state = seed * 7919 + 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

test.each([1, 2, 3])(
  'after random deeds and undoings (seed %i) there is what had been without what is undone',
  async (seed) => {
    const random = randomOf(seed)
    const deeds: Deed[] = []
    const undone = new Set<number>()
    const user = (): string => `s${seed}u${random(users)}`
    for (let step = 0; step < 10; step += 1) {
      const standing = deeds.map(({ run }) => run).filter((run) => run > 0 && !undone.has(run))
      const which = standing[random(standing.length || 1)]
      if (random(3) === 0 && which !== undefined) {
        const undo = await world.undo(which)
        // Now and then somebody thinks better of it.
        if (random(3) === 0) await world.undo(undo.id)
        else undone.add(which)
      } else {
        const made = deedOf(random, user, `${seed} ${step}`, seed * 100 + step)
        deeds.push({ ...made, run: random(3) === 0 ? await byHand(made) : await byRun(made) })
      }
      expect([step, await stored(seed)]).toEqual([step, meaning(deeds, undone)])
    }
    for (const { run } of deeds.toSorted((a, b) => (a.run % 3) - (b.run % 3))) {
      if (run === 0 || undone.has(run)) continue
      await world.undo(run)
      undone.add(run)
    }
    expect(await stored(seed)).toEqual(meaning(deeds, undone))
    expect(world.complaints).toEqual([])
  },
)

type Made = Omit<Deed, 'run'>

function deedOf(
  random: (below: number) => number,
  user: () => string,
  mark: string,
  list: number,
): Made {
  const values = Array.from({ length: 1 + random(3) }, (_, i) => {
    const field = ['name', 'city', 'country'][random(3)] ?? ''
    return [user(), field, field === 'country' ? 'BR' : `${mark} ${i}`] as const
  }).filter(([, field]) => field !== 'country')
  const events = Array.from({ length: random(3) }, (_, i) => [user(), `${mark} ${i}`] as const)
  // Nobody else's: who is on a list already is not put on it by another.
  const listed = random(2) === 0 ? [...new Set(events.map(([each]) => each))] : []
  return { values, events, listed, list }
}

function linesOf({ values, events, listed, list }: Made) {
  return [
    ...values.map(([user, field, value]) => ({
      kind: 'customers' as const,
      mode: 'upsert' as const,
      customers: [{ ...who(user), fields: { [field]: value } }],
    })),
    {
      kind: 'events' as const,
      events: events.map(([user, m]) => ({
        event: 'Product Viewed',
        ...who(user),
        messageId: m,
        properties: { m },
      })),
    },
    { kind: 'list' as const, list, add: listed.map(who) },
  ]
}

async function byRun(made: Made): Promise<number> {
  return await world.run(linesOf(made))
}

async function byHand(made: Made): Promise<number> {
  for (const line of linesOf(made)) await world.bring(line)
  return 0
}
