import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { failure, Refusal } from '../../domain/failure.ts'

/** A file that lies in a folder that is named as a template. */
export type WatchedFile = {
  readonly template: string
  readonly path: string
  readonly bytes: number
  /** Milliseconds. */
  readonly changed: number
}

/** What a file is put into when all is over, beside where it lay. */
export const endFolders = { done: 'done', failed: 'failed' } as const

/** What programs call files that they are still writing. */
const unfinished = /^[.~]|\.(?:tmp|temp|part|partial|filepart|crdownload|lock)$/i

/** The files that wait there, the first written first. Links are nobody's files: they may lead anywhere. */
export async function waitingFiles(folder: string): Promise<readonly WatchedFile[]> {
  const found: WatchedFile[] = []
  for (const each of await readdir(folder, { withFileTypes: true })) {
    if (!each.isDirectory() || each.name.startsWith('.')) continue
    const inside = join(folder, each.name)
    for (const file of await readdir(inside, { withFileTypes: true })) {
      if (!file.isFile() || unfinished.test(file.name)) continue
      const path = join(inside, file.name)
      const about = await stat(path).catch(() => undefined)
      if (about === undefined) continue
      found.push({ template: each.name, path, bytes: about.size, changed: about.mtimeMs })
    }
  }
  return found.toSorted((a, b) => a.changed - b.changed || a.path.localeCompare(b.path))
}

/** A text, or the file of which there is to be a copy. */
export type Beside = string | { readonly copyOf: string }

/**
 * Puts a file into a folder beside it, with what is to be said of it beside that: first what is said, so
 * that a kill in between has it said again.
 * @param beside contents by what their names end in
 * @returns where the file is now
 */
export async function putAway(
  path: string,
  folder: string,
  beside: Readonly<Record<string, Beside>>,
): Promise<string> {
  const into = join(dirname(path), folder)
  await mkdir(into, { recursive: true })
  const to = await freeName(into, basename(path))
  const { mode } = await stat(path)
  for (const [ending, content] of Object.entries(beside)) {
    // Whoever may read the file may read what became of it, and nobody else.
    await writeWhole(`${to}${ending}`, content, mode & 0o666)
  }
  await rename(path, to)
  return to
}

/** `vendas.csv`, or where one of that name is there already `vendas (2).csv`. */
async function freeName(folder: string, name: string): Promise<string> {
  const ending = extname(name)
  const stem = basename(name, ending)
  const there = new Set(await readdir(folder))
  let free = name
  for (let n = 2; there.has(free); n += 1) free = `${stem} (${n})${ending}`
  return join(folder, free)
}

async function writeWhole(path: string, content: Beside, mode: number): Promise<void> {
  const half = `${path}.part`
  await rm(half, { force: true })
  const file = await open(half, 'wx', mode)
  try {
    await writeFile(file, typeof content === 'string' ? content : bytesOf(content.copyOf))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(half, path)
}

/** Opened when it is read, not before: then whoever reads it hears that it is not there. */
export async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>
}

/** Refuses a folder in which the program's own files lie, or which lies among them. */
export async function demandApart(watched: string, data: string): Promise<void> {
  const [folder, own] = await Promise.all([watched, data].map(truePath))
  if (folder === undefined || own === undefined) return
  if (!isWithin(folder, own) && !isWithin(own, folder)) return
  throw new Refusal(
    failure('invalid', 'The watched folder and the data directory lie within each other', {
      where: '--watch',
      fix: 'Name a folder outside of the data directory.',
    }),
  )
}

/** Behind links, where there is something by now. */
async function truePath(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path))
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way))
}
