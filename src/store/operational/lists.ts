import { changingDefinitions } from './definitions.ts'
import { demandFolder } from './folders.ts'
import { nextId } from './ids.ts'
import { given, nameTaken, properName } from './rows.ts'
import { inUse, usersOf } from './segments.ts'
import { inTransaction, type Db } from './tables.ts'

/** A named set of customers kept by hand or by import; who is on it is in ClickHouse. */
export type List = {
  readonly id: number
  readonly name: string
  /** The folder that it is in; 0 for none. */
  readonly folder: number
  /** Milliseconds. */
  readonly created: number
}

/** Throws a Refusal: `conflict` where the name is taken, `invalid` where it is empty, `not_found` for the folder. */
export async function createList(
  db: Db,
  { name, folder = 0 }: { readonly name: string; readonly folder?: number },
  now: number,
): Promise<List> {
  return await inTransaction(db, async (open) => {
    const proper = properName(name)
    if ((await listByName(open, proper)) !== undefined) throw nameTaken('list', proper)
    await demandFolder(open, folder)
    const list: List = { id: await nextId(open, 'list'), name: proper, folder, created: now }
    await open
      .insertInto('lists')
      .values({ ...list, deleted: null })
      .execute()
    return list
  })
}

/** All that are not deleted, in the order in which they were made. */
export async function listLists(db: Db): Promise<readonly List[]> {
  return await selectLists(db).orderBy('id').execute()
}

export async function listById(db: Db, id: number): Promise<List | undefined> {
  return await selectLists(db).where('id', '=', id).executeTakeFirst()
}

export async function listByName(db: Db, name: string): Promise<List | undefined> {
  return await selectLists(db).where('name', '=', name.trim()).executeTakeFirst()
}

/** The list as it stands afterwards; undefined if there is none. Throws as {@link createList} does. */
export async function changeList(
  db: Db,
  id: number,
  change: { readonly name?: string; readonly folder?: number },
): Promise<List | undefined> {
  return await inTransaction(db, async (open) => {
    const before = await listById(open, id)
    if (before === undefined) return undefined
    const { name, folder } = { ...before, ...given(change) }
    const proper = properName(name)
    const there = await listByName(open, proper)
    if (there !== undefined && there.id !== id) throw nameTaken('list', proper)
    await demandFolder(open, folder)
    await open.updateTable('lists').set({ name: proper, folder }).where('id', '=', id).execute()
    return { ...before, name: proper, folder }
  })
}

/** False if there is none. Throws a Refusal `conflict` that names the segments that use it. */
export async function deleteList(db: Db, id: number, now: number): Promise<boolean> {
  return await changingDefinitions(db, now, async (open) => {
    if ((await listById(open, id)) === undefined) return false
    const users = await usersOf(open, { list: id })
    if (users.length > 0) throw inUse('list', users)
    await open.updateTable('lists').set({ deleted: now }).where('id', '=', id).execute()
    return true
  })
}

function selectLists(db: Db) {
  return db
    .selectFrom('lists')
    .select(['id', 'name', 'folder', 'created'])
    .where('deleted', 'is', null)
}
