import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { addressOf, engineOf } from '../../crash/processes.ts'
import { withStores } from '../../crash/digest.ts'
import { ServerAt } from '../../crash/server.ts'
import { fuzz, residentBytes } from './fuzz.ts'
import { demandKept, type Kept } from './kept.ts'

/**
 * `npm run fuzz -- --bodies 200000 [--seed N] [--from N]`: hostile bodies to every address of the tracking
 * API of a real server: none may crash it, be answered by a mistake, or keep a good message from being
 * stored; its memory at the end is at most 1.2 times that after the first tenth. Ends with 1 otherwise.
 */
const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', default: '0' },
    keep: { type: 'boolean', default: false },
  },
})
const [seed, bodies, from] = [Number(values.seed), Number(values.bodies), Number(values.from)]
const began = Date.now()
const root = mkdtempSync(join(tmpdir(), 'clientela-fuzz-'))
const directory = join(root, 'data')
mkdirSync(directory)
const problems: string[] = []
const server = new ServerAt(directory, (problem) => problems.push(problem))
say(`seed ${seed}, ${bodies} bodies`)
const running = await server.start('')
const source = await server.ask('POST', '/api/sources', { name: 'Fuzz', kind: 'site' })
const engine = engineOf(directory)

const tenth = Math.ceil(bodies / 10)
const sizes: { readonly done: number; readonly main: number; readonly engine: number }[] = []
let shown = 0
const fuzzed = await fuzz({
  url: addressOf(directory) ?? '',
  writeKey: String(source['writeKey']),
  seed,
  bodies,
  from,
  atOnce: 64,
  answerMs: 10_000,
  onProgress: (done) => {
    if (done < shown + tenth / 10) return
    shown = done
    sizes.push({ done, main: residentBytes(running.pid), engine: residentBytes(engine ?? 0) })
    if (sizes.length % 10 === 0) say(`${done} sent: ${memoryOf(done - tenth, done)}`)
  },
})
problems.push(...fuzzed.problems)
await allTaken()
const good = 'A good one, after all of that'
await server.ask('POST', '/api/events', {
  events: [{ event: good, identifiers: { user_id: 'last' } }],
})
await allTaken()
if (running.over() || server.starts !== 1) problems.push('the server has ended')
if (engineOf(directory) !== engine) problems.push('the engine has ended')
judgeMemory()
await server.stop()
const kept = await withStores(
  directory,
  async (stores) => await demandKept(stores, fuzzed.acknowledged, good),
)
problems.push(...kept.problems)
report(kept)
if (problems.length === 0 && !values.keep) rmSync(root, { recursive: true, force: true })
else say(`kept in ${root}`)
process.exitCode = problems.length === 0 ? 0 : 1

async function allTaken(): Promise<void> {
  for (;;) {
    const { inbox, refresh } = (await server.ask('GET', '/api/status')) as {
      inbox: { waiting: number }
      refresh: { running: boolean }
    }
    if (inbox.waiting === 0 && !refresh.running) return
    await sleep(200)
  }
}

function judgeMemory(): void {
  for (const which of ['main', 'engine'] as const) {
    // After a tenth, and at the end; the least of each, since what waits to be collected is no leak.
    const early = sizes.filter(({ done }) => done > tenth && done <= 2 * tenth)
    const first = least(early.map((each) => each[which]))
    const last = least(sizes.filter(({ done }) => done > bodies - tenth).map((each) => each[which]))
    const ratio = last / first
    say(
      `memory of ${which}: ${mb(first)} after the first tenth, ${mb(last)} at the end, ${ratio.toFixed(2)} times`,
    )
    if (ratio > 1.2) problems.push(`the memory of ${which} has grown ${ratio.toFixed(2)} times`)
  }
}

function memoryOf(after: number, upTo: number): string {
  const its = sizes.filter(({ done }) => done > after && done <= upTo)
  return `main ${mb(middle(its.map(({ main }) => main)))}, engine ${mb(middle(its.map((each) => each.engine)))}`
}

function middle(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
}

function least(all: readonly number[]): number {
  return Math.min(...all)
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`
}

function report({ events, rejected, customers }: Kept): void {
  const answers = [...fuzzed.answers].map(([status, n]) => `${status || 'none'} ${n}`).join(', ')
  say(`answers: ${answers}; the slowest after ${Math.round(fuzzed.slowestMs)} ms`)
  say(
    `stored: ${events} events of ${customers} customers, ${rejected} parts kept with their reason`,
  )
  say(`good messages acknowledged: ${fuzzed.acknowledged.size}`)
  for (const problem of problems) say(`- ${problem}`)
  say(
    problems.length === 0
      ? `no problems (seed ${seed})`
      : `${problems.length} problems (seed ${seed})`,
  )
}

function say(line: string): void {
  const seconds = Math.round((Date.now() - began) / 1_000)
  process.stdout.write(`${String(seconds).padStart(5)} s  ${line}\n`)
}
