import type { CustomerWrite, EventWrite } from '../../domain/arrival.ts'
import { isNobody, normalIdentifier, type Identifier } from '../../domain/customer/identity.ts'
import { linkOf, linksOf } from '../../domain/customer/links.ts'
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
  /** What its batch says of all is too much to be merged into each, and is not. */
  readonly isFlooded?: true
}

/**
 * So much may what a batch says of all come to, in each of them: a body of 40 KB would be 80 MB where two
 * thousand empty messages have a context of 32 KB.
 */
const mergedBytes = 8 * 1024 * 1024

/** The messages of a body, each with what the batch says of all; places count from that one on. */
export function messageParts(arrival: Json, place: Place): MessagePart[] {
  const { body, source, channel, ip } = arrival
  const call = typeof arrival['call'] === 'string' ? arrival['call'] : 'batch'
  const { batch, isFlooded } =
    call === 'batch' ? batchOf(body) : { batch: [body], isFlooded: false }
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
      ...(isFlooded ? { isFlooded } : {}),
    }
  })
}

type Batch = { readonly batch: readonly unknown[]; readonly isFlooded: boolean }

/** What is no batch is one message that says what is wrong with it. */
function batchOf(body: unknown): Batch {
  if (!isObject(body) || !Array.isArray(body['batch'])) return { batch: [body], isFlooded: false }
  const { context, sentAt } = body
  const batch = body['batch'] as readonly unknown[]
  const all = isObject(context) && wrongJson(context) === undefined ? context : {}
  const bytes = utf8Length(JSON.stringify(all))
  if (bytes <= messageBytes && bytes * batch.length > mergedBytes) return { batch, isFlooded: true }
  // Alone it is too large for any of them.
  const shared = bytes > messageBytes ? {} : all
  const merged = batch.map((message) => {
    if (!isObject(message)) return message
    const own = message['context'] ?? {}
    const isSaid = Object.keys(shared).length > 0 && isObject(own)
    return {
      ...message,
      ...(isSaid ? { context: { ...shared, ...own } } : {}),
      ...(sentAt === undefined || (message['sentAt'] ?? undefined) !== undefined ? {} : { sentAt }),
    }
  })
  return { batch: merged, isFlooded: false }
}

/**
 * Reads a message: an event, or what is known of a customer, or both. What cannot be accepted is kept as it
 * came, with the identifiers by which an erasure finds it.
 */
export function prepareMessage(part: MessagePart, settings: Settings): Prepared[] {
  const { call, received } = part
  const { zone } = settings
  const unspeakable = wrongJson(part.write, jsonLimits.depth + 1)
  if (unspeakable !== undefined) return [refused(part, failure('invalid', unspeakable))]
  if (part.isFlooded === true) {
    return [refused(part, flooded, identifiersIn(part.write, settings))]
  }
  const message = readMessage(part.write, { call, received, zone })
  if (isFailure(message)) return [refused(part, message, identifiersIn(part.write, settings))]
  const identifiers = whoseOf(message, settings)
  if (isFailure(identifiers)) {
    return [refused(part, identifiers, identifiersIn(part.write, settings))]
  }
  const reading: Reading = { part, message, identifiers, settings }
  switch (message.type) {
    case 'identify':
      return identify(reading)
    case 'alias':
      return [alias(reading)]
    case 'group':
      return group(reading)
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

const flooded = failure(
  'too_large',
  'What the batch says of all its messages is too much to be merged into each',
  {
    where: 'context',
    fix: 'Send smaller batches, or say it in the messages that need it; brought again, this one is taken without.',
  },
)

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
  const previous = identifierOf('anonymous_id', message.previousId, settings)
  if (isFailure(previous)) return refused(part, placed(previous, 'previousId'), identifiers)
  if (previous === undefined || user === undefined) {
    const where = user === undefined ? 'userId' : 'previousId'
    return refused(part, noAlias(where), identifiers)
  }
  const both = { ...reading, identifiers: byStrength([...identifiers, previous]) }
  const changed = changing(both, { at: message.time }, hashOf(part, message))
  const before = identifierOf('user_id', message.previousId, settings)
  if (before === undefined || isFailure(before) || before.value === user.value) return changed
  // Where that is somebody's user id the two may be one, which nobody but a person can say.
  const perhaps = linkOf(before, user, message.time)
  return { ...changed, links: [...(changed.links ?? []), perhaps] }
}

/** Who is who is known at once; what is said of the company is kept until there are companies. */
function group(reading: Reading): Prepared[] {
  const { part, message, identifiers } = reading
  const kept = refused(part, noCompanies, identifiers)
  // Brought again, who is who is known already.
  if (part.again) return [kept]
  return [changing(reading, { at: message.time }, hashOf(part, message)), kept]
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
    links: linksOf(identifiers, message.time),
  }
}

function changing(
  { part, message, identifiers }: Reading,
  write: CustomerWrite,
  hash: bigint,
): Prepared {
  const { source, place } = part
  return {
    part: { type: 'customer', mode: 'upsert', byDeeds: true, write, source, place },
    identifiers,
    message: { source, hash },
    came: cameOf(part),
    links: linksOf(identifiers, message.time),
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
function whoseOf(message: Message, settings: Settings): readonly Identifier[] | Failure {
  const { userId, anonymousId, type, values, context } = message
  const found: Identifier[] = []
  for (const [kind, given, where] of [
    ['user_id', userId, 'userId'],
    ['anonymous_id', anonymousId, 'anonymousId'],
  ] as const) {
    const identifier = identifierOf(kind, given, settings)
    if (isFailure(identifier)) return placed(identifier, where)
    if (identifier !== undefined) found.push(identifier)
  }
  if (type === 'identify') found.push(...identifiersOfTraits(values, settings))
  if (found.length === 0) return nobody(userId ?? anonymousId)
  return byStrength([...found, ...deviceOf(context, settings)])
}

/** The traits that say who somebody is, by what they are called. */
const telling = { email: 'email', phone: 'phone', document: 'document', cpf: 'document' } as const

function identifiersOfTraits(traits: Json, settings: Settings): Identifier[] {
  const found = Object.entries(telling).flatMap(
    ([trait, kind]) => sound(kind, traits[trait], settings) ?? [],
  )
  return found.filter(({ kind }, i) => found.findIndex((each) => each.kind === kind) === i)
}

/** As apps say it: `context.device.id`. */
function deviceOf({ device }: Json, settings: Settings): Identifier[] {
  const id = isObject(device) ? sound('device_id', device['id'], settings) : undefined
  return id === undefined ? [] : [id]
}

/** Undefined where nobody is said. */
function identifierOf(
  kind: string,
  given: string | number | undefined,
  { country, identity }: Settings,
): Identifier | undefined | Failure {
  if (given === undefined || isNobody(String(given), identity)) return undefined
  const value = normalIdentifier(kind, given, country, identity)
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
function identifiersIn(write: unknown, settings: Settings): readonly Identifier[] {
  if (!isObject(write)) return []
  const { userId, anonymousId, traits, context } = write
  return byStrength([
    ...[sound('user_id', userId, settings), sound('anonymous_id', anonymousId, settings)].filter(
      (each) => each !== undefined,
    ),
    ...(isObject(traits) ? identifiersOfTraits(traits, settings) : []),
    ...(isObject(context) ? deviceOf(context, settings) : []),
  ])
}

function sound(
  kind: string,
  given: unknown,
  { country, identity }: Settings,
): Identifier | undefined {
  const value = normalIdentifier(kind, given, country, identity)
  return isFailure(value) ? undefined : { kind, value }
}
