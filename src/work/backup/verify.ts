import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, isFailure, Refusal, type Failure } from '../../domain/failure.ts'
import { digestFile, forEachFile, listBelow, type Watching } from './files.ts'
import {
  manifestName,
  readManifest,
  unfinishedName,
  type Manifest,
  type ManifestFile,
} from './manifest.ts'

/** Something of a backup that is not as it was written. */
export type Damage = {
  /** Within the backup. */
  readonly path: string
  readonly what: 'damaged' | 'missing' | 'not of this backup'
}

/** So many are named; more say no more. */
const namedAtMost = 1_000

/** The manifest of a backup. Throws a Refusal where there is none, or not a whole one. */
export async function openBackup(directory: string): Promise<Manifest> {
  const names = (await listTop(directory)) ?? []
  if (names.includes(unfinishedName)) {
    throw new Refusal(
      failure('invalid', `${directory} holds a backup that did not come to its end`, {
        where: directory,
        fix: 'Use another one. `clientela backup` may write this one anew.',
      }),
    )
  }
  if (!names.includes(manifestName)) throw new Refusal(noBackup(directory))
  const manifest = readManifest(await readFile(join(directory, manifestName)))
  if (isFailure(manifest)) throw new Refusal(manifest)
  return manifest
}

/** Reads every file of it and answers what is not as the manifest says. */
export async function findDamage(
  directory: string,
  { files }: Manifest,
  watching: Watching,
): Promise<readonly Damage[]> {
  const wanted = new Map(files.map((file) => [file.path, file]))
  const damage: Damage[] = []
  await forEachFile(await listBelow(directory), async ({ path, what }) => {
    if (damage.length >= namedAtMost || what === 'directory' || path === manifestName) return
    const file = wanted.get(path)
    wanted.delete(path)
    if (file === undefined || what === 'other') damage.push({ path, what: 'not of this backup' })
    else if (await isDamaged(directory, file, watching)) damage.push({ path, what: 'damaged' })
  })
  if (damage.length >= namedAtMost) return damage
  for (const path of [...wanted.keys()].slice(0, namedAtMost - damage.length)) {
    damage.push({ path, what: 'missing' })
  }
  return damage
}

/** What a person is told of it. */
export function damageFailure(directory: string, damage: readonly Damage[]): Failure {
  const some = damage.slice(0, 5).map(({ path, what }) => `${path} is ${what}`)
  const more = damage.length > some.length ? [`${damage.length - some.length} more`] : []
  return failure(
    'invalid',
    `The backup in ${directory} is not whole: ${[...some, ...more].join(', ')}`,
    {
      where: damage[0]?.path ?? directory,
      fix: 'Use another backup; `clientela backup --verify DIR` names everything that is wrong.',
    },
  )
}

/** A file of another length need not be read. */
async function isDamaged(
  directory: string,
  { path, bytes, sha256 }: ManifestFile,
  watching: Watching,
): Promise<boolean> {
  const { size } = await stat(join(directory, path))
  if (size !== bytes) return true
  return (await digestFile(join(directory, path), watching)).sha256 !== sha256
}

async function listTop(directory: string): Promise<string[] | undefined> {
  return await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}

function noBackup(directory: string): Failure {
  return failure('not_found', `${directory} holds no backup`, {
    where: directory,
    fix: 'Name the directory that `clientela backup` has written.',
  })
}
