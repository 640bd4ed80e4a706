import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEngine } from '../../src/store/engine/start.ts'
import { soak } from './soak.ts'

/**
 * `npm run soak -- --days 365 --customers 2000 [--seed N] [--checks N] [--every HOURS]`: a shop lives for so many days
 * under a clock that is set, and at random instants the stored memberships of a hundred segments are
 * compared with all of them found anew. Ends with 1 where anything differs.
 */
const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    customers: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    checks: { type: 'string', default: '60' },
    /** Hours from one step to the next, on average. */
    every: { type: 'string', default: '8' },
  },
})
const began = Date.now()
const directory = mkdtempSync(join(tmpdir(), 'clientela-soak-engine-'))
const engine = await startEngine({ directory, memoryBytes: 3_000_000_000 })
try {
  const seed = Number(values.seed)
  say(`seed ${seed}: ${values.days} days of ${values.customers} customers`)
  const { problems, ...figures } = await soak({
    url: engine.url,
    days: Number(values.days),
    customers: Number(values.customers),
    seed,
    checks: Number(values.checks),
    everyHours: Number(values.every),
    say,
  })
  for (const each of problems) say(`  ${each}`)
  say(
    Object.entries(figures)
      .map(([name, figure]) => `${name} ${figure}`)
      .join(', '),
  )
  say(problems.length === 0 ? 'nothing differs' : `${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  await engine.stop()
  rmSync(directory, { recursive: true, force: true })
}

function say(line: string): void {
  const seconds = Math.round((Date.now() - began) / 1_000)
  process.stdout.write(`${String(seconds).padStart(5)} s  ${line}\n`)
}
