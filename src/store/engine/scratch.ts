import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { EngineException } from './exception.ts'
import type { Target } from './statement.ts'

/**
 * chDB reads the data of an INSERT from a file in a third of the time that it needs for bytes handed
 * to it. So a lane puts large data into a file beside the engine's own, which is gone when the INSERT
 * has ended. It need not outlive anything: nothing is fsynced, and what a kill leaves goes at the start.
 */
const folder = 'inserts'

/** Makes the folder anew. `directory` is chDB's own. */
export function clearScratch(directory: string): void {
  rmSync(scratchOf(directory), { recursive: true, force: true })
  mkdirSync(scratchOf(directory), { recursive: true, mode: 0o700 })
}

/** Smaller data are not worth a file. */
const leastBytes = 65_536

/** Whether data of that size go by a file: not where the path would read as a pattern or need quotes. */
export function goesByFile(directory: string, bytes: number): boolean {
  return bytes >= leastBytes && /^[\w/. -]+$/.test(scratchOf(directory))
}

/**
 * Writes this thread's data of an INSERT, and takes them away when `use` has ended. `use` gets the
 * statement that reads them.
 * @throws EngineException NOT_ENOUGH_SPACE when the disk is full.
 */
export async function withScratch<T>(
  directory: string,
  {
    into,
    data,
  }: { readonly into: Target & { readonly format: string }; readonly data: Uint8Array },
  use: (statement: string) => Promise<T>,
): Promise<T> {
  const path = join(scratchOf(directory), String(threadId))
  try {
    write(path, data)
    return await use(`INSERT INTO ${names(into.table.split('.'), '.')} ${columnsOf(into)}
      FROM INFILE '${path}' COMPRESSION 'none' FORMAT ${into.format}`)
  } catch (error) {
    throw withoutPath(error, path)
  } finally {
    rmSync(path, { force: true })
  }
}

function scratchOf(directory: string): string {
  return join(dirname(directory), folder)
}

function write(path: string, data: Uint8Array): void {
  try {
    writeFileSync(path, data, { mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error
    throw new EngineException(243, 'NOT_ENOUGH_SPACE', 'The disk has no room for the data')
  }
}

function columnsOf({ columns }: Target): string {
  return columns === undefined ? '' : `(${names(columns, ', ')})`
}

/** A target's names are plain words: in quotes, so that none of them is a keyword. */
function names(all: readonly string[], between: string): string {
  return all.map((name) => `\`${name}\``).join(between)
}

/** The engine's text as it is of data that come with the INSERT itself: the file is nobody's business. */
function withoutPath(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof EngineException) return error
  const text = error.message
    .replace(/^(Code: \d+\. DB::Exception: )\1/, '$1')
    .replaceAll(`: (in file/uri ${path})`, '')
    .replaceAll(path, 'data')
  return new Error(text, { cause: error })
}
