import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { expect } from 'vitest'
import type { FaultName } from '../../../../src/store/faults.ts'
import { entryUrl, startProcess } from '../../../../src/store/thread.ts'
import type {
  RowKind,
  RowsResult,
  RowsRun,
  RunOptions,
} from '../../../../src/work/intake/rows/options.ts'
import { kills } from '../../../kills.ts'
import { openShop, stateOf, type Shop } from './shop.ts'

/** Kills one after the other, each of the process that goes on where the one before was killed. */
export async function takeKilled(
  { directory, url, name: database }: Pick<Shop, 'directory' | 'url' | 'name'>,
  run: RowsRun,
  faults: readonly string[],
): Promise<RowsResult> {
  const file = (name: string) => join(directory, `${run.position}-${name}`)
  writeFileSync(file('run'), serialize(run))
  let kills = 0
  for (const fault of [...faults, '']) {
    if (existsSync(file('result'))) break
    const args = [file('run'), file('mark'), file('result'), url, database]
    const child = startProcess(entryUrl('./child.ts', import.meta.url), args, {
      env: { ...process.env, CLIENTELA_FAULT: fault },
    })
    const end = await new Promise((resolve) =>
      child.on('exit', (code, signal) => resolve(signal ?? code)),
    )
    if (end === 'SIGKILL') kills += 1
    else if (end !== 0) throw new Error(`the import ended with ${String(end)} at ${fault}`)
  }
  // The last ones may find nothing left to be done.
  expect(kills).toBeGreaterThanOrEqual(faults.length - 2)
  return JSON.parse(readFileSync(file('result'), 'utf8')) as RowsResult
}

/** So many, each in the set at hand or in the next, seeded; of four that follow, one of each name. */
export function faultsOf(seed: number, n: number): string[] {
  const names: readonly FaultName[] = ['validate', 'events', 'customers', 'identities']
  let state = seed
  const random = (n: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
  const first = random(4)
  return Array.from({ length: n }, (_, i) => `${names[(first + i) % 4]}:${1 + random(2)}`)
}

export type KilledFile = {
  readonly kind: RowKind
  readonly options: RunOptions
  /** What is there before. */
  readonly before: readonly string[]
  /** Of so many sets as it is killed, or more, with rows that are wrong. */
  readonly after: readonly string[]
}

/** Takes a file in, killed again and again, in a shop of its own, and undisturbed in another: all is the same. */
export async function sameKilled({
  kind,
  options,
  before,
  after,
}: KilledFile): Promise<RowsResult> {
  const [killed, undisturbed] = [await openShop(), await openShop()]
  try {
    for (const shop of [killed, undisturbed]) {
      await shop.take(await shop.runOf(before, options, kind))
    }
    const expected = await undisturbed.take(await undisturbed.runOf(after, options, kind))
    expect(expected.rejected).toBeGreaterThan(0)
    const result = await takeKilled(
      killed,
      await killed.runOf(after, options, kind),
      faultsOf(7, kills + 2),
    )
    expect({ ...result, rejectedFile: '' }).toEqual({ ...expected, rejectedFile: '' })
    expect(await stateOf(killed.database)).toEqual(await stateOf(undisturbed.database))
    const rejected = (path: string | undefined) => readFileSync(path ?? '', 'utf8')
    expect(rejected(result.rejectedFile)).toBe(rejected(expected.rejectedFile))
    return result
  } finally {
    await killed.close()
    await undisturbed.close()
  }
}

/** Twenty sets of seven. */
export const killedRows = Array.from({ length: 140 }, (_, i) => i)
