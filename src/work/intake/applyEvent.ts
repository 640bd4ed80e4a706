import { isFailure } from '../../domain/failure.ts'
import { eventRow } from '../../store/clickhouse/eventRow.ts'
import type { Part } from './arrivals.ts'
import type { Prepared } from './prepare.ts'
import { resolve } from './resolve.ts'
import type { SetState } from './setState.ts'

/**
 * Takes one event in, once: a message that was taken before changes nothing, whatever else it says,
 * so that the first acceptance fixes whose it is and when it was. One that is set aside is not taken:
 * it may come again, mended.
 */
export function applyEvent(
  state: SetState,
  prepared: Prepared & { readonly part: Extract<Part, { type: 'event' }> },
): void {
  const { part, identifiers, message, event, links } = prepared
  const { place, write } = part
  const outcome = state.outcome(place)
  if (message === undefined || event === undefined) throw new Error('an event that was not read')
  if (state.hadBefore(message, place)) return
  if (isFailure(event)) return state.reject(prepared, event)
  const made = state.made
  const id = resolve(state, {
    who: write,
    identifiers,
    place,
    mode: 'make',
    byMessage: links !== undefined,
  })
  if (isFailure(id)) return state.reject(prepared, id)
  state.named.hear(links, part.source, state.versionAt(place))
  outcome.made += state.made - made
  outcome.events += 1
  state.touched.customers.add(id)
  state.touched.events.add(event.name)
  const version = state.versionAt(place)
  state.rows.events.push(
    eventRow(event, {
      customerId: id,
      importId: place.importId,
      version,
      received: place.received,
      body: JSON.stringify(write.properties ?? {}),
      named: identifiers.map((each) => state.hashOf(each)),
    }),
  )
  state.take(message, { name: event.name, id, ts: event.ts, place })
}
