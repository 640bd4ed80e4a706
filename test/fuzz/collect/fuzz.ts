import { Agent } from 'node:http'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { random } from '../../agree/random.ts'
import { post, type Answered } from '../../chaos/post.ts'
import { corpus } from './corpus.ts'
import { caseOf, type Case } from './mutate.ts'

export type FuzzOptions = {
  /** Where the server listens. */
  readonly url: string
  readonly writeKey: string
  readonly seed: number
  readonly bodies: number
  /** Goes on from that case, to see one again. */
  readonly from?: number
  /** Requests side by side. */
  readonly atOnce: number
  /** So long an answer may take, milliseconds; left out: as long as it does. */
  readonly answerMs?: number
  /** Told after each so many. */
  readonly onProgress?: (done: number) => void
}

export type Fuzzed = {
  readonly problems: readonly string[]
  /** Of answers, by status. */
  readonly answers: ReadonlyMap<number, number>
  /** Marks of good messages that were acknowledged. */
  readonly acknowledged: ReadonlySet<number>
  readonly slowestMs: number
}

/** What a body of the tracking API may be answered by. */
const expected = new Set([200, 400, 401, 429, 503])
/** Longer than this nobody waits for an answer. */
const patienceMs = 120_000
const mostProblems = 50

/** Sends so many hostile bodies, those that are kept first; each of the others is determined by seed and number. */
export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const { seed, bodies, from = 0, atOnce, writeKey, onProgress } = options
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const problems: string[] = []
  const answers = new Map<number, number>()
  const acknowledged = new Set<number>()
  const now = Date.now()
  const kept = corpus(writeKey)
  let next = from
  let slowestMs = 0
  const sender = async (): Promise<void> => {
    while (next < bodies && problems.length < mostProblems) {
      const n = next
      next += 1
      const given = kept[n] ?? caseOf(random(seed * 1_000_003 + n), { writeKey, n, now })
      const answer = await sent(agent, options.url, given)
      const status = answer?.status ?? 0
      answers.set(status, (answers.get(status) ?? 0) + 1)
      slowestMs = Math.max(slowestMs, answer?.tookMs ?? 0)
      const wrong = wrongIn(answer, options.answerMs)
      if (wrong !== undefined) problems.push(`case ${n}, ${given.path}: ${wrong}`)
      if (status === 200) given.good.forEach((mark) => acknowledged.add(mark))
      onProgress?.(n + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender))
  agent.destroy()
  return { problems, answers, acknowledged, slowestMs }
}

/** What is not answered because there is no room now is sent again, as clients do. */
async function sent(agent: Agent, url: string, given: Case): Promise<Answered | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await post(agent, url, { ...given, limitMs: patienceMs })
    const isLater = answer?.status === 429 || answer?.status === 503
    if (!isLater || wrongIn(answer) !== undefined || attempt === 100) return answer
    await sleep((answer.retryAfter ?? 1) * 200)
  }
}

function wrongIn(answer: Answered | undefined, answerMs = Infinity): string | undefined {
  if (answer === undefined) return 'no answer'
  const { status, retryAfter, text, tookMs } = answer
  const said = `${status} ${text.slice(0, 300)}`
  if (!expected.has(status)) return said
  const isLater = status === 429 || status === 503
  if (isLater && !(Number(retryAfter) > 0)) return `${said}, no Retry-After`
  if (status === 200 && text !== '{"success":true}') return said
  if (tookMs > answerMs) return `${said} after ${Math.round(tookMs)} ms`
  return undefined
}

/** Resident memory of a process in bytes; Linux only. */
export function residentBytes(pid: number): number {
  const [, kilobytes = '0'] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1_024
}
