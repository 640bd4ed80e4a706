import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../../../src/store/sql/sql.ts'
import { who } from '../world.ts'
import { openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
beforeAll(async () => {
  world = await openUndoWorld()
})
afterAll(async () => await world.close())

/** What somebody did, in the order of time: an arrival, by a run or without one. */
type Deed = {
  readonly what: 'deed'
  readonly run: number
  readonly values: readonly (readonly [user: string, field: string, value: string])[]
  readonly events: readonly (readonly [user: string, message: string])[]
  readonly listed: readonly string[]
  readonly list: number
}

/** … or a customer is deleted, or may come again. */
type Act = Deed | { readonly what: 'delete' | 'lift'; readonly user: string }

type Shown = Record<string, { values: Record<string, string>; events: string[]; lists: number[] }>

/**
 * The meaning: what is left when the deeds of undone runs had never been. Of who was deleted nothing is
 * left or comes until that is lifted, and what was before that never again.
 */
function meaning(acts: readonly Act[], undone: ReadonlySet<number>): Shown {
  const shown: Shown = {}
  const buried = new Set<string>()
  const her = (user: string) => (buried.has(user) ? empty() : (shown[user] ??= empty()))
  for (const act of acts) {
    if (act.what !== 'deed') {
      delete shown[act.user]
      if (act.what === 'delete') buried.add(act.user)
      else buried.delete(act.user)
      continue
    }
    const { run, values, events, listed, list } = act
    if (undone.has(run)) continue
    for (const [user, field, value] of values) her(user).values[field] = value
    for (const [user, message] of events) her(user).events.push(message)
    for (const user of listed) her(user).lists.push(list)
  }
  for (const each of Object.values(shown)) each.events.sort()
  return shown
}

function empty(): Shown[string] {
  return { values: {}, events: [], lists: [] }
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
    ids.set(user, record.id)
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

test.each([1, 2, 3, 4, 6])(
  'after random deeds, deletions and undoings (seed %i) there is what had been without what is undone',
  async (seed) => {
    const random = randomOf(seed)
    const acts: Act[] = []
    const undone = new Set<number>()
    const user = (): string => `s${seed}u${random(users)}`
    const deedAt = (step: number): Made =>
      deedOf(random, user, `${seed} ${step}`, seed * 100 + step)
    const runs = (): number[] => acts.flatMap((act) => (act.what === 'deed' ? [act.run] : []))
    for (let step = 0; step < 14; step += 1) {
      const standing = runs().filter((run) => run > 0 && !undone.has(run))
      const which = standing[random(standing.length || 1)]
      const drawn = random(12)
      if (drawn < 4 && which !== undefined) {
        undone.add(which)
        const again = await undoWhile(which, random, async () => {
          if (random(2) === 0) acts.push(...(await drawDeletion(random, user())))
          if (random(2) === 0) acts.push(await byHand(deedAt(step)))
        })
        if (again) undone.delete(which)
      } else if (drawn < 6) {
        acts.push(...(await drawDeletion(random, user())))
      } else {
        acts.push(random(3) === 0 ? await byHand(deedAt(step)) : await byRun(deedAt(step)))
      }
      expect([step, await stored(seed)]).toEqual([step, meaning(acts, undone)])
    }
    for (const run of runs().toSorted((a, b) => (a % 3) - (b % 3))) {
      if (run === 0 || undone.has(run)) continue
      await world.undo(run)
      undone.add(run)
    }
    expect(await stored(seed)).toEqual(meaning(acts, undone))
    expect(world.complaints).toEqual([])
  },
)

/** Undoes a run; what arrives meanwhile waits its turn and finds what is left. Whether it is back again. */
async function undoWhile(
  run: number,
  random: (below: number) => number,
  meanwhile: () => Promise<void>,
): Promise<boolean> {
  const { id, position } = await world.begin(run)
  await meanwhile()
  await world.wait(position)
  // Now and then somebody thinks better of it.
  if (random(3) !== 0) return false
  await world.undo(id)
  return true
}

/** By user, the id under which she was last seen: who is gone is deleted by it. Nobody knows whose it was once she is. */
const ids = new Map<string, string>()

/** Deletes somebody, whether she is there or an undo has taken her away; now and then she may come again. */
async function drawDeletion(random: (below: number) => number, user: string): Promise<Act[]> {
  const now = (await world.customer('user_id', user))?.id ?? ids.get(user)
  if (now === undefined) return []
  ids.delete(user)
  await world.bring({ kind: 'delete customer', customer: now })
  if (random(2) === 0) return [{ what: 'delete', user }]
  await world.bring({ kind: 'lift tombstone', ...who(user) })
  return [
    { what: 'delete', user },
    { what: 'lift', user },
  ]
}

type Made = Omit<Deed, 'run' | 'what'>

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

async function byRun(made: Made): Promise<Deed> {
  return { ...made, what: 'deed', run: await world.run(linesOf(made)) }
}

async function byHand(made: Made): Promise<Deed> {
  for (const line of linesOf(made)) await world.bring(line)
  return { ...made, what: 'deed', run: 0 }
}
