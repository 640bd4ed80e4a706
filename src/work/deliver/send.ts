import { createHmac } from 'node:crypto'
import { Agent as PlainAgent, request as requestPlain, type IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { meaningOf, pauseAfter, type Outcome } from '../../domain/webhook/webhook.ts'
import type { Delivery } from '../../store/operational/deliveries.ts'
import type { Webhook } from '../../store/operational/webhooks.ts'
import { guardedLookup, NotPublic, wrongUrl, type Networks } from './address.ts'

/** Sends messages, over connections that are kept. */
export type Sender = {
  /** Never throws: what went wrong is the outcome. */
  send(webhook: Webhook, message: Pick<Delivery, 'id' | 'body'>): Promise<Sent>
  close(): void
}

export type Sent = Outcome & {
  /** The receiver wants no more of them. */
  readonly isGone: boolean
}

/** So long may an answer take, and so much of it is read. */
const answerMs = 15_000
const answerBytes = 64 * 1024
/** So much of what was answered instead of success is shown. */
const shownCharacters = 200

export type SenderOptions = {
  readonly allowed: Networks
  readonly clock: () => number
  readonly answerMs?: number
}

export function makeSender({ allowed, clock, answerMs: most = answerMs }: SenderOptions): Sender {
  const kept = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 }
  const [secure, plain] = [new Agent(kept), new PlainAgent(kept)]
  const lookup = guardedLookup(allowed)
  return {
    async send(webhook, { id, body }) {
      const began = clock()
      const took = (): number => Math.max(0, clock() - began)
      const wrong = wrongUrl(webhook.url, allowed)
      if (wrong !== undefined) return { took: 0, problem: wrong.message, isGone: false }
      try {
        const url = new URL(webhook.url)
        const signal = AbortSignal.timeout(most)
        const headers = headersOf(webhook, { id, body }, began)
        const options = { method: 'POST', headers, lookup, signal }
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const asking =
            url.protocol === 'https:'
              ? request(url, { ...options, agent: secure }, resolve)
              : requestPlain(url, { ...options, agent: plain }, resolve)
          asking.on('error', reject)
          asking.end(body)
        })
        const said = await beginningOf(response)
        return outcomeOf(response, said, { took: took(), now: clock() })
      } catch (error) {
        return { took: took(), problem: problemOf(error, most), isGone: false }
      }
    },
    close() {
      secure.destroy()
      plain.destroy()
    },
  }
}

/** By Standard Webhooks: signed by each secret that is good now. */
function headersOf(
  { secret, former }: Webhook,
  { id, body }: Pick<Delivery, 'id' | 'body'>,
  now: number,
): Record<string, string> {
  const seconds = String(Math.floor(now / 1_000))
  const secrets = former !== undefined && former.until > now ? [secret, former.secret] : [secret]
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Clientela',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets
      .map((each) => signature(each, `${id}.${seconds}.${body}`))
      .join(' '),
  }
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

/** Of what is longer the connection is given up. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > answerBytes) break
  }
  return Buffer.concat(pieces)
    .toString('utf8', 0, 4 * shownCharacters)
    .slice(0, shownCharacters)
}

function outcomeOf(
  { statusCode: status = 0, headers }: IncomingMessage,
  said: string,
  { took, now }: { readonly took: number; readonly now: number },
): Sent {
  const meaning = meaningOf(status)
  if (meaning === 'done') return { status, took, isGone: false }
  const pauseMs = pauseAfter(status, headers['retry-after'], now)
  return {
    status,
    took,
    problem: status >= 300 && status < 400 ? 'It leads elsewhere, which is not followed' : said,
    ...(pauseMs === undefined ? {} : { pauseMs }),
    isGone: meaning === 'gone',
  }
}

/** In words for who runs the receiver; nothing of the message is in them. */
function problemOf(error: unknown, mostMs: number): string {
  if (error instanceof NotPublic) return error.message
  if (!(error instanceof Error)) return 'It could not be sent'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `No answer within ${mostMs / 1_000} s`
  }
  const code = 'code' in error ? String(error.code) : ''
  return wordsOf.get(code) ?? (code === '' ? error.message : `The connection failed (${code})`)
}

const wordsOf: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'Nobody listens there (ECONNREFUSED)'],
  ['ECONNRESET', 'The connection was cut (ECONNRESET)'],
  ['ENOTFOUND', 'There is no host of that name (ENOTFOUND)'],
  ['CERT_HAS_EXPIRED', 'Its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Its certificate is signed by itself'],
])
