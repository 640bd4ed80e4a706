/** Sets of one inbox entry, so that the version stays a safe integer for 2^32 entries. */
const setsPerEntry = 2 ** 20

/**
 * The `version` of every row that a set of an inbox entry writes: position × 2^20 + set. Later
 * entries beat earlier ones, later sets of one entry beat its earlier sets, and a replay of the same
 * set writes the same row again. Sets count from 0.
 */
export function versionOf(position: number, set = 0): number {
  if (!(position >= 0 && position < 2 ** 32 && set >= 0 && set < setsPerEntry)) {
    throw new RangeError(`no version for position ${position}, set ${set}`)
  }
  return position * setsPerEntry + set
}

/** Above whatever that entry may have written, below all that comes after it. */
export function lastVersionOf(position: number): number {
  return versionOf(position, setsPerEntry - 1)
}

/** The position of the inbox entry that wrote a row of that version. */
export function positionOf(version: number): number {
  return Math.floor(version / setsPerEntry)
}
