import { fold } from '../../domain/fold.ts'
import type { Import } from '../../store/operational/imports.ts'
import { createList, listLists, type List } from '../../store/operational/lists.ts'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import type { Understanding } from '../intake/files/understand.ts'
import type { ListSaid, RowOptions, RunOptions } from '../intake/rows/options.ts'
import type { ImportMeans } from './means.ts'

/** Lists that an import names and that are not there, each once: as options, then as the file writes them. */
export function missingLists(
  { lists = [], whole }: Pick<RowOptions, 'lists' | 'whole'>,
  { lists: named = [] }: Pick<Understanding, 'lists'>,
  there: readonly List[],
): string[] {
  const known = new Set(there.map(({ name }) => fold(name)))
  const missing: string[] = []
  for (const each of [...lists, ...(whole?.lists ?? []), ...named]) {
    if (typeof each === 'number' || known.has(fold(each))) continue
    known.add(fold(each))
    missing.push(each)
  }
  return missing
}

/** Lists as a run knows them. */
export type RunLists = {
  /** By folded name. */
  readonly byName: ReadonlyMap<string, number>
  readonly names: ReadonlyMap<number, string>
  /** Those that were not there before, by name. */
  readonly made: readonly string[]
}

/**
 * Makes what an import is to make. Which lists those are is written down before the first is made: repeated
 * after a kill it makes the rest, and says the same. They stay when the import is undone, with nobody on
 * them but who came by another way.
 */
export async function makeLists(
  { operational: { db }, clock }: Pick<ImportMeans, 'operational' | 'clock'>,
  { id, options, detection }: Import,
): Promise<RunLists> {
  const said = options as RowOptions
  const there = await listLists(db)
  if (said.makeLists !== true) return runLists(there, [])
  const before = (await readMark(db, markOf(id))) as readonly string[] | undefined
  const made = before ?? missingLists(said, detection as Understanding, there)
  if (before === undefined && made.length > 0) await writeMark(db, markOf(id), made, clock())
  const known = new Set(there.map(({ name }) => fold(name)))
  for (const name of made) if (!known.has(fold(name))) await createList(db, { name }, clock())
  return runLists(await listLists(db), made)
}

/** The same of a trial, which makes none: those it would make have ids that no list has. */
export async function tryLists(
  { operational: { db } }: Pick<ImportMeans, 'operational'>,
  { options, detection }: Import,
): Promise<RunLists> {
  const said = options as RowOptions
  const there = await listLists(db)
  if (said.makeLists !== true) return runLists(there, [])
  const made = missingLists(said, detection as Understanding, there)
  const tried = made.map((name, i) => ({ name, id: lastTriedList - i }))
  return runLists([...there, ...tried], made)
}

/** Of the 32 bits of an id. */
const lastTriedList = 2 ** 32 - 1

/** The options with all lists by id; one that is gone is left out. */
export function withListIds(options: RowOptions, { byName: ids }: RunLists): RunOptions {
  const { lists, whole, ...rest } = options
  const idsOf = (said: readonly ListSaid[]): number[] =>
    said.flatMap((each) => (typeof each === 'number' ? each : (ids.get(fold(each)) ?? [])))
  return {
    ...rest,
    ...(lists === undefined ? {} : { lists: idsOf(lists) }),
    ...(whole === undefined ? {} : { whole: { ...whole, lists: idsOf(whole.lists) } }),
  }
}

function runLists(lists: readonly Pick<List, 'id' | 'name'>[], made: readonly string[]): RunLists {
  return {
    byName: new Map(lists.map(({ id, name }) => [fold(name), id])),
    names: new Map(lists.map(({ id, name }) => [id, name])),
    made,
  }
}

/** Where it stands which lists an import makes, until it has ended. */
export function markOf(id: number): string {
  return `import/${id}/lists`
}
