import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { checkJson, jsonLimits, utf8Length } from '../json.ts'
import { cleanText } from '../text.ts'
import { isInstant, parseInstant } from '../time/instant.ts'
import type { Zone } from '../time/zone.ts'
import type { Event } from './event.ts'
import { bodyMessageId, eventId, messageIdLength } from './messageId.ts'
import { typeProperties } from './properties.ts'
import { usualChannel } from './vocabulary.ts'

/** An event as it is brought (`EventWrite` in ../arrival.ts), when it came and by whom. */
export type ArrivalContext = {
  /** When it was taken in: its time where it says none. Milliseconds. */
  readonly now: number
  /** By whose clocks dates and times are that say no offset. */
  readonly zone: Zone
  /** Of events that do not name their own. */
  readonly source: string
  /** Its id, where the caller has computed it; else by its message id. */
  readonly id?: bigint
  /** Of events that say none, and by their name happen on none; empty for none. */
  readonly channel?: string
  /** How large it is was looked at before. */
  readonly measured?: true
}

/** Beyond these an event is set aside with its reason. Bytes of JSON in UTF-8; lengths in UTF-16 units. */
const eventLimits = {
  bytes: 32_768,
  nameLength: 200,
  codeLength: 60,
  aheadMs: 86_400_000,
} as const

/**
 * Types one event's JSON: the only place where what people and programs send becomes what conditions
 * see. Whose event it is, is not looked at: `customer` and `identifiers` are the caller's to resolve.
 * A failure says why the event is set aside; it never concerns other events.
 */
export function arriveEvent(write: unknown, context: ArrivalContext): Event | Failure {
  if (!isObject(write)) return failure('invalid', 'An event is an object')
  const wrong = unknownKey(write) ?? tooLarge(write, context)
  if (wrong !== undefined) return wrong
  const name = nameOf(write['event'])
  if (isFailure(name)) return name
  const ts = timeOf(write['time'], context)
  if (isFailure(ts)) return ts
  const given = write['properties'] ?? {}
  if (!isObject(given)) {
    return failure('invalid', 'properties is an object', { where: 'properties' })
  }
  const origin = originOf(write, name, given, context)
  if (isFailure(origin)) return origin
  const id = context.id ?? arrivalId(write, origin.source, context.now)
  if (isFailure(id)) return id
  return { name, ts, id, ...origin, ...typeProperties(given, name, context.zone) }
}

/**
 * The id of an event as it is brought, by its message id or, without one, by all that it says. The
 * source is the one that it came by, as a code ({@link codeOf}).
 */
function arrivalId(write: Json, source: string, received: number): bigint | Failure {
  const { messageId } = write
  if (messageId === undefined || messageId === null) {
    const saysTime = (write['time'] ?? null) !== null
    return eventId(source, bodyMessageId(write, saysTime, String(received)))
  }
  if (typeof messageId === 'string' && messageId !== '' && messageId.length <= messageIdLength) {
    return eventId(source, messageId)
  }
  return failure('invalid', `A message id is text of 1 to ${messageIdLength} characters`, {
    where: 'messageId',
  })
}

/**
 * A channel or source: a code, compared as it is; lower case without accents, so that it is its own
 * fold. Empty is missing.
 */
export function codeOf(given: unknown, where: 'channel' | 'source'): string | Failure {
  if (typeof given !== 'string') return failure('invalid', `The ${where} is not text`, { where })
  const clean = cleanText(given)
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where })
  const code = fold(clean.trim())
  if (code.length <= eventLimits.codeLength && !control.test(code)) return code
  return failure('invalid', `The ${where} is not a code`, {
    where,
    fix: `Give at most ${eventLimits.codeLength} characters on one line, such as site, store or email.`,
  })
}

const keys: ReadonlySet<string> = new Set(
  'event customer identifiers time messageId channel source properties'.split(' '),
)

const control = /\p{Cc}/u

function unknownKey(write: Json): Failure | undefined {
  for (const key of Object.keys(write)) {
    if (keys.has(key)) continue
    return failure('invalid', `An event has no ${JSON.stringify(key.slice(0, 60))}`, {
      where: key.slice(0, 60),
      fix: 'Put what the event says into properties.',
    })
  }
  return undefined
}

function tooLarge(write: Json, { measured }: ArrivalContext): Failure | undefined {
  const wrong = checkJson(write['properties'], 'properties', jsonLimits)
  if (wrong !== undefined || measured === true) return wrong
  if (utf8Length(JSON.stringify(write)) <= eventLimits.bytes) return undefined
  return failure('too_large', `An event has at most ${eventLimits.bytes} bytes of JSON`)
}

function nameOf(given: unknown): string | Failure {
  const clean = typeof given === 'string' ? cleanText(given) : ''
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where: 'event' })
  const name = clean.trim()
  if (name !== '' && name.length <= eventLimits.nameLength && !control.test(name)) return name
  return failure('invalid', `An event has a name of 1 to ${eventLimits.nameLength} characters`, {
    where: 'event',
    fix: 'Name what was done, such as Order Completed.',
  })
}

function timeOf(given: unknown, { now, zone }: ArrivalContext): number | Failure {
  if (given === undefined || given === null) return now
  const ts = typeof given === 'string' ? parseInstant(given.trim(), zone) : given
  if (isFailure(ts)) return failure(ts.code, ts.message, { ...ts, where: 'time' })
  if (typeof ts !== 'number' || !isInstant(ts)) {
    return failure('invalid', 'The time is not an instant', {
      where: 'time',
      fix: 'Write ISO 8601 such as 2026-11-21T10:30:00Z, or milliseconds since 1970.',
    })
  }
  if (ts <= now + eventLimits.aheadMs) return ts
  return failure('invalid', 'The time is more than 24 hours in the future', {
    where: 'time',
    fix: 'Check the clock of the device that sent it, and whether milliseconds were meant.',
  })
}

/**
 * What it came by. A channel that only the properties say is the event's, if it is a code; else it is
 * the one on which events of that name happen.
 */
function originOf(
  write: Json,
  name: string,
  properties: Json,
  context: ArrivalContext,
): { readonly source: string; readonly channel: string } | Failure {
  const source = codeOf(write['source'] ?? context.source, 'source')
  if (isFailure(source)) return source
  const channel = codeOf(write['channel'] ?? '', 'channel')
  if (isFailure(channel) || channel !== '') {
    return isFailure(channel) ? channel : { source, channel }
  }
  const said = codeOf(properties['channel'] ?? '', 'channel')
  if (!isFailure(said) && said !== '') return { source, channel: said }
  const usual = usualChannel(name)
  return { source, channel: usual === '' ? (context.channel ?? '') : usual }
}

type Json = Readonly<Record<string, unknown>>

function isObject(x: unknown): x is Json {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}
