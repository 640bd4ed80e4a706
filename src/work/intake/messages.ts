import type { CustomerWrite, EventWrite } from '../../domain/arrival.ts'
import { isNobody, normalIdentifier, type Identifier } from '../../domain/customer/identity.ts'
import { fieldsOfTraits } from '../../domain/customer/traits.ts'
import { arriveEvent } from '../../domain/event/arrive.ts'
import {
  isObject,
  messageBytes,
  readMessage,
  typeOf,
  type Json,
  type Message,
  type MessageContext,
} from '../../domain/event/message.ts'
import { bodyMessageId } from '../../domain/event/messageId.ts'
import { toldEvent, toldRest, type ToldEvent } from '../../domain/event/told.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { jsonLimits, utf8Length, wrongJson } from '../../domain/json.ts'
import { messageHash } from '../../store/clickhouse/messages.ts'
import type { Part, Place } from './arrivals.ts'
import type { Came, Prepared } from './prepare.ts'
import { byStrength } from './resolve.ts'
import type { Settings } from './setState.ts'

/** One message of the tracking API, before it is read: it may come to nothing, to one part or to two. */
export type MessagePart = {
  readonly type: 'message'
  readonly place: Place
  /** With what its batch says of all merged in. */
  readonly write: unknown
  readonly call: MessageContext['call']
  /** A code. */
  readonly source: string
  readonly channel: string
  readonly ip?: string
  /** When it came first, in milliseconds: of one that is brought again, before its entry did. */
  readonly received: number
  /** Which of all that ever came it is. */
  readonly which: string
  /** It could not be accepted before, in whole or in part. */
  readonly again: boolean
}

/** The messages of a body, each with what the batch says of all; places count from that one on. */
export function messageParts(arrival: Json, place: Place): MessagePart[] {
  const { body, source, channel, ip } = arrival
  const call = typeof arrival['call'] === 'string' ? arrival['call'] : 'batch'
  const batch = call === 'batch' ? batchOf(body) : [body]
  return batch.map((write, i) => {
    const at = { ...place, row: place.row + i }
    return {
      type: 'message',
      place: at,
      write,
      call: call as MessageContext['call'],
      source: typeof source === 'string' ? source : 'api',
      channel: typeof channel === 'string' ? channel : '',
      ...(typeof ip === 'string' ? { ip } : {}),
      received: at.received,
      which: `${at.position} ${at.row}`,
      again: false,
    }
  })
}

/** What is no batch is one message that says what is wrong with it. */
function batchOf(body: unknown): readonly unknown[] {
  if (!isObject(body) || !Array.isArray(body['batch'])) return [body]
  const { batch, context, sentAt } = body
  const all = isObject(context) && wrongJson(context) === undefined ? context : {}
  // Merged into each of many, more would be a flood; alone it is too large for any of them.
  const shared = utf8Length(JSON.stringify(all)) > messageBytes ? {} : all
  return (batch as readonly unknown[]).map((message) => {
    if (!isObject(message)) return message
    const own = message['context'] ?? {}
    const isSaid = Object.keys(shared).length > 0 && isObject(own)
    return {
      ...message,
      ...(isSaid ? { context: { ...shared, ...own } } : {}),
      ...(sentAt === undefined || (message['sentAt'] ?? undefined) !== undefined ? {} : { sentAt }),
    }
  })
}

/**
 * Reads a message: an event, or what is known of a customer, or both. What cannot be accepted is kept as it
 * came, with the identifiers by which an erasure finds it.
 */
export function prepareMessage(part: MessagePart, settings: Settings): Prepared[] {
  const { call, received } = part
  const { zone, country } = settings
  const unspeakable = wrongJson(part.write, jsonLimits.depth + 1)
  if (unspeakable !== undefined) return [refused(part, failure('invalid', unspeakable))]
  const message = readMessage(part.write, { call, received, zone })
  if (isFailure(message)) return [refused(part, message, identifiersIn(part.write, country))]
  const identifiers = whoseOf(message, country)
  if (isFailure(identifiers)) {
    return [refused(part, identifiers, identifiersIn(part.write, country))]
  }
  const reading: Reading = { part, message, identifiers, settings }
  switch (message.type) {
    case 'identify':
      return identify(reading)
    case 'alias':
      return [alias(reading)]
    case 'group':
      return [refused(part, noCompanies, identifiers)]
    case 'track':
    case 'page':
    case 'screen':
      return [event(reading, toldEvent(withAddress(reading)), hashOf(part, message))]
  }
}

type Reading = {
  readonly part: MessagePart
  readonly message: Message
  readonly identifiers: readonly Identifier[]
  readonly settings: Settings
}

const noCompanies = failure(
  'unavailable',
  'Companies are not kept yet: what a group call says waits',
  { where: 'type', fix: 'It is kept; bring it again once there are companies.' },
)

function identify(reading: Reading): Prepared[] {
  const { part, message, settings } = reading
  const { fields, rest } = fieldsOfTraits(message.values, settings.catalog)
  // Brought again it was perhaps taken before but for a value: only the value can be new.
  const own = part.again ? `again\n${part.which}` : undefined
  const customer = changing(reading, { fields, at: message.time }, hashOf(part, message, own))
  if (Object.keys(rest).length === 0) return [customer]
  const told = toldRest(rest, withAddress(reading))
  return [customer, event(reading, told, hashOf(part, message, `${idOf(part, message)}\nrest`))]
}

/** From now on what is known by the one id is hers who has the other. */
function alias(reading: Reading): Prepared {
  const { part, message, identifiers, settings } = reading
  const user = identifiers.find(({ kind }) => kind === 'user_id')
  const previous = identifierOf('anonymous_id', message.previousId, settings.country)
  if (isFailure(previous)) return refused(part, placed(previous, 'previousId'), identifiers)
  if (previous === undefined || user === undefined) {
    const where = user === undefined ? 'userId' : 'previousId'
    return refused(part, noAlias(where), identifiers)
  }
  const both = { ...reading, identifiers: byStrength([...identifiers, previous]) }
  return changing(both, { at: message.time }, hashOf(part, message))
}

function noAlias(where: string): Failure {
  return failure('invalid', 'An alias says by userId who is known by previousId too', { where })
}

function event(
  { part, message, identifiers, settings }: Reading,
  told: ToldEvent,
  hash: bigint,
): Prepared {
  const { source, place, channel } = part
  const write: EventWrite = { ...told, time: message.time }
  const typed = arriveEvent(write, {
    now: place.received,
    zone: settings.zone,
    source,
    id: hash,
    channel,
    measured: true,
  })
  return {
    part: { type: 'event', write, source, place, id: hash },
    identifiers,
    message: { source, hash },
    event: isFailure(typed) && typed.where === 'time' ? placed(typed, 'timestamp') : typed,
    came: cameOf(part),
  }
}

function changing({ part, identifiers }: Reading, write: CustomerWrite, hash: bigint): Prepared {
  const { source, place } = part
  return {
    part: { type: 'customer', mode: 'upsert', byDeeds: true, write, source, place },
    identifiers,
    message: { source, hash },
    came: cameOf(part),
  }
}

function refused(
  part: MessagePart,
  why: Failure,
  identifiers: readonly Identifier[] = [],
): Prepared {
  const { place, write } = part
  const came = cameOf(part)
  const unread: Part = { type: 'unread', write, kind: came.kind, failure: why, place }
  return { part: unread, identifiers, came }
}

/** By which it counts once: within its source its message id, or all that it says. */
function hashOf(part: MessagePart, message: Message, id = idOf(part, message)): bigint {
  return messageHash(part.source, id)
}

function idOf({ write, which }: MessagePart, { messageId, saysTime }: Message): string {
  if (messageId !== undefined) return messageId
  return bodyMessageId(without(write, ['sentAt', 'writeKey']), saysTime, which)
}

/** As it is kept where it cannot be accepted: it says its type, and not the key that it came by. */
function cameOf({ write, call, source, received }: MessagePart): Came {
  return {
    kind: typeOf(write, call),
    source,
    at: received,
    // Of most nobody asks.
    get write() {
      const kept = isObject(write) && call !== 'batch' ? { ...write, type: call } : write
      return without(kept, ['writeKey'])
    },
  }
}

function without(write: unknown, keys: readonly string[]): unknown {
  if (!isObject(write)) return write
  return Object.fromEntries(Object.entries(write).filter(([key]) => !keys.includes(key)))
}

/** The address from which it was sent, where the source keeps that and the message says no other. */
function withAddress({ message, part }: Reading): Message {
  if (part.ip === undefined || Object.hasOwn(message.context, 'ip')) return message
  return { ...message, context: { ...message.context, ip: part.ip } }
}

/**
 * Of whom a message speaks, strongest first. What programs write where they know nobody (`null`,
 * `undefined`) says nothing; where nothing else is said, that is why.
 */
function whoseOf(message: Message, country: string): readonly Identifier[] | Failure {
  const { userId, anonymousId, type, values } = message
  const found: Identifier[] = []
  for (const [kind, given, where] of [
    ['user_id', userId, 'userId'],
    ['anonymous_id', anonymousId, 'anonymousId'],
  ] as const) {
    const identifier = identifierOf(kind, given, country)
    if (isFailure(identifier)) return placed(identifier, where)
    if (identifier !== undefined) found.push(identifier)
  }
  const email = type === 'identify' ? sound('email', values['email'], country) : undefined
  if (email !== undefined) found.push(email)
  return found.length === 0 ? nobody(userId ?? anonymousId) : byStrength(found)
}

/** Undefined where nobody is said. */
function identifierOf(
  kind: string,
  given: string | number | undefined,
  country: string,
): Identifier | undefined | Failure {
  if (given === undefined || isNobody(String(given))) return undefined
  const value = normalIdentifier(kind, given, country)
  return isFailure(value) ? value : { kind, value }
}

function placed(why: Failure, where: string): Failure {
  return failure(why.code, why.message, { ...why, where })
}

function nobody(said: string | number | undefined): Failure {
  const message =
    said === undefined
      ? 'It names nobody: userId or anonymousId is required'
      : `It names nobody: ${JSON.stringify(said)} is what is written where nobody is known`
  return failure('invalid', message, {
    where: 'userId',
    fix: 'Send the shop’s own id of the customer, or the id that the client makes for a device.',
  })
}

/** Those that can be read of what could not be, in full. */
function identifiersIn(write: unknown, country: string): readonly Identifier[] {
  if (!isObject(write)) return []
  const { userId, anonymousId, traits } = write
  const email = isObject(traits) ? traits['email'] : undefined
  return byStrength(
    [
      sound('user_id', userId, country),
      sound('anonymous_id', anonymousId, country),
      sound('email', email, country),
    ].filter((each) => each !== undefined),
  )
}

function sound(kind: string, given: unknown, country: string): Identifier | undefined {
  const value = normalIdentifier(kind, given, country)
  return isFailure(value) ? undefined : { kind, value }
}
