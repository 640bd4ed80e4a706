import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure, Refusal } from '../../../../src/domain/failure.ts'
import type { Database } from '../../../../src/store/clickhouse/database.ts'
import { changeImport } from '../../../../src/store/operational/imports.ts'
import { sql, write } from '../../../../src/store/sql/sql.ts'
import type { UndoReport } from '../../../../src/work/intake/undo/report.ts'
import { who } from '../world.ts'
import { digests, events, openUndoWorld, type UndoWorld } from './world.ts'

let world: UndoWorld
let run: number
let before: Record<string, string>
beforeAll(async () => {
  world = await openUndoWorld()
  await world.bring(people(0, 20, 'before'))
  await world.bring(events(0, 20, 'before'))
  before = await digests(world.database)
  run = await world.run([
    people(10, 40, 'after'),
    events(10, 40, 'after'),
    { kind: 'list', list: 1, add: Array.from({ length: 20 }, (_, i) => who(`u${i + 5}`)) },
  ])
})
afterAll(async () => await world.close())

function people(from: number, to: number, city: string) {
  const customers = Array.from({ length: to - from }, (_, i) => ({
    ...who(`u${from + i}`),
    fields: { city },
  }))
  return { kind: 'customers' as const, mode: 'upsert' as const, customers }
}

/** Told of each write, before it or behind it; throws where it is to have failed there. */
type Hook = (what: string, when: 'before' | 'behind') => void

/** The loader goes by small sets from here on, and its writes fail as the hook says. */
async function hooked(hook: Hook): Promise<void> {
  await world.stopLoader()
  const { database } = world
  const around = async (what: string, work: () => Promise<void>): Promise<void> => {
    hook(what, 'before')
    await work()
    hook(what, 'behind')
  }
  const failing: Database = {
    ...database,
    run: async (statement, ...more) =>
      await around(
        write(statement).text.trim(),
        async () => await database.run(statement, ...more),
      ),
    insert: async (table, ...more) =>
      await around(`INSERT INTO ${table}`, async () => await database.insert(table, ...more)),
  }
  world.startLoader(failing, { customersPerSet: 4 })
}

const killed = (): Refusal => new Refusal(failure('unavailable', 'killed here, for a test'))

test('the events of several sets go at once, and wherever it is cut short it comes to the same end', async () => {
  const statements: string[] = []
  await hooked((what, when) => void (when === 'before' && statements.push(what)))
  const undisturbed = await world.undo(run)
  expect(await digests(world.database)).toEqual(before)
  const sets = statements.filter((each) => each === 'INSERT INTO edits').length
  const deletions = statements.filter((each) => each.startsWith('DELETE FROM events'))
  // Whose ids fall where is chance, so that a set may be of nobody.
  expect(sets).toBeGreaterThan(4)
  expect(deletions.length).toBeLessThanOrEqual(2)
  await world.undo(undisturbed.id)
  for (const [what, nth, at] of [
    ['INSERT INTO events_removed', 1, 'behind'],
    ['INSERT INTO message_ids', 1, 'behind'],
    ['DELETE FROM events', 1, 'behind'],
    ['INSERT INTO edits', 3, 'behind'],
    ['INSERT INTO customers', 4, 'before'],
    ['INSERT INTO identities', 3, 'before'],
  ] as const) {
    let times = 0
    await hooked((each, when) => {
      if (when !== at || !each.startsWith(what)) return
      times += 1
      if (times === nth) throw killed()
    })
    const undo = await world.undo(run)
    expect([what, times >= nth]).toEqual([what, true])
    expect([what, await digests(world.database)]).toEqual([what, before])
    expect(undo.result).toEqual(undisturbed.result)
    await world.undo(undo.id)
  }
})

test('cancelled while a set is cut short, that set is made whole first, and all whose events have gone with it', async () => {
  let times = 0
  let stuck = true
  await hooked((what, when) => {
    if (when === 'before' && what === 'INSERT INTO contacts' && stuck) {
      times += 1
      throw killed()
    }
  })
  const { id, position } = await world.begin(run)
  while (times === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await changeImport(world.operational.db, id, { cancel: true })
  stuck = false
  await world.wait(position)
  const first = await world.readImport(id)
  expect(first.state).toBe('cancelled')
  const [away] = await world.database.rows<{ events: string }>(
    sql`SELECT count() AS events FROM events_removed WHERE run = ${id}`,
  )
  expect((first.result as UndoReport).events.gone).toBe(Number(away?.events))
  const rest = await world.undo(run)
  expect(await digests(world.database)).toEqual(before)
  const gone = [first, rest].map(({ result }) => (result as typeof rest.result).customers.gone)
  expect(gone[0]).toBeGreaterThan(0)
  expect(gone[0]! + gone[1]!).toBe(20)
})
