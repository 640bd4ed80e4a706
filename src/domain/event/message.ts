import { z } from 'zod'
import { failure, isFailure, type Failure } from '../failure.ts'
import { utf8Length } from '../json.ts'
import type { Zone } from '../time/zone.ts'
import { messageTime } from './clock.ts'
import { messageIdLength } from './messageId.ts'

/**
 * Messages of the Segment tracking API, in its own words (`userId`, `traits`, `track`): what a client sends.
 * What they come to here is said by {@link readMessage} and by `told.ts`.
 */
export const messageTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type MessageType = (typeof messageTypes)[number]

/** Of a request: bytes as sent and unpacked, and messages of one batch; beyond them it is refused whole. */
export const requestLimits = { bytes: 512_000, messages: 2_500 } as const

/** Of a message, with what its batch says of all: bytes of JSON in UTF-8. */
export const messageBytes = 32_768

const id = z.union([z.string(), z.number()], 'An id is text or a number').nullish()
const object = (name: string) =>
  z.record(z.string(), z.unknown(), `${name} is an object of values by name`).nullish()
const time = z
  .union([z.string(), z.number()], 'A time is ISO 8601, or milliseconds since 1970')
  .nullish()
const name = (words: string) => z.string(`${words} is text`).nullish()

/** What every message may say. Keys besides are passed over. */
const said = {
  userId: id.describe('The shop’s own id of the customer; this or anonymousId is required'),
  anonymousId: id.describe('Made by a device that knows nobody yet'),
  messageId: z
    .string(`A message id is text of 1 to ${messageIdLength} characters`)
    .min(1, `A message id is text of 1 to ${messageIdLength} characters`)
    .max(messageIdLength, `A message id is text of 1 to ${messageIdLength} characters`)
    .nullish()
    .describe('The same one counts once; left out, a hash of the message as sent'),
  timestamp: time.describe('When it happened'),
  originalTimestamp: time,
  sentAt: z.unknown().optional().describe('By the client’s clock, by which that is corrected'),
  context: object('context').describe('page, campaign, device, locale, userAgent …'),
  writeKey: z.string().optional().describe('Of the source, where no header says it'),
}

const properties = object('properties')
const traits = object('traits')

/** The forms of the messages, by type. */
export const messageForms = {
  identify: z.object({ ...said, traits }),
  track: z.object({ ...said, event: z.string('An event has a name'), properties }),
  page: z.object({ ...said, name: name('name'), category: name('category'), properties }),
  screen: z.object({ ...said, name: name('name'), category: name('category'), properties }),
  group: z.object({ ...said, groupId: id, traits }),
  alias: z.object({ ...said, previousId: id.describe('Is the same as userId') }),
} as const satisfies Record<MessageType, z.ZodType>

/** Several at once; each says its type. */
export const batchForm = z.looseObject({
  batch: z.array(z.looseObject({ type: z.enum(messageTypes) })).max(requestLimits.messages),
  context: said.context.describe('Merged into that of each'),
  sentAt: said.sentAt,
  writeKey: said.writeKey,
})

/** A message that was read: of whom it speaks, when that was, and what it says. */
export type Message = {
  readonly type: MessageType
  readonly userId: string | number | undefined
  readonly anonymousId: string | number | undefined
  readonly messageId: string | undefined
  /** When it happened, by our clock: milliseconds. */
  readonly time: number
  /** Whether it said so itself. */
  readonly saysTime: boolean
  readonly context: Json
  /** Properties, or traits. */
  readonly values: Json
  /** The others that only some types have; undefined where it is none of those or says nothing. */
  readonly event: string | undefined
  readonly name: string | undefined
  readonly category: string | undefined
  readonly previousId: string | number | undefined
}

export type Json = Readonly<Record<string, unknown>>

/** How a message came. */
export type MessageContext = {
  /** What the address was called: its type, or that each says its own. */
  readonly call: MessageType | 'batch'
  /** When it was taken in, in milliseconds. */
  readonly received: number
  /** By whose clocks times are that say no offset. */
  readonly zone: Zone
}

/** Reads a message with what its batch says of all merged in; a failure never concerns others of its batch. */
export function readMessage(given: unknown, context: MessageContext): Message | Failure {
  if (!isObject(given)) return failure('invalid', 'A message is an object')
  const type = context.call === 'batch' ? given['type'] : context.call
  if (!isType(type)) {
    return failure('invalid', `There is no message of the type ${shown(type)}`, {
      where: 'type',
      fix: `Send one of ${messageTypes.join(', ')}.`,
    })
  }
  if (utf8Length(JSON.stringify(given)) > messageBytes) {
    return failure('too_large', `A message has at most ${messageBytes} bytes of JSON`)
  }
  const wrong = misfitOf(messageForms[type].safeParse(given).error)
  if (wrong !== undefined) return wrong
  const spoken = given as Spoken
  const happened = messageTime(spoken, context)
  if (isFailure(happened)) return happened
  return messageOf(type, spoken, happened ?? context.received)
}

function messageOf(type: MessageType, spoken: Spoken, time: number): Message {
  const { traits: told, properties: done } = spoken
  return {
    type,
    userId: orNothing(spoken.userId),
    anonymousId: orNothing(spoken.anonymousId),
    messageId: orNothing(spoken.messageId),
    time,
    saysTime: orNothing(spoken.timestamp ?? spoken.originalTimestamp) !== undefined,
    context: spoken.context ?? {},
    values: (type === 'identify' ? told : done) ?? {},
    event: orNothing(spoken.event),
    name: orNothing(spoken.name),
    category: orNothing(spoken.category),
    previousId: orNothing(spoken.previousId),
  }
}

function orNothing<T>(said: T | null | undefined): T | undefined {
  return said ?? undefined
}

/** The type that a message says or was sent as, where it is one; for what is shown of those that cannot be read. */
export function typeOf(given: unknown, call: MessageContext['call']): MessageType | 'message' {
  const type = call === 'batch' ? isObject(given) && given['type'] : call
  return isType(type) ? type : 'message'
}

export function isObject(x: unknown): x is Json {
  return typeof x === 'object' && x !== null && !Array.isArray(x)
}

/** The keys that are read, after the form has been checked. */
type Spoken = {
  readonly [K in 'event' | 'name' | 'category' | 'messageId']?: string | null
} & {
  readonly [K in 'userId' | 'anonymousId' | 'previousId' | 'timestamp' | 'originalTimestamp']?:
    | string
    | number
    | null
} & { readonly [K in 'context' | 'traits' | 'properties']?: Json | null } & {
  readonly sentAt?: unknown
}

function isType(type: unknown): type is MessageType {
  return messageTypes.some((each) => each === type)
}

function shown(type: unknown): string {
  return typeof type === 'string' ? JSON.stringify(type.slice(0, 40)) : 'that it says'
}

function misfitOf(error: z.ZodError | undefined): Failure | undefined {
  const issue = error?.issues[0]
  if (issue === undefined) return undefined
  return failure('invalid', issue.message, { where: issue.path.map(String).join('.') })
}
