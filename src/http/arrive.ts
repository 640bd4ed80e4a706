import type { Arrival } from '../domain/arrival.ts'
import { Refusal } from '../domain/failure.ts'
import type { Outcome } from '../store/operational/inbox.ts'
import type { Call } from './route.ts'
import type { Works } from './works.ts'

export type Arrived = { readonly position: number; readonly applied: boolean }

/** Keeps an arrival: it is on disk when this returns, and will be taken in. */
export async function bring(works: Works, arrival: Arrival): Promise<number> {
  const payload = Buffer.from(JSON.stringify(arrival))
  return await works.operational.inbox.append(arrival.kind, payload)
}

/**
 * The same, and waits until it can be read: people read what they wrote. What the loader refused is
 * thrown as the refusal it is.
 */
export async function bringAndWait(
  works: Works,
  arrival: Arrival,
  { reply, signal }: Call,
): Promise<Arrived & { readonly outcome?: unknown }> {
  const { inbox } = works.operational
  const position = await bring(works, arrival)
  const came = await inbox.waitApplied(position, works.writeWaitMs, signal)
  if (came === undefined) {
    reply.code(202)
    return { position, applied: false }
  }
  refuseRejected(came)
  return { position, applied: true, outcome: came.outcome }
}

function refuseRejected({ rejections }: Outcome): void {
  const [first] = rejections
  if (first !== undefined) throw new Refusal(first.failure)
}
