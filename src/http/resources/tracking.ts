import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { MessagesArrival } from '../../domain/arrival.ts'
import { messageTypes, requestLimits } from '../../domain/event/message.ts'
import { Overfull } from '../../domain/failure.ts'
import { readBody, type Room } from '../body.ts'
import { arrivalOf, keysInBody, keysInHeader, readCollected, sourceOfKeys } from '../collected.ts'
import { found } from '../found.ts'
import { TooMany } from '../problem.ts'
import { serve } from '../route.ts'
import { serveSnippet } from './snippet.ts'
import type { Works } from '../works.ts'
import type { WriteKeys } from '../writeKeys.ts'

const roomBytes = 64 * 1024 * 1024

/** By the letter that browsers send it as. */
const letters = {
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
} as const

/**
 * The Segment tracking API: a body is looked at only as far as it takes to know whose it is and that it is
 * one, then kept as it came, and answered when it is on disk. The loader reads it (`work/intake/messages.ts`).
 */
export function serveTracking(app: FastifyInstance, works: Works, writeKeys: WriteKeys): void {
  const room: Room = { held: 0, mostBytes: roomBytes }
  const { inbox } = works.operational

  async function collect(call: MessagesArrival['call'], request: FastifyRequest) {
    const inHeader = keysInHeader(request)
    // Before anything is read of who has a wrong one.
    if (inHeader.length > 0) await sourceOfKeys(writeKeys, inHeader)
    const stream = request.body as AsyncIterable<Uint8Array> | undefined
    const { body, release } = await readBody(stream ?? nothing(), requestLimits.bytes, room)
    try {
      const collected = readCollected(body)
      const keys = [...inHeader, ...keysInBody(collected)]
      const source = await sourceOfKeys(writeKeys, keys)
      await inbox.append('messages', arrivalOf(collected, { call, source, ip: request.ip }))
      return { success: true as const }
    } finally {
      release()
    }
  }

  const answer = async (call: MessagesArrival['call'], request: FastifyRequest) => {
    try {
      return await collect(call, request)
    } catch (error) {
      throw error instanceof Overfull ? new TooMany(error) : error
    }
  }

  app.register((open, _options, done) => {
    takeAnyBody(open)
    letAnyPageSend(open)
    for (const call of [...messageTypes, 'batch'] as const) {
      serve(open, routes.tracking[call], async (_taken, { request }) => await answer(call, request))
    }
    for (const letter of ['i', 't', 'p', 's', 'g', 'a', 'b'] as const) {
      const call = letters[letter]
      serve(open, routes.tracking[letter], async (_taken, { request }) => answer(call, request))
    }
    serveSnippet(open)
    serve(open, routes.tracking.settings, async ({ params }, { request }) => {
      found(await writeKeys.sourceOf(params.key), 'source', 'key')
      return settingsOf(params.key, request)
    })
    done()
  })
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Whatever the content type says: browsers call JSON text, and some clients a packed one a form. */
function takeAnyBody(open: FastifyInstance): void {
  open.removeAllContentTypeParsers()
  open.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  open.addHook('onRequest', (request, _reply, next) => {
    // What is no media type would be refused before anybody looks at the body.
    if (request.headers['content-type'] !== undefined) {
      request.headers['content-type'] = 'application/octet-stream'
    }
    next()
  })
  // Forms are in the document; a message that lacks them is kept with its reason.
  open.setValidatorCompiler(() => (value: unknown) => ({ value }))
}

/** Pages of any site may send: the key says whose events they are, and nothing is to be read here. */
function letAnyPageSend(open: FastifyInstance): void {
  open.addHook('onRequest', (_request, reply, next) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Retry-After',
      'cross-origin-resource-policy': 'cross-origin',
    })
    next()
  })
  open.options('/v1/*', { schema: { hide: true }, config: { scope: 'none' } }, preflight)
}

async function preflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return await reply
    .headers({
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization, Content-Type, X-Retry-Count',
      'access-control-max-age': '86400',
    })
    .code(204)
    .send()
}

/** By the protocol that the page can speak, where one says so: a page that came by TLS sends by nothing else. */
function settingsOf(key: string, { headers, host, protocol }: FastifyRequest) {
  const isSafe = headers['x-forwarded-proto'] === 'https' || headers.origin?.startsWith('https:')
  return {
    integrations: {
      'Segment.io': {
        apiKey: key,
        apiHost: `${host}/v1`,
        protocol: isSafe === true || protocol === 'https' ? ('https' as const) : ('http' as const),
      },
    },
    // Else the client tells its makers from every page how it fares.
    metrics: { sampleRate: 0 as const },
  }
}
