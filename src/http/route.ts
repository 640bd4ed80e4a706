import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { z } from 'zod'
import { arrived } from '../api/parts.ts'
import { problem, problemMediaType } from '../api/problem.ts'
import { isAudited } from './audited.ts'
import { tags, type Answer, type Route, type Taken } from '../api/route.ts'
import type { Scope } from '../api/scopes.ts'

/** What a handler is given besides its input. */
export type Call = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Aborted when the caller hangs up or the server stops: pass it to every query. */
  readonly signal: AbortSignal
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What is needed; `none` of the few routes that need nothing. Left out: to be known. */
    scope?: Scope | 'signed in' | 'none'
    /** It is noted in the audit log. */
    audited?: boolean
    /** The body is a file. */
    upload?: boolean
  }
}

/** Serves one route of the contract: its schemas are checked on the way in and on the way out. */
export function serve<R extends Route>(
  app: FastifyInstance,
  route: R,
  handle: (taken: Taken<R>, call: Call) => Promise<Answer<R>>,
): void {
  register(app, route, async (request, reply) => {
    const answer = await handle(taken<R>(request), { request, reply, signal: signalOf(request) })
    // A handler that has set another status meant it.
    if (reply.statusCode === 200) reply.code(route.status ?? 200)
    return await reply.send(answer)
  })
}

/** The same for a route that answers with a stream: the handler sends it. */
export function serveStream<R extends Route>(
  app: FastifyInstance,
  route: R,
  handle: (taken: Taken<R>, call: Call) => Promise<FastifyReply>,
): void {
  register(app, route, (request, reply) =>
    handle(taken<R>(request), { request, reply, signal: signalOf(request) }),
  )
}

function register(
  app: FastifyInstance,
  route: Route,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    config: {
      scope: neededBy(route),
      audited: isAudited(route),
      upload: route.upload === true,
    },
    handler,
  })
}

function neededBy({ scope, signedIn }: Route): Scope | 'signed in' | 'none' {
  return scope ?? (signedIn === true ? 'signed in' : 'none')
}

/** Fastify's checks and OpenAPI's description, both from the contract. */
function schemaOf(route: Route): FastifySchema {
  const refused = { description: 'A refusal', content: { [problemMediaType]: { schema: problem } } }
  return {
    tags: [route.tag],
    summary: route.summary,
    operationId: operationId(route),
    ...(route.scope === undefined ? { security: securityOf(route) } : {}),
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    ...(route.upload === true ? { consumes: ['application/octet-stream'] } : {}),
    response: {
      [route.status ?? 200]: successOf(route),
      ...(route.late === true ? { 202: arrived } : {}),
      '4xx': refused,
      '5xx': refused,
    },
  } as FastifySchema
}

/** In the body it is no scheme of the document's: so it may be left out of the header. */
function securityOf({ writeKey, signedIn }: Route): readonly object[] {
  if (signedIn === true) return [{ session: [] }]
  return writeKey === true ? [{ writeKey: [] }, {}] : []
}

function successOf(route: Route): unknown {
  if (route.stream === undefined) return route.response
  const line = { schema: z.string() }
  const content = Object.fromEntries(route.stream.map((type) => [type, line]))
  return { description: 'A stream', content }
}

function operationId(route: Route): string {
  const steps = route.path.split('/').filter((step) => step !== '' && step !== 'api')
  return [route.method.toLowerCase(), ...steps.map((step) => step.replace(':', 'by_'))].join('_')
}

function taken<R extends Route>(request: FastifyRequest): Taken<R> {
  const { params, query, body } = request
  // Checked by the schemas that made these types.
  return { params, query, body } as unknown as Taken<R>
}

const signals = new WeakMap<FastifyRequest, AbortController>()

/** The signal of a request, which {@link abortWithSocket} ends. */
function signalOf(request: FastifyRequest): AbortSignal {
  const existing = signals.get(request)
  if (existing !== undefined) return existing.signal
  const made = new AbortController()
  signals.set(request, made)
  return made.signal
}

/** The caller hung up, or the answer broke off: whatever still runs for this request ends. */
export function abortWithSocket(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) {
        signalOf(request)
        signals.get(request)?.abort()
      }
    })
    next()
  })
}

/** The chapters, as OpenAPI wants them. */
export const chapters = tags.map(({ name, says }) => ({ name, description: says }))
