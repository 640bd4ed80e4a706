import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { random, type Random } from '../agree/random.ts'
import { digestOfState, differences, stateOf, type State } from './digest.ts'
import { drawKills, faultOf, nameOf, type Kill } from './kills.ts'
import { everybodyOf, parcelOf } from './parcels.ts'
import { kill as killProcess, launch, stateOfProcess } from './processes.ts'
import { ServerAt } from './server.ts'

export type PostingOptions = {
  readonly root: string
  readonly seed: number
  /** Kills of each target. */
  readonly times: number
  readonly say: (line: string) => void
}

/**
 * Posts events through the API while processes are killed, and notes every answer in a file of its own,
 * fsynced, before it goes on. What was not answered is sent again with the same message ids. In the end
 * every event that was acknowledged must be there, once, and all must be as if nothing had happened.
 * Answers what was otherwise.
 */
export async function postingUnderKills(options: PostingOptions): Promise<string[]> {
  const { root, seed, say } = options
  const chance = random(seed + 1)
  const killed = new Posting(root, 'posting', seed)
  await killed.begin()
  const kills = drawKills(options.times, chance)
  const done = new AbortController()
  const posting = killed.post(done.signal)
  let struck = 0
  for (const kill of kills) {
    if (await strike(killed, kill, chance)) struck += 1
    else say(`posting: ${nameOf(kill)} was not reached`)
  }
  done.abort()
  // What is under way has not been answered yet, and the last kill has left nobody who would.
  await killed.server.start('')
  await posting
  await killed.end()
  const problems = [...killed.problems]
  const found = await stateOf(killed.directory)
  const acknowledged = killed.acknowledged()
  say(
    `posting: ${struck} kills, ${killed.posted} parcels with ${acknowledged.size} events acknowledged, ` +
      `${killed.again} parcels sent again, ${killed.server.starts} starts`,
  )
  problems.push(...missingOf(acknowledged, found))

  const calm = new Posting(root, 'posting-undisturbed', seed)
  await calm.begin()
  await calm.post(new AbortController().signal, killed.posted)
  await calm.end()
  const expected = await stateOf(calm.directory)
  const same = digestOfState(expected).digest === digestOfState(found).digest
  say(`posting: ${same ? 'the same end' : 'ANOTHER END'}`)
  if (!same) problems.push(...differences(expected, found))
  return problems.map((problem) => `posting: ${problem}`)
}

/** Every acknowledged event once, in the events and in what decides over exactly once. */
function missingOf(acknowledged: ReadonlySet<string>, found: State): string[] {
  const times = new Map<string, number>()
  for (const row of found['events'] ?? []) {
    const { text } = JSON.parse(row) as { text: { n: string } }
    times.set(text.n, (times.get(text.n) ?? 0) + 1)
  }
  const lost = [...acknowledged].filter((id) => !times.has(id))
  const doubled = [...times].flatMap(([id, n]) => (n > 1 ? id : []))
  const decided = found['message_ids']?.length ?? 0
  return [
    ...(lost.length > 0
      ? [`${lost.length} acknowledged events are lost: ${lost.slice(0, 5).join()}`]
      : []),
    ...(doubled.length > 0
      ? [`${doubled.length} events are doubled: ${doubled.slice(0, 5).join()}`]
      : []),
    ...(decided === times.size ? [] : [`${times.size} events, but ${decided} message ids`]),
  ]
}

const pointLimitMs = 20_000

/** Kills once; false where the point was not reached in good time. */
async function strike(posting: Posting, kill: Kill, chance: Random): Promise<boolean> {
  const { server, directory } = posting
  const running = await server.start(faultOf(kill))
  if (kill.at === 'random') {
    await sleep(50 + chance.below(1_500))
    const done = killProcess(kill.target, running.pid, directory)
    await server.afterKill(kill)
    return done
  }
  const until = performance.now() + pointLimitMs
  const reached = (): boolean =>
    kill.target === 'main' ? running.over() : stateOfProcess(running.pid) === 'T'
  while (!reached() && performance.now() < until) await sleep(10)
  const there = reached()
  if (there && kill.target !== 'main') killProcess(kill.target, running.pid, directory)
  if (there) await server.afterKill(kill)
  else await server.start('')
  return there
}

/** One data directory to which parcels are posted. */
class Posting {
  readonly directory: string
  readonly server: ServerAt
  readonly problems: string[] = []
  posted = 0
  again = 0
  readonly #seed: number
  readonly #notes: number
  readonly #notesPath: string
  #list = 0
  #next = 0
  #position = 0

  constructor(root: string, name: string, seed: number) {
    this.directory = join(root, name)
    mkdirSync(this.directory)
    this.#notesPath = join(root, `${name}.acknowledged`)
    this.#notes = openSync(this.#notesPath, 'a')
    this.#seed = seed
    this.server = new ServerAt(this.directory, (problem) => this.problems.push(problem))
  }

  async begin(): Promise<void> {
    await this.server.start('')
    const everybody = everybodyOf()
    const came = await this.server.send(everybody.path, everybody.type, everybody.body)
    if (came === undefined) throw new Error('nobody was taken in')
    await this.#applied(Number(came['position']))
    const list = await this.server.ask('POST', '/api/lists', { name: 'Escolhidos' })
    this.#list = Number(list['id'])
    for (const text of [
      'did "Order Completed" at least 3 times',
      'in list "Escolhidos" and city = "Recife"',
    ]) {
      await this.server.ask('POST', '/api/segments', { name: text.slice(0, 20), text })
    }
  }

  /** Three at a time, until told to end, or until there have been so many. */
  async post(end: AbortSignal, most = Infinity): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!end.aborted && this.#next < most) {
        const n = this.#next
        this.#next += 1
        await this.#deliver(n)
        // Enough to be busy, not so much that all waits for it afterwards.
        await sleep(30)
      }
    }
    await Promise.all([sender(), sender(), sender()])
    this.posted = this.#next
  }

  /** Until it is acknowledged. */
  async #deliver(n: number): Promise<void> {
    const { path, type, body, messageIds } = parcelOf(this.#seed, n, this.#list)
    for (let attempt = 0; ; attempt += 1) {
      if (attempt === 1) this.again += 1
      const answer = await this.server.send(path, type, body)
      if (answer !== undefined) {
        this.#position = Math.max(this.#position, Number(answer['position']))
        writeSync(this.#notes, messageIds.map((id) => `${id}\n`).join(''))
        fsyncSync(this.#notes)
        return
      }
      await sleep(50)
    }
  }

  async #applied(position: number): Promise<void> {
    for (let applied = false; !applied;) {
      const came = await this.server.ask('GET', `/api/arrivals/${position}?wait=5`)
      applied = came['applied'] === true
    }
  }

  acknowledged(): ReadonlySet<string> {
    return new Set(readFileSync(this.#notesPath, 'utf8').split('\n').filter(Boolean))
  }

  /** All that was acknowledged is taken in and the segments follow. */
  async end(): Promise<void> {
    await this.server.start('')
    await this.#applied(this.#position)
    const refreshed = await launch(['--data', this.directory, 'segments', 'refresh']).exited
    if (refreshed.code !== 0) this.problems.push(`refresh failed: ${refreshed.err}`)
    await this.server.quiet()
    await this.server.stop()
    closeSync(this.#notes)
  }
}
