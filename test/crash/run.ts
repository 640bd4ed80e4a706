import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { random, type Random } from '../agree/random.ts'
import { digestOf, digestOfState, differences, stateOf, type State } from './digest.ts'
import { forms, runHistory, stepsIn, type Form, type Step, type Struck } from './history.ts'
import { drawKills, nameOf, type Kill } from './kills.ts'
import { launch, targets } from './processes.ts'
import { postingUnderKills } from './posting.ts'

/**
 * `npm run crash -- --times 50 [--seed N] [--only own|server|events]`: so many kills of the whole process
 * tree, of the main process alone and of the engine alone, at named points and at random instants, in
 * histories of commands of which each is given again until it succeeds. What is then stored must be what
 * an undisturbed history stores. Ends with 1 when anything else was seen.
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const times = Number(values.times)
const seed = Number(values.seed)
const root = mkdtempSync(join(tmpdir(), 'clientela-crash-'))
const problems: string[] = []
const struck: Struck[] = []

say(`seed ${seed}, ${times} kills of each: ${targets.join(', ')}`)
// Whatever is to be built is built before anything is killed.
const ready = await launch(['--version']).exited
if (ready.code !== 0) throw new Error(ready.err)
if (values.only !== 'events') await orders()
if (values.only === undefined || values.only === 'events') {
  problems.push(...(await postingUnderKills({ root, seed, times, say })))
}
report()
if (problems.length === 0 && !values.keep) rmSync(root, { recursive: true, force: true })
else say(`what was stored is kept in ${root}`)
process.exitCode = problems.length === 0 ? 0 : 1

async function orders(): Promise<void> {
  const steps = stepsIn(root, seed)
  const { expected, usualMs } = await undisturbed(steps)
  const chance = random(seed)
  const kills = drawKills(times, chance)
  // Half of them against a server, which costs less.
  for (const form of forms) {
    if (values.only !== undefined && !form.startsWith(values.only)) continue
    const share = kills.filter((_, i) => forms[i % forms.length] === form)
    await allKills({ form, steps, expected, usualMs, share, chance })
  }
}

async function undisturbed(
  steps: readonly Step[],
): Promise<{ expected: State; usualMs: ReadonlyMap<string, number> }> {
  const directory = data('undisturbed')
  const told = await runHistory(
    { form: 'own process', directory, random: random(seed), choose: () => undefined },
    steps,
  )
  problems.push(...told.problems)
  const expected = await stateOf(directory)
  const { digest, tables } = digestOfState(expected)
  say(`undisturbed: ${digest.slice(0, 16)}`)
  const filled = Object.entries(tables).filter(([, { rows }]) => rows > 0)
  say(`  ${filled.map(([name, { rows }]) => `${name} ${rows}`).join(', ')}`)
  for (const [step, ms] of told.tookMs) say(`  ${step}: ${seconds(ms)}`)
  return { expected, usualMs: told.tookMs }
}

type Share = {
  readonly form: Form
  readonly steps: readonly Step[]
  readonly expected: State
  readonly usualMs: ReadonlyMap<string, number>
  readonly share: Kill[]
  readonly chance: Random
}

/** Histories, one after the other, until each kill has been done. */
async function allKills({ form, steps, expected, usualMs, share, chance }: Share): Promise<void> {
  const wanted = digestOfState(expected).digest
  const misses = new Map<string, number>()
  for (let i = 1; share.length > 0; i += 1) {
    const directory = data(`${form.replace(' ', '-')}-${i}`)
    const before = share.length
    const told = await runHistory(
      {
        form,
        directory,
        random: chance,
        // A second and third kill while the first is being made good, now and then.
        choose: (step, attempt) =>
          attempt === 0 || chance.chance(0.6) ? takeFor(step, share) : undefined,
        missed: (kill) => {
          const times = (misses.get(nameOf(kill)) ?? 0) + 1
          misses.set(nameOf(kill), times)
          if (times > 20) problems.push(`${nameOf(kill)} is never reached (${form})`)
          else share.push(kill)
        },
      },
      steps,
      usualMs,
    ).catch((error: Error) => ({ struck: [], problems: [error.message] }))
    struck.push(...told.struck)
    problems.push(...told.problems)
    const found = await digestOf(directory).catch((error: Error) => error)
    const same = !(found instanceof Error) && found.digest === wanted
    if (!same) {
      const how =
        found instanceof Error ? [String(found)] : differences(expected, await stateOf(directory))
      const after = told.struck.map((each) => `${each.step}: ${nameOf(each.kill)}`)
      problems.push([`${directory} differs after`, ...after, ...how].join('\n  '))
    }
    say(`${form} ${i}: ${before - share.length} kills, ${same ? 'the same end' : 'ANOTHER END'}`)
    for (const problem of told.problems) say(`  ${problem}`)
    if (!same) say(`  ${problems.at(-1)}`)
    else rmSync(directory, { recursive: true, force: true })
  }
}

/** The first that this step can be killed by. */
function takeFor({ points }: Step, share: Kill[]): Kill | undefined {
  const at = share.findIndex((kill) => kill.at === 'random' || points.includes(kill.at.name))
  return at < 0 ? undefined : share.splice(at, 1)[0]
}

function data(name: string): string {
  const directory = join(root, name)
  mkdirSync(directory)
  return directory
}

function report(): void {
  if (struck.length > 0) tellStruck()
  say(problems.length === 0 ? `\nno differences (seed ${seed})` : `\n${problems.length} problems:`)
  for (const problem of problems) say(`- ${problem}`)
}

function tellStruck(): void {
  const places = [...new Set(struck.map(({ kill }) => place(kill)))].toSorted()
  say(`\nkilled${targets.map((target) => target.padStart(8)).join('')}`)
  for (const at of places) {
    const counts = targets.map(
      (target) => struck.filter(({ kill }) => place(kill) === at && kill.target === target).length,
    )
    say(`${at.padEnd(14)}${counts.map((n) => String(n).padStart(6)).join('  ')}`)
  }
  for (const target of targets) {
    const mine = struck.filter(({ kill }) => kill.target === target)
    const gone = mine.flatMap(({ goneMs }) => goneMs ?? [])
    const recovered = mine.flatMap(({ recoveredMs }) => recoveredMs ?? [])
    say(
      `${target}: ${mine.length} kills; nothing left after ${middleAndMost(gone)}; ` +
        `${recovered.length} times given again, which took ${middleAndMost(recovered)}`,
    )
  }
}

function place({ at }: Kill): string {
  return at === 'random' ? 'some instant' : at.name
}

function middleAndMost(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  return middle === undefined ? '–' : `${seconds(middle)} (most ${seconds(sorted.at(-1) ?? 0)})`
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
