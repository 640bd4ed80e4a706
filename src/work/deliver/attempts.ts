import { mostAttempts, nextAttempt } from '../../domain/webhook/webhook.ts'
import type { Attempt, Delivery } from '../../store/operational/deliveries.ts'
import type { WebhookChange } from '../../store/operational/webhooks.ts'
import type { Sent } from './send.ts'

/** A message, and what came of sending it. */
export type Back = { readonly delivery: Delivery; readonly sent: Sent }

/** After so many failures in a row it is the receiver that was away, not a message that it does not like. */
export const fewFailures = 3

export type Ended = Attempt & {
  /** The receiver wants no more of them. */
  readonly isGone: boolean
}

/** What becomes of a message that has come back; `random`, from 0 to 1, as of {@link nextAttempt}. */
export function attemptOf({ delivery, sent }: Back, now: number, random: number): Ended {
  const { seq, attempts } = delivery
  const { isGone, ...outcome } = sent
  if (outcome.problem === undefined) return { seq, outcome, state: 'delivered', isGone }
  const due = nextAttempt(attempts + 1, now, random)
  const again =
    due === undefined ? ({ state: 'failed' } as const) : ({ state: 'waiting', due } as const)
  return { seq, outcome, ...again, isGone }
}

/** What the answers say of the webhook itself, after so many failures in a row; undefined where nothing. */
export function changeBy(
  attempts: readonly Ended[],
  failures: number,
  now: number,
): WebhookChange | undefined {
  if (attempts.some(({ isGone }) => isGone)) {
    return { state: 'disabled', problem: 'The receiver answered 410: it wants no more messages' }
  }
  const isDead = failures >= fewFailures && !attempts.some(isTaken)
  if (isDead && attempts.some(({ state }) => state === 'failed')) {
    const problem = `A message was sent ${mostAttempts} times over three days, and none was taken at the end`
    return { state: 'disabled', problem }
  }
  const pauseMs = Math.max(0, ...attempts.map(({ outcome }) => outcome.pauseMs ?? 0))
  return pauseMs === 0 ? undefined : { restingUntil: now + pauseMs }
}

export function isTaken({ state }: Attempt): boolean {
  return state === 'delivered'
}
