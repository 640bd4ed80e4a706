import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that take about half a minute or more, the longest first. */
const long = [
  'agree/agree',
  'soak/soak',
  'work/backup/amid',
  'agree/dues',
  'work/backup/drill',
  'work/watch/watcher',
  'work/intake/undo/history',
  'work/intake/undo/kill',
  'work/intake/undo/sets',
  'work/refresh/live/keepUp',
  'work/refresh/live/kill',
  'work/refresh/clock/keeper',
  'work/runImport',
  'work/intake/crash',
  'work/duplicates/find',
  'work/backup/kill',
  'crash/crash',
].map((name) => join(import.meta.dirname, `${name}.test.ts`))

/**
 * The long files begin first, so that none is left to one worker at the end while the other has nothing
 * to do. On a fresh clone vitest knows only how large files are, which says little of how long they take.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = long.filter((path) => !existsSync(path))
    if (missing.length > 0) throw new Error(`no such tests any more: ${missing.join(', ')}`)
    const place = ({ moduleId }: TestSpecification): number => {
      const at = long.indexOf(moduleId)
      return at === -1 ? long.length : at
    }
    const others = await super.sort(files)
    return others.toSorted((a, b) => place(a) - place(b))
  }
}
