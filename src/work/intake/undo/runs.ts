import { z } from 'zod'
import type { Db } from '../../../store/operational/tables.ts'

/** What an undo is to take back: a run, or of a run of merges the one in which she was dropped. */
export const undoOptions = z.object({ of: z.int(), customer: z.string().optional() })
export type UndoOptions = z.output<typeof undoOptions>

/** Which runs are undone as things stand, and which runs undo others. */
export type Runs = {
  readonly undone: ReadonlySet<number>
  readonly undoing: ReadonlySet<number>
  /** By a run, the positions of the undos of its undos, and so on: they did again what it had done. */
  readonly replaysOf: (run: number) => readonly number[]
}

/**
 * Reads them as they will be when `finishing` is done. A run is undone when an undo of all of it is
 * done that is not undone itself.
 */
export async function readRuns(db: Db, finishing?: number): Promise<Runs> {
  const undos = await readUndos(db)
  const counts = undos.filter(({ id, done }) => done || id === finishing)
  return {
    undone: new Set(standing(counts).keys()),
    undoing: new Set(undos.map(({ id }) => id)),
    replaysOf: (run) => replaysOf(run, undos),
  }
}

function replaysOf(run: number, undos: readonly Undo[]): number[] {
  /** By run, whether it does again what the first one did. */
  const replays = new Map([[run, true]])
  const positions: number[] = []
  for (const { id, of, position } of undos.toReversed()) {
    const undid = replays.get(of)
    if (undid === undefined) continue
    replays.set(id, !undid)
    if (!undid && position !== null) positions.push(position)
  }
  return positions
}

/** By each run that is undone as things stand, the undo by which it is. */
export async function readUndone(db: Db): Promise<ReadonlyMap<number, number>> {
  return standing((await readUndos(db)).filter(({ done }) => done))
}

type Undo = UndoOptions & {
  readonly id: number
  readonly done: boolean
  readonly position: number | null
}

/** The later ones first: whether an undo still counts is decided by those after it. */
function standing(undos: readonly Undo[]): Map<number, number> {
  const undone = new Map<number, number>()
  for (const { id, of, customer } of undos) {
    if (customer === undefined && !undone.has(id) && !undone.has(of)) undone.set(of, id)
  }
  return undone
}

async function readUndos(db: Db): Promise<readonly Undo[]> {
  const rows = await db
    .selectFrom('imports')
    .select(['id', 'state', 'options', 'position'])
    .where('kind', '=', 'undo')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ id, state, options, position }) => ({
    id,
    position,
    done: state === 'done',
    ...undoOptions.parse(JSON.parse(options)),
  }))
}
