import { failure, Refusal } from '../../domain/failure.ts'
import { changingDefinitions } from './definitions.ts'
import { nextId } from './ids.ts'
import { given, nameTaken, properName } from './rows.ts'
import type { Db } from './tables.ts'

/** Where segments and lists are kept. */
export type Folder = {
  readonly id: number
  readonly name: string
  /** The folder that it is in; 0 for none. */
  readonly parent: number
  /** Milliseconds. */
  readonly created: number
}

/** So many folders may be in each other: what is deeper nobody finds again. */
const deepest = 8

/** All of them, in the order in which they were made. */
export async function listFolders(db: Db): Promise<readonly Folder[]> {
  return await db.selectFrom('folders').selectAll().orderBy('id').execute()
}

export async function folderById(db: Db, id: number): Promise<Folder | undefined> {
  return await db.selectFrom('folders').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Throws a Refusal: `conflict` for a taken name, `not_found` for a parent that is not there, `invalid`. */
export async function createFolder(
  db: Db,
  { name, parent = 0 }: { readonly name: string; readonly parent?: number },
  now: number,
): Promise<Folder> {
  return await changingDefinitions(db, now, async (open) => {
    const folder = { name: properName(name), parent, created: now }
    await demandPlace(open, { ...folder, id: 0 })
    const id = await nextId(open, 'folder')
    await open
      .insertInto('folders')
      .values({ id, ...folder })
      .execute()
    return { id, ...folder }
  })
}

/** The folder as it stands afterwards; undefined if there is none. Throws as {@link createFolder} does. */
export async function changeFolder(
  db: Db,
  id: number,
  change: { readonly name?: string; readonly parent?: number },
  now: number,
): Promise<Folder | undefined> {
  return await changingDefinitions(db, now, async (open) => {
    const before = await folderById(open, id)
    if (before === undefined) return undefined
    const { name, parent } = { ...before, ...given(change) }
    const after = { ...before, name: properName(name), parent }
    await demandPlace(open, after)
    await open
      .updateTable('folders')
      .set({ name: after.name, parent })
      .where('id', '=', id)
      .execute()
    return after
  })
}

/** What is in it goes to the folder that it was in. False if there is none. Throws a Refusal `conflict` where two would then have one name. */
export async function deleteFolder(db: Db, id: number, now: number): Promise<boolean> {
  return await changingDefinitions(db, now, async (open) => {
    const folder = await folderById(open, id)
    if (folder === undefined) return false
    const { parent } = folder
    const inside = await open.selectFrom('folders').selectAll().where('parent', '=', id).execute()
    await open.deleteFrom('folders').where('id', '=', id).execute()
    for (const each of inside) {
      await demandPlace(open, { ...each, parent })
      await open.updateTable('folders').set({ parent }).where('id', '=', each.id).execute()
    }
    await open.updateTable('segments').set({ folder: parent }).where('folder', '=', id).execute()
    await open.updateTable('lists').set({ folder: parent }).where('folder', '=', id).execute()
    return true
  })
}

/** Refused unless there is such a folder; 0 is none, and always there. */
export async function demandFolder(db: Db, id: number): Promise<void> {
  if (id === 0 || (await folderById(db, id)) !== undefined) return
  throw new Refusal(
    failure('not_found', `There is no folder ${id}`, {
      where: 'folder',
      fix: 'Give the id of a folder, or 0 for none.',
    }),
  )
}

/** Refused where its parent is not there, lies in itself or too deep, or has a folder of that name. */
async function demandPlace(db: Db, { id, name, parent }: Omit<Folder, 'created'>): Promise<void> {
  await demandFolder(db, parent)
  const all = new Map((await listFolders(db)).map((folder) => [folder.id, folder]))
  let levels = 1 + levelsIn(id, [...all.values()])
  for (let above = parent; above !== 0; above = all.get(above)?.parent ?? 0) {
    levels += 1
    if (above === id) throw wrongParent('A folder cannot be in itself')
    if (levels > deepest) throw wrongParent(`Folders are at most ${deepest} deep`)
  }
  const same = [...all.values()].find((each) => each.parent === parent && each.name === name)
  if (same !== undefined && same.id !== id) throw nameTaken('folder', name)
}

/** How many levels of folders a folder holds. */
function levelsIn(id: number, all: readonly Folder[]): number {
  if (id === 0) return 0
  const inside = all.filter(({ parent }) => parent === id)
  return Math.max(0, ...inside.map((each) => 1 + levelsIn(each.id, all)))
}

function wrongParent(message: string): Refusal {
  return new Refusal(
    failure('invalid', message, { where: 'parent', fix: 'Put it into another folder.' }),
  )
}
