import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disagreement, WayName } from './check.ts'
import type { Case, World } from './world.ts'

/** A disagreement as it was found and made small: replayed before all else, for ever. */
export type Regression = { readonly way: WayName; readonly world: World; readonly asked: Case }

const directory = join(import.meta.dirname, '..', 'regressions')

export function regressions(): readonly (readonly [name: string, Regression])[] {
  mkdirSync(directory, { recursive: true })
  return readdirSync(directory)
    .filter((name) => name.startsWith('agree-') && name.endsWith('.json'))
    .toSorted()
    .map((name) => [name, JSON.parse(readFileSync(join(directory, name), 'utf8')) as Regression])
}

/** Keeps it under a name made from what it is; the path. */
export function file({ way, world, asked }: Disagreement): string {
  const text = JSON.stringify({ way, asked, world }, undefined, 2)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const path = join(directory, `agree-${hash}.json`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(path, `${text}\n`)
  return path
}
