import type { Selectable } from 'kysely'
import type { FieldOf } from '../../domain/customer/field.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { nextId } from './ids.ts'
import { given, nameTaken, properName } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/**
 * A way of looking at the customers, the products or the places that somebody wants again: which, in what
 * order, with which columns.
 */
export type View = {
  readonly id: number
  readonly of: FieldOf
  readonly name: string
  /** Checked and normal: the caller's duty. Null for everybody. */
  readonly condition: Condition | null
  /** Free text; empty for none. */
  readonly search: string
  /** `created`, `updated` or a field; of products and places `id` or a field. */
  readonly sort: string
  readonly descending: boolean
  /** Names of fields, in order; none for the usual ones. */
  readonly columns: readonly string[]
  /** Who made it. */
  readonly by: string
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

export type NewView = Omit<View, 'id' | 'created' | 'updated'>
export type ViewChange = Partial<Omit<NewView, 'by' | 'of'>>

/** Those of customers, products or places, in the order of their names. */
export async function listViews(db: Db, of: FieldOf): Promise<readonly View[]> {
  const rows = await db
    .selectFrom('views')
    .selectAll()
    .where('of', '=', of)
    .orderBy('name')
    .execute()
  return rows.map(fromRow)
}

export async function viewById(db: Db, id: number): Promise<View | undefined> {
  const row = await db.selectFrom('views').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** Throws a Refusal: `conflict` where the name is taken, `invalid` where it is empty. */
export async function createView(db: Db, view: NewView, now: number): Promise<View> {
  return await inTransaction(db, async (open) => {
    const name = await freeName(open, view)
    const id = await nextId(open, 'view')
    const made: View = { ...view, name, id, created: now, updated: now }
    await open.insertInto('views').values(toRow(made)).execute()
    return made
  })
}

/** The view as it stands afterwards; undefined if there is none. Throws as {@link createView} does. */
export async function changeView(
  db: Db,
  id: number,
  change: ViewChange,
  now: number,
): Promise<View | undefined> {
  return await inTransaction(db, async (open) => {
    const before = await viewById(open, id)
    if (before === undefined) return undefined
    const name =
      change.name === undefined
        ? before.name
        : await freeName(open, { ...before, name: change.name }, id)
    const after: View = { ...before, ...given(change), name, updated: now }
    await open.updateTable('views').set(toRow(after)).where('id', '=', id).execute()
    return after
  })
}

/** False if there is none. */
export async function deleteView(db: Db, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('views').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

async function freeName(
  db: Db,
  { name, of }: Pick<View, 'name' | 'of'>,
  own?: number,
): Promise<string> {
  const proper = properName(name)
  const there = await db
    .selectFrom('views')
    .select('id')
    .where('of', '=', of)
    .where('name', '=', proper)
    .executeTakeFirst()
  if (there !== undefined && there.id !== own) throw nameTaken('view', proper)
  return proper
}

function toRow({ condition, columns, ...rest }: View) {
  return {
    ...rest,
    condition: condition === null ? null : JSON.stringify(condition),
    columns: JSON.stringify(columns),
  }
}

function fromRow({
  of,
  condition,
  columns,
  descending,
  ...rest
}: Selectable<Tables['views']>): View {
  return {
    ...rest,
    of: of as FieldOf,
    condition: condition === null ? null : (JSON.parse(condition) as Condition),
    columns: JSON.parse(columns) as string[],
    descending: descending === 1,
  }
}
