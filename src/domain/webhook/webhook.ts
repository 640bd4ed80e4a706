/** What a webhook may be told of. */
export const webhookEvents = ['segment.entered', 'segment.left', 'customer.deleted'] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** What is sent: the body of Standard Webhooks. Instants are ISO 8601 in UTC. */
export type WebhookMessage = {
  readonly type: WebhookEvent | 'webhook.test'
  /** Since when it is so. */
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

const minute = 60_000
const hour = 60 * minute

/** After so long, from one attempt to the next: the schedule that Standard Webhooks recommends. */
const pausesMs: readonly number[] = [
  5_000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** So often a message is sent before it is given up, some three days after the first time. */
export const mostAttempts = pausesMs.length + 1

/**
 * When a message that was sent so often without success is sent again, milliseconds; undefined where it is
 * given up. Up to a fifth later, by `random` from 0 to 1, so that what failed together does not come together.
 */
export function nextAttempt(attempts: number, now: number, random: number): number | undefined {
  const pause = pausesMs[attempts - 1]
  return pause === undefined ? undefined : Math.ceil(now + pause * (1 + random / 5))
}

/** What came of sending a message once. */
export type Outcome = {
  /** The status that was answered; left out where nothing was. */
  readonly status?: number
  /** Milliseconds that it took. */
  readonly took: number
  /** Why it did not succeed; left out where it did. */
  readonly problem?: string
  /** The receiver asks to be left alone for so long, milliseconds. */
  readonly pauseMs?: number
}

/** What the receiver's answer means: only 2xx is success, 410 wants no more of them. */
export function meaningOf(status: number): 'done' | 'gone' | 'failed' {
  if (status >= 200 && status < 300) return 'done'
  return status === 410 ? 'gone' : 'failed'
}

/** Answers by which a receiver says that it has too much to do. */
const overloaded: ReadonlySet<number> = new Set([429, 502, 503, 504])

const defaultPauseMs = 30_000
const longestPauseMs = hour

/**
 * How long a receiver is left alone after that answer: what `Retry-After` says, in seconds or as a date of
 * HTTP, up to an hour; half a minute where it only says that it has too much to do. Undefined: not at all.
 */
export function pauseAfter(
  status: number,
  retryAfter: string | undefined,
  now: number,
): number | undefined {
  if (!overloaded.has(status)) return undefined
  if (retryAfter === undefined) return defaultPauseMs
  const seconds = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined
  const until = seconds ?? Date.parse(retryAfter) - now
  if (Number.isNaN(until)) return defaultPauseMs
  return Math.min(Math.max(until, 0), longestPauseMs)
}
