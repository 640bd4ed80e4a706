import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launch, targets } from '../crash/processes.ts'
import type { Compared } from './compare.ts'
import { diskBytes, fillings, mountSmallDisk, readings } from './diskFull.ts'
import { killRounds, type Round } from './rounds.ts'
import { ChaosWorld } from './world.ts'

/**
 * `npm run chaos -- --rounds 200 [--disk-full 20] [--seed N] [--keep]`: clients send to a
 * real server while it is killed at random instants (the whole process tree, the main process or the
 * engine's), or while its disk is filled. What was acknowledged must be there, once;
 * memberships must be what their conditions say anew; webhooks must have been told of each entry, in order.
 * Ends with 1 where anything is otherwise.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    /** So often a small disk is filled. */
    'disk-full': { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Rounds between two comparisons. */
    every: { type: 'string', default: '25' },
    keep: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const began = Date.now()
const root = mkdtempSync(join(tmpdir(), 'clientela-chaos-'))
const problems: string[] = []
say(`seed ${seed}, in ${root}`)
// Whatever is to be built is built before anything is killed.
const ready = await launch(['--version']).exited
if (ready.code !== 0) throw new Error(ready.err)
const fullTimes = Number(values['disk-full'])
const rounds = Number(values.rounds ?? (fullTimes > 0 ? 0 : 200))
if (rounds > 0) await killed(rounds)
if (fullTimes > 0) await filled(fullTimes)
for (const each of problems) say(`- ${each}`)
say(
  problems.length === 0
    ? `nothing differs (seed ${seed})`
    : `${problems.length} problems (seed ${seed})`,
)
if (problems.length === 0 && !values.keep) rmSync(root, { recursive: true, force: true })
else say(`kept in ${root}`)
process.exitCode = problems.length === 0 ? 0 : 1

async function killed(times: number): Promise<void> {
  const load = { clients: 8, people: 400, restMs: 60 }
  const world = await ChaosWorld.open({ root, name: 'killed', seed, say, load })
  const done = await killRounds(world, {
    rounds: times,
    compareEvery: Number(values.every),
    onCompared: (after, compared) => tellCompared(world, after, compared),
  })
  await world.close()
  problems.push(...world.problems)
  tellRounds(done)
  tellAnswers(world)
}

async function filled(times: number): Promise<void> {
  const directory = join(root, 'disk')
  const disk = mountSmallDisk(directory, diskBytes)
  if (disk === undefined) return say('no small disk can be mounted here: filling one is left out')
  const load = { clients: 8, people: 400, restMs: 5 }
  try {
    const world = await ChaosWorld.open({ root, name: 'filled', seed, say, load, directory })
    const done = await fillings(world, {
      disk,
      times,
      compareEvery: 5,
      say,
      onCompared: (after, compared) => tellCompared(world, after, compared),
    })
    await world.close()
    problems.push(...world.problems)
    tellAnswers(world)
    const succeeded = done.reduce((sum, { reads }) => sum + reads, 0)
    say(`nothing taken in for ${spread(done.map(({ fullMs }) => fullMs))} (middle, most)`)
    say(`taken in again after ${spread(done.map(({ resumedMs }) => resumedMs))}`)
    say(`readings on the full disk: ${succeeded} of ${done.length * readings} succeeded`)
  } finally {
    disk.unmount()
  }
}

function tellCompared(
  world: ChaosWorld,
  after: number,
  { events, members, entries }: Compared,
): void {
  const said = `${world.acknowledged} acknowledged, ${events} events, ${members} memberships`
  const told = `${entries} entries, ${world.told.taken} told`
  say(`after ${after}: ${said}, ${told}, ${world.problems.length} problems`)
}

function tellAnswers({ clients, told }: ChaosWorld): void {
  const answers = [...(clients?.answers ?? [])].map(([status, n]) => `${status || 'none'} ${n}`)
  const more = `sent again ${clients?.again}, given up ${clients?.abandoned.size}`
  say(`requests by answer: ${answers.join(', ')}; ${more}`)
  const repeats = `${told.repeats} came again by the same id`
  say(`webhooks: ${told.taken} taken, ${told.refusals} refused, ${repeats}`)
}

function tellRounds(done: readonly Round[]): void {
  say('killed      times  coming up  first message: middle, most  first read: middle, most')
  for (const target of targets) {
    const its = done.filter((each) => each.target === target)
    const early = its.filter(({ isEarly }) => isEarly).length
    const messages = spread(its.map(({ acknowledgedMs }) => acknowledgedMs))
    const reads = spread(its.map(({ readMs }) => readMs))
    const counts = `${target.padEnd(10)} ${String(its.length).padStart(6)}  ${String(early).padStart(9)}`
    say(`${counts}  ${messages.padStart(28)}  ${reads.padStart(24)}`)
  }
}

/** The middle and the most, in seconds. */
function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) return 'none'
  return `${(middle / 1_000).toFixed(2)} s, ${((sorted.at(-1) ?? 0) / 1_000).toFixed(2)} s`
}

function say(line: string): void {
  const seconds = Math.round((Date.now() - began) / 1_000)
  process.stdout.write(`${String(seconds).padStart(5)} s  ${line}\n`)
}
