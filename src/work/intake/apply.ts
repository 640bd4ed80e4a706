import { identified } from '../../domain/event/told.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { cleanText } from '../../domain/text.ts'
import { isInstant, parseInstant } from '../../domain/time/instant.ts'
import type { Zone } from '../../domain/time/zone.ts'
import { applyEvent } from './applyEvent.ts'
import { applyReference } from './applyReference.ts'
import type { Part } from './arrivals.ts'
import type { Prepared } from './prepare.ts'
import { lackingValue, putValue, valuesGiven } from './putValue.ts'
import { resolve } from './resolve.ts'
import type { SetState } from './setState.ts'

type PreparedOf<T extends Part['type']> = Prepared & { readonly part: Extract<Part, { type: T }> }

/**
 * Applies one part to the state of its set. Whatever is wrong with it is kept with its reason and
 * stops nothing else. Parts are applied in order, and each sees what the ones before it did.
 */
export function apply(state: SetState, prepared: Prepared): void {
  const { part } = prepared
  const problem = part.type === 'unread' ? part.failure : prepared.failure
  if (problem !== undefined) return state.reject(prepared, problem)
  switch (part.type) {
    case 'customer':
      return applyCustomer(state, { ...prepared, part })
    case 'event':
      return applyEvent(state, { ...prepared, part })
    case 'listed':
      return applyListed(state, { ...prepared, part })
    case 'consent':
      return applyConsent(state, { ...prepared, part })
    case 'pin':
      return applyPin(state, { ...prepared, part })
    case 'product':
    case 'place':
      return void applyReference(state, { ...prepared, part })
    case 'unread':
  }
}

const modes = { create: 'create', upsert: 'make', patch: 'find' } as const

function applyCustomer(state: SetState, prepared: PreparedOf<'customer'>): void {
  const { part, identifiers, message, links } = prepared
  const { place, write, mode } = part
  if (state.hadBefore(message, place)) return
  const at = instantGiven(write.at, place.received, state.settings.zone)
  if (isFailure(at)) return state.reject(prepared, at)
  const made = state.made
  const given = valuesGiven(state, write.fields)
  const lacking = part.byDeeds === true ? undefined : lackingValue(state, given)
  const id = resolve(state, {
    who: write,
    identifiers,
    place,
    mode: modes[mode],
    lacking,
    byMessage: links !== undefined,
  })
  if (isFailure(id)) return state.reject(prepared, id)
  state.named.hear(links, part.source, state.versionAt(place))
  const outcome = state.outcome(place)
  outcome.made += state.made - made
  if (outcome.customers.length < mostNamed) outcome.customers.push(id)
  for (const { field, value } of given) {
    const why = isFailure(value)
      ? value
      : putValue(state, field, [value ?? null, at, part.source], { id, place })
    if (why !== undefined) state.reject(prepared, why, id)
  }
  if (message !== undefined) state.take(message, { name: identified, id, ts: at, place })
  // Also where nothing changed: a repeat of what was written before must be refreshed all the same.
  state.touched.customers.add(id)
  if (state.draft(id).version === state.versionAt(place)) outcome.changed += 1
}

/** How many customers of one entry are told to whoever waits for it. */
const mostNamed = 100

function applyListed(state: SetState, prepared: PreparedOf<'listed'>): void {
  const { part, identifiers } = prepared
  const { place, write, list, on } = part
  const id = resolve(state, { who: write, identifiers, place, mode: 'find' })
  if (isFailure(id)) return state.reject(prepared, id)
  state.listed.push({ list, id, on, place })
}

function applyPin(state: SetState, prepared: PreparedOf<'pin'>): void {
  const { part, identifiers } = prepared
  const { place, write, segment } = part
  const id = resolve(state, { who: write, identifiers, place, mode: 'find' })
  if (isFailure(id)) return state.reject(prepared, id)
  state.touched.customers.add(id)
  state.touched.segments.add(segment)
  state.rows.pins.push({
    segment,
    customer_id: id,
    pinned: write.pinned ?? 'in',
    deleted: write.pinned === null ? 1 : 0,
    version: state.versionAt(place),
  })
}

function applyConsent(state: SetState, prepared: PreparedOf<'consent'>): void {
  const { part, identifiers } = prepared
  const { place, write } = part
  const at = instantGiven(write.at, place.received, state.settings.zone)
  if (isFailure(at)) return state.reject(prepared, at)
  const texts = [write.purpose, write.channel, write.source ?? 'api', write.evidence ?? ''].map(
    (text: unknown) => (typeof text === 'string' ? cleanText(text) : noText),
  )
  const [purpose, channel, source, evidence] = texts
  const wrong = texts.find(isFailure)
  if (wrong !== undefined) return state.reject(prepared, wrong)
  if (purpose === '' || channel === '' || (write.state !== 'granted' && write.state !== 'denied')) {
    return state.reject(prepared, noConsent)
  }
  const id = resolve(state, { who: write, identifiers, place, mode: 'find' })
  if (isFailure(id)) return state.reject(prepared, id)
  state.touched.customers.add(id)
  if (typeof purpose === 'string') state.touched.purposes.add(purpose)
  const row = { customer_id: id, purpose, channel, state: write.state, at, source, evidence }
  const version = state.versionAt(place)
  state.rows.consents.push({ ...row, import_id: place.importId, version })
}

const noText = failure('invalid', 'Purpose, channel, source and evidence are texts')
const noConsent = failure('invalid', 'A consent has a purpose, a channel, and is granted or denied')

/**
 * Since when something holds, as it may be given: ISO 8601, milliseconds, or left out for now. What is
 * said of the future is so from now on: it would hold off every later word.
 */
function instantGiven(given: unknown, received: number, zone: Zone): number | Failure {
  if (given === undefined || given === null) return received
  const at = typeof given === 'string' ? parseInstant(given, zone) : given
  if (isFailure(at)) return at
  if (typeof at === 'number' && isInstant(at)) return Math.min(at, received)
  return failure('invalid', 'That is no instant', {
    where: 'at',
    fix: 'Write ISO 8601 such as 2026-11-21T10:30:00Z, or milliseconds since 1970.',
  })
}
