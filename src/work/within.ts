import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'

/** Whether one of them lies in the other, or they are the same, through whatever links. */
export async function areWithin(one: string, other: string): Promise<boolean> {
  const [a, b] = [await realPathOf(one), await realPathOf(other)]
  return isWithin(a, b) || isWithin(b, a)
}

/** Through links, as far as it is there. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(await realPathOf(above), basename(path))
  }
}

function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
