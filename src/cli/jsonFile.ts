import { readFile } from 'node:fs/promises'
import type { Json } from '../api/parts.ts'
import { failure, Refusal } from '../domain/failure.ts'

/** The JSON in a file, or of standard input for `-`. Throws a Refusal that says what is wrong with it. */
export async function readJson(path: string): Promise<Json> {
  const text = await textOf(path)
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : ''
    throw new Refusal(
      failure('invalid', `${path} is no JSON${why}`, { where: path, fix: 'Mend it there.' }),
    )
  }
}

/** The same of a file that holds an object. */
export async function readObject(path: string): Promise<Readonly<Record<string, Json>>> {
  const json = await readJson(path)
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw new Refusal(
    failure('invalid', `${path} is no object`, {
      where: path,
      fix: 'Write {"name": …} and so on.',
    }),
  )
}

async function textOf(path: string): Promise<string> {
  try {
    if (path !== '-') return await readFile(path, 'utf8')
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'There is no file' : `It cannot be read (${code}):`
    throw new Refusal(
      failure('not_found', `${why} ${path}`, { where: path, fix: 'Give the path of a file.' }),
    )
  }
}
