import { expect } from 'vitest'
import { changeImport, createImport } from '../../../src/store/operational/imports.ts'
import { sql } from '../../../src/store/sql/sql.ts'
import { kills } from '../../kills.ts'
import { takeInByChild } from '../intake/takeIn.ts'
import { who } from '../intake/world.ts'
import { digests, type UndoWorld } from '../intake/undo/world.ts'

const child = async (world: UndoWorld, fault: string) =>
  await takeInByChild(world, fault, { customersPerSet: 3, imports: true })

/** Of three customers a set; with `:2` one set is whole, and the next is cut short. */
const faults = ['validate', 'events', 'customers', 'identities'].flatMap((name) =>
  Array.from({ length: kills / 4 }, (_, i) => `${name}:${[1, 2, 2, 1, 2][i % 5]}`),
)

type Ended = { readonly id: number; readonly result: unknown }

type Run = { readonly kind: string; readonly options: object; readonly detection?: object }

/** A run that needs no file, brought into the inbox; its id and position. */
async function begin(
  world: UndoWorld,
  { kind, options, detection }: Run,
): Promise<{ id: number; position: number }> {
  const { db } = world.operational
  const { id } = await createImport(db, { kind, fileName: kind, options }, Date.now())
  await changeImport(db, id, { state: 'waiting', ...(detection && { detection }) })
  const position = await world.append({ kind: 'import', import: id })
  await changeImport(db, id, { position })
  return { id, position }
}

async function undisturbed(world: UndoWorld, run: Run): Promise<Ended> {
  const { id, position } = await begin(world, run)
  await world.wait(position)
  const { state, result } = await world.readImport(id)
  expect([state, world.complaints]).toEqual(['done', []])
  return { id, result }
}

async function killed(world: UndoWorld, run: Run): Promise<Ended> {
  await world.stopLoader()
  const { id } = await begin(world, run)
  for (const fault of faults) expect([fault, await child(world, fault)]).toEqual([fault, 'SIGKILL'])
  expect(await child(world, '')).toBe(0)
  world.startLoader()
  const { state, result } = await world.readImport(id)
  expect(state).toBe('done')
  return { id, result }
}

/** What she has, what was written of it by that run, and her lists, by who she is; instants left out. */
async function stateOf({ database }: UndoWorld, run: number): Promise<unknown> {
  const customers = await database.rows<{ customer_id: string; data: string }>(
    sql`SELECT customer_id, data FROM customers FINAL ORDER BY customer_id`,
  )
  const values = customers.map(({ customer_id: id, data }) => [
    id,
    Object.entries(JSON.parse(data) as Record<string, [unknown, number, string]>).map(
      ([field, [value, , source]]) => [field, value, source],
    ),
  ])
  const edits = await database.rows(sql`
    SELECT customer_id, count() AS n FROM edits WHERE import_id = ${run}
    GROUP BY customer_id ORDER BY customer_id`)
  const lists = await database.rows(sql`
    SELECT list, customer_id, deleted FROM list_members FINAL ORDER BY list, customer_id`)
  return { values, edits, lists }
}

/** Does it undisturbed and undoes it, then does it killed again and again: all is the same, and undone again. */
export async function sameKilled(world: UndoWorld, run: Run): Promise<unknown> {
  const before = await digests(world.database)
  const first = await undisturbed(world, run)
  const expected = await stateOf(world, first.id)
  await world.undo(first.id)
  expect(await digests(world.database)).toEqual(before)
  const second = await killed(world, run)
  expect(second.result).toEqual(first.result)
  expect(await stateOf(world, second.id)).toEqual(expected)
  await world.undo(second.id)
  expect(await digests(world.database)).toEqual(before)
  return second.result
}

/** Sixty customers of the shop's ids `b0`, `b1` … */
export function people(mark: string, fieldsOf: (i: number) => Record<string, unknown>) {
  const customers = Array.from({ length: 60 }, (_, i) => ({
    ...who(`${mark}${i}`),
    fields: fieldsOf(i),
  }))
  return { kind: 'customers' as const, mode: 'upsert' as const, customers }
}
