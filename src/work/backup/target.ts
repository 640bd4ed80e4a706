import { readdir, readFile, rm, statfs } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { failure, Refusal } from '../../domain/failure.ts'
import { makeDirectory } from '../../store/makeDirectory.ts'
import { areWithin } from '../within.ts'
import { syncDirectory, writeFile } from './files.ts'
import { manifestName, unfinishedName } from './manifest.ts'
import { operationalFile } from './places.ts'

/** Its first names: what a backup has in its directory. */
export const clickhouseFolder = 'clickhouse'
export const filesFolder = 'files'

/**
 * Makes the directory ready for a backup: new, empty, or with one of ours that did not come to its end,
 * which is taken away. It is marked as unfinished, by whom, before anything is written into it.
 * @throws Refusal for any other, and for one within the data directory or around it.
 */
export async function takeTarget(
  target: string,
  dataDirectory: string,
  mark: string,
): Promise<void> {
  if (!isAbsolute(target)) {
    throw new Refusal(
      failure('invalid', 'The directory must be named from the root of the server’s machine', {
        where: 'directory',
        fix: 'Name it in full: /backups/monday.',
      }),
    )
  }
  if (await areWithin(target, dataDirectory)) {
    throw new Refusal(
      failure('invalid', 'A backup cannot be within the data directory, or around it', {
        where: target,
        fix: 'Name a directory elsewhere, best on another disk.',
      }),
    )
  }
  const names = await namesIn(target)
  if (names.length > 0 && !names.includes(unfinishedName)) throw new Refusal(notEmpty(target))
  await usable(target, async () => {
    await makeDirectory(target)
    await writeFile(join(target, unfinishedName), mark)
    await syncDirectory(target)
    await syncDirectory(dirname(target))
    for (const name of ownNames) await rm(join(target, name), { recursive: true, force: true })
  })
  const left = (await namesIn(target)).filter((name) => name !== unfinishedName)
  if (left.length > 0) throw new Refusal(notEmpty(target))
}

const ownNames = [
  manifestName,
  `${manifestName}.new`,
  clickhouseFolder,
  filesFolder,
  operationalFile,
  `${operationalFile}-journal`,
]

/** Takes away what was written of a backup that is given up, unless another has taken its directory. */
export async function giveUpTarget(target: string, mark: string): Promise<void> {
  const by = await markIn(target)
  if (by !== mark && (by !== undefined || (await isWhole(target)))) return
  for (const name of ownNames) await rm(join(target, name), { recursive: true, force: true })
  await rm(join(target, unfinishedName), { force: true })
}

/** A backup that is not marked and has its list came to its end: another's. */
async function isWhole(target: string): Promise<boolean> {
  return (await namesIn(target)).includes(manifestName)
}

/** @throws Refusal `conflict` where another program has taken the directory for a backup of its own meanwhile. */
export async function demandOurs(target: string, mark: string): Promise<void> {
  if ((await markIn(target)) === mark) return
  throw new Refusal(
    failure('conflict', `Another program has begun a backup in ${target}`, {
      where: target,
      fix: 'Give each backup a directory of its own.',
    }),
  )
}

async function markIn(target: string): Promise<string | undefined> {
  return await readFile(join(target, unfinishedName), 'utf8').catch(() => undefined)
}

/** @throws Refusal `unavailable` where the disk has no room for so much and a little more. */
export async function demandRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  const needed = bytes * 1.02 + leastLeftBytes
  if (free >= needed) return
  throw new Refusal(
    failure(
      'unavailable',
      `${megabytes(needed)} are needed, and the disk of ${directory} has ${megabytes(free)} free`,
      { where: directory, fix },
    ),
  )
}

const leastLeftBytes = 64 * 1024 ** 2
const fix = 'Make room, or name a directory on another disk.'

/**
 * What is to be said of an error: that a disk is full, where one of those directories is on such a disk.
 * The stores say so in words of their own, and some not at all; so the disk is asked.
 */
export async function sayFull(error: unknown, directories: readonly string[]): Promise<unknown> {
  if (error instanceof Refusal && error.failure.code !== 'unavailable') return error
  for (const directory of directories) {
    if (!(await isFull(directory))) continue
    return new Refusal(
      failure('unavailable', `There is no room left on the disk of ${directory}`, {
        where: directory,
        fix,
      }),
    )
  }
  return error
}

/**
 * Hardly any room, or none for the names of files, where the file system says how many those are: what was
 * about to be written when it became full may be gone again.
 */
async function isFull(directory: string): Promise<boolean> {
  const found = await statfs(directory).catch(() => undefined)
  if (found === undefined) return false
  const { blocks, bavail, bsize, files, ffree } = found
  // Where there are none at all, as in `/proc`, nothing is full: it is no disk.
  if (blocks === 0) return false
  return bavail * bsize < fullBytes || (files > 0 && ffree < fullNames)
}

const fullBytes = 16 * 1024 ** 2
const fullNames = 100

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2).toLocaleString('en-US')} MB`
}

async function usable(target: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const full = await sayFull(error, [target, dirname(target)])
    if (full !== error) throw full
    throw new Refusal(
      failure('invalid', `The directory ${target} cannot be used (${code})`, {
        where: target,
        fix: 'Name a directory in which the user who runs the server may write.',
      }),
    )
  }
}

/** Empty for one that is not there. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new Refusal(
      failure('invalid', `${directory} cannot be used (${code ?? String(error)})`, {
        where: directory,
        fix: 'Name a directory.',
      }),
    )
  }
}

function notEmpty(target: string) {
  return failure('conflict', `${target} is not empty`, {
    where: target,
    fix: 'Name a directory that is new or empty: a backup never takes the place of another.',
  })
}
