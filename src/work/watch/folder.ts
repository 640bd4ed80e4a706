import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { failure, Refusal } from '../../domain/failure.ts'
import { areWithin } from '../within.ts'
import { takingFolder } from './claim.ts'

/** A file that lies in a folder that is named as a template. */
export type WatchedFile = {
  readonly template: string
  /** The one that is named as the template, where the file lay. */
  readonly folder: string
  readonly path: string
  readonly bytes: number
  /** Milliseconds. */
  readonly changed: number
}

/** What a file is put into when all is over, beside where it lay. */
export const endFolders = { done: 'done', failed: 'failed' } as const

/** What programs call files that they are still writing. */
const unfinished = /^[.~]|\.(?:tmp|temp|part|partial|filepart|crdownload|lock)$/i

/**
 * The files that wait there, the first written first, behind those that this server had begun to take.
 * Links are nobody's files: they may lead anywhere.
 */
export async function waitingFiles(
  watched: string,
  watcher: string,
): Promise<readonly WatchedFile[]> {
  const begun: WatchedFile[] = []
  const others: WatchedFile[] = []
  for (const { name: template, ...each } of await entriesOf(watched)) {
    if (!each.isDirectory || template.startsWith('.')) continue
    const folder = join(watched, template)
    const taking = join(folder, takingFolder(watcher))
    begun.push(...(await filesIn(taking, { template, folder })))
    others.push(...(await filesIn(folder, { template, folder })))
  }
  const inOrder = (files: readonly WatchedFile[]): readonly WatchedFile[] =>
    files.toSorted((a, b) => a.changed - b.changed || a.path.localeCompare(b.path))
  return [...inOrder(begun), ...inOrder(others)]
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.map((entry) => ({
    name: entry.name,
    isDirectory: entry.isDirectory(),
    isFile: entry.isFile(),
  }))
}

async function filesIn(
  directory: string,
  of: Pick<WatchedFile, 'template' | 'folder'>,
): Promise<readonly WatchedFile[]> {
  const entries = await entriesOf(directory).catch((error: NodeJS.ErrnoException) => {
    // Put away by another server, with what was in it.
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found: WatchedFile[] = []
  for (const { name, isFile } of entries) {
    if (!isFile || unfinished.test(name)) continue
    const path = join(directory, name)
    const about = await stat(path).catch(() => undefined)
    if (about === undefined) continue
    found.push({ ...of, path, bytes: about.size, changed: about.mtimeMs })
  }
  return found
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
  { path, folder }: WatchedFile,
  end: string,
  beside: Readonly<Record<string, Beside>>,
): Promise<string> {
  const into = join(folder, end)
  await mkdir(into).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const to = await freeName(into, basename(path))
  const { mode } = await stat(path)
  for (const [ending, content] of Object.entries(beside)) {
    // Whoever may read the file may read what became of it, and nobody else.
    await writeWhole(`${to}${ending}`, content, mode & 0o666)
  }
  await rename(path, to)
  return to
}

/**
 * `vendas.csv`, or where one of that name is there already `vendas (2).csv`. A name that leaves no room for the
 * endings of what is put beside it is cut.
 */
async function freeName(folder: string, name: string): Promise<string> {
  const ending = extname(name).length > longestEnding ? '' : extname(name)
  const stem = cut(basename(name, ending), mostNameBytes)
  const there = new Set(await readdir(folder))
  let free = `${stem}${ending}`
  for (let n = 2; there.has(free); n += 1) free = `${stem} (${n})${ending}`
  return join(folder, free)
}

const longestEnding = 10
/** Of a name file systems take 255 bytes. */
const mostNameBytes = 200

function cut(text: string, mostBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= mostBytes) return text
  // Without what is left of a letter that was cut through.
  return bytes
    .subarray(0, mostBytes)
    .toString()
    .replace(/\uFFFD+$/, '')
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
  if (!(await areWithin(watched, data))) return
  throw new Refusal(
    failure('invalid', 'The watched folder and the data directory lie within each other', {
      where: '--watch',
      fix: 'Name a folder outside of the data directory.',
    }),
  )
}
