import { join } from 'node:path'
import { entryUrl, startProcess } from '../../../src/store/thread.ts'
import type { World } from './world.ts'

type Sets = { readonly customersPerSet: number; readonly imports?: boolean }

/** Takes in what waits, in a process of its own that may be killed on the way; how that ended. */
export async function takeInByChild(
  { directory, url, name }: Pick<World, 'directory' | 'url' | 'name'>,
  fault: string,
  { customersPerSet, imports = false }: Sets,
): Promise<number | NodeJS.Signals | null> {
  const file = join(directory, 'clientela.db')
  const args = [
    file,
    url,
    name,
    directory,
    String(customersPerSet),
    ...(imports ? ['imports'] : []),
  ]
  const child = startProcess(entryUrl('./child.ts', import.meta.url), args, {
    env: { ...process.env, CLIENTELA_FAULT: fault },
  })
  return await new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? code))
  })
}
