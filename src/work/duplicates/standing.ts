import type { Clue } from '../../domain/customer/duplicates/clue.ts'
import { readMark, writeMark } from '../../store/operational/marks.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { Found } from './search.ts'

/** The run whose pairs are shown. */
export type Standing = Found & {
  /** The job that found them. */
  readonly run: number
  /** Milliseconds. */
  readonly at: number
}

const markName = 'duplicates'

/** Undefined before the first run. */
export async function readStanding(db: Db): Promise<Standing | undefined> {
  return (await readMark(db, markName)) as Standing | undefined
}

export async function writeStanding(db: Db, standing: Standing): Promise<void> {
  const clues: readonly Clue[] = standing.clues
  await writeMark(db, markName, { ...standing, clues }, standing.at)
}
