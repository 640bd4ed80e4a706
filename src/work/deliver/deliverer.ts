import { forgetDeliveries } from '../../store/operational/deliveries.ts'
import { listWebhooks, type Webhook } from '../../store/operational/webhooks.ts'
import type { Networks } from './address.ts'
import type { Changed } from './changed.ts'
import { Endpoint, type EndpointMeans } from './endpoint.ts'
import { messageOfTest } from './messages.ts'
import { reachedNow } from './read.ts'
import { makeSender, type Sent } from './send.ts'

/** Tells webhooks of what changes, each at its own pace. */
export type Deliverer = {
  /** Of a webhook that is made now: what has been so far is not told. */
  reachedNow(): Promise<unknown>
  /** That webhook was made or changed: it does not wait until it looks by itself. */
  wake(webhook: number): void
  /** Sends that one a message of no consequence, and says what came of it. */
  test(webhook: Webhook): Promise<Sent>
  /** Tells it once more of what was noticed after that instant and up to the other, milliseconds. */
  replay(webhook: number, from: number, upTo: number): Promise<void>
  /** It was removed. */
  forget(webhook: number): Promise<void>
  /** What it is allowed to send to besides public addresses. */
  readonly allowed: Networks
  /** Ends within a moment; what is on the way is sent again at the next start. */
  stop(): Promise<void>
}

export type DelivererMeans = Omit<EndpointMeans, 'sender' | 'random'> & {
  readonly allowed: Networks
  readonly changed: Changed
  readonly random?: () => number
  /** As of {@link makeSender}. */
  readonly answerMs?: number
}

/** What came to its end is shown for so long. */
const keptMs = 7 * 86_400_000
const forgetEveryMs = 3_600_000

export async function startDeliverer(means: DelivererMeans): Promise<Deliverer> {
  const { operational, clock, allowed, random = Math.random } = means
  const sender = makeSender(means)
  const endpoints = new Map<number, Endpoint>()
  const endpointOf = (id: number): Endpoint => {
    const known = endpoints.get(id)
    if (known !== undefined) return known
    const made = new Endpoint({ ...means, sender, random }, id)
    endpoints.set(id, made)
    return made
  }
  for (const { id } of await listWebhooks(operational.db)) endpointOf(id)
  means.changed.hear(() => {
    for (const each of endpoints.values()) each.wakeReading()
  })
  const forgetting = setInterval(() => {
    forgetDeliveries(operational.db, clock() - keptMs).catch((error: unknown) => {
      means.waits(error, forgetEveryMs)
    })
  }, forgetEveryMs).unref()
  return {
    allowed,
    reachedNow: async () => await reachedNow(means),
    wake: (id) => endpointOf(id).wake(),
    test: async (webhook) => {
      endpointOf(webhook.id)
      return await sender.send(webhook, messageOfTest(webhook.id, clock()))
    },
    replay: async (id, from, upTo) => {
      await endpointOf(id).reach((reached) => {
        // What was not told yet is told anyway.
        const end = Math.min(upTo, reached.upTo)
        if (from >= end) return reached
        return { ...reached, passages: [...reached.passages, { from, upTo: end }] }
      })
    },
    forget: async (id) => {
      const gone = endpoints.get(id)
      endpoints.delete(id)
      await gone?.stop()
    },
    stop: async () => {
      clearInterval(forgetting)
      await Promise.all([...endpoints.values()].map(async (each) => await each.stop()))
      sender.close()
    },
  }
}
