import type { FastifyRequest } from 'fastify'
import type { MessagesArrival } from '../domain/arrival.ts'
import { isObject, requestLimits } from '../domain/event/message.ts'
import { usualChannelOf } from '../domain/event/source.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { wrongJson } from '../domain/json.ts'
import type { OpenSource, WriteKeys } from './writeKeys.ts'
import { isWriteKey } from '../store/operational/writeKeys.ts'

/** A body of the tracking API: as it came, and as far as it must be read before it is kept. */
export type Collected = { readonly text: Buffer; readonly value: unknown }

/** Throws a Refusal `invalid` for what is no JSON, or has more messages than a batch may. */
export function readCollected(body: Buffer): Collected {
  const text = body.subarray(0, 3).equals(byteOrderMark) ? body.subarray(3) : body
  const value = parsed(text)
  const batch = isObject(value) ? value['batch'] : undefined
  if (!Array.isArray(batch) || batch.length <= requestLimits.messages) return { text, value }
  throw refusal(`A batch has at most ${requestLimits.messages} messages`, 'batch')
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    throw refusal('The body is not JSON', 'body')
  }
}

function refusal(message: string, where: string): Refusal {
  return new Refusal(failure('invalid', message, { where }))
}

/**
 * The keys that the header gives: as the name of a Basic password, with its colon or without, or as a Bearer
 * where that is one of ours. Any other Bearer is for somebody else, and the body says the key.
 */
export function keysInHeader({ headers }: FastifyRequest): readonly string[] {
  const [scheme = '', given = ''] = (headers.authorization ?? '').split(' ', 2)
  if (scheme.toLowerCase() === 'bearer') return isWriteKey(given) ? [given] : []
  if (scheme.toLowerCase() !== 'basic') return []
  const [name = ''] = Buffer.from(given, 'base64').toString('utf8').split(':', 1)
  return name === '' ? [] : [name]
}

export function keysInBody({ value }: Collected): readonly string[] {
  const key = isObject(value) ? value['writeKey'] : undefined
  return typeof key === 'string' && key !== '' ? [key] : []
}

/**
 * The source that all those keys are of. Throws a Refusal `unauthorized` where there is none, one is good for
 * nothing, or they are of different sources: whose events they are nobody would know.
 */
export async function sourceOfKeys(
  writeKeys: WriteKeys,
  keys: readonly string[],
): Promise<OpenSource> {
  let source: OpenSource | undefined
  for (const key of keys) {
    const found = await writeKeys.sourceOf(key)
    if (found === undefined) throw unauthorized('This write key is not known, or not any more')
    if (source !== undefined && source.code !== found.code) {
      throw unauthorized('The keys in the header and in the body are of two sources')
    }
    source = found
  }
  if (source === undefined) throw unauthorized('A write key is needed')
  return source
}

function unauthorized(message: string): Refusal {
  return new Refusal(
    failure('unauthorized', message, {
      where: 'writeKey',
      fix: 'Send the key that `clientela sources create` printed, as writeKey in the body or as the name of a Basic password.',
    }),
  )
}

/** The arrival of a body, as JSON: all of it as it came, but for the addresses that a source does not keep. */
export function arrivalOf(
  { text, value }: Collected,
  about: Pick<MessagesArrival, 'call'> & { readonly source: OpenSource; readonly ip: string },
): Buffer {
  const { source, call, ip } = about
  const { code, kind, keepIp } = source
  // Of a program the address is the program's, not the visitor's.
  const address = keepIp && kind !== 'server' ? { ip } : {}
  const head = JSON.stringify({
    kind: 'messages',
    source: code,
    channel: usualChannelOf[kind],
    call,
    ...address,
  } satisfies Omit<MessagesArrival, 'body'>)
  const body = keepIp ? text : (withoutAddresses(value) ?? text)
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"body":`), body, Buffer.from('}')])
}

/**
 * The body without `context.ip`; undefined where there is none. What cannot be written down as it came is left as it
 * is: it cannot be accepted either, and is not kept beyond the inbox.
 */
function withoutAddresses(value: unknown): Buffer | undefined {
  if (!isObject(value)) return undefined
  const batch: unknown = value['batch']
  const all = [value, ...(Array.isArray(batch) ? (batch as readonly unknown[]) : [])]
  if (!all.some(hasAddress) || wrongJson(value, deepest) !== undefined) return undefined
  for (const each of all) if (hasAddress(each)) delete each.context.ip
  return Buffer.from(JSON.stringify(value))
}

const deepest = 100

function hasAddress(message: unknown): message is { readonly context: { ip?: unknown } } {
  if (!isObject(message)) return false
  const { context } = message
  return isObject(context) && Object.hasOwn(context, 'ip')
}
