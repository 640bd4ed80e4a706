import { join } from 'node:path'

/** The operational store's file in the data directory, and in a backup. */
export const operationalFile = 'operational.db'

/**
 * Folders of the data directory whose files the operational store names: a backup has them. What else is
 * there belongs to one process or one start: the lock, who holds it, the local token.
 */
export const keptFolders = ['spool', 'rejected', 'set-aside'] as const

/** In the data directory while a backup is made: second names of files, and small copies. */
export const stagingFolder = 'backup-staging'

/** In a data directory that is being restored, until it is whole. */
export const restoringFile = 'restoring'

/** Where our own engine has what, in a data directory. */
export function enginePlaces(directory: string): {
  /** For {@link startEngine}. */
  readonly engine: string
  /** Where it puts what it freezes. */
  readonly shadow: string
} {
  const engine = join(directory, 'engine')
  return { engine, shadow: join(engine, 'data', 'shadow') }
}

/** Of the jobs that make backups. */
export const backupKind = 'backup'
