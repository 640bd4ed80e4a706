import type { FastifyInstance } from 'fastify'
import { failure, Refusal } from '../domain/failure.ts'
import type { PublicUrl } from './browser.ts'

/** Nothing is loaded from anywhere, framed by anyone or guessed at: pages of ours are plain text and style. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'interest-cohort=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // What is answered is about people: nobody on the way keeps it.
  'cache-control': 'no-store',
} as const

/** Browsers that were here by https come by nothing else for half a year (RFC 6797). */
const onlySafe = 'max-age=15768000'

/** Sets the headers above on every answer, and gives each its request's id. */
export function addHeaders(app: FastifyInstance, publicUrl: PublicUrl): void {
  app.addHook('onSend', (request, reply, payload, next) => {
    if (publicUrl?.protocol === 'https:') reply.header('strict-transport-security', onlySafe)
    for (const [name, value] of Object.entries(securityHeaders)) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
    reply.header('x-request-id', request.id)
    next(null, payload)
  })
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses requests whose Host is not one we are known by. A page on the web can make a browser resolve
 * its own name to 127.0.0.1 and so speak to us as the same origin (DNS rebinding); the Host header then
 * still has that page's name.
 */
export function checkHost(
  app: FastifyInstance,
  more: readonly string[] | 'any',
  publicUrl: PublicUrl,
): void {
  if (more === 'any') return
  const named = publicUrl === undefined ? more : [...more, publicUrl.hostname]
  const allowed = new Set([...loopbackNames, ...named.map((name) => name.toLowerCase())])
  app.addHook('onRequest', (request, _reply, next) => {
    if (allowed.has(nameOf(request.headers.host ?? ''))) return next()
    next(
      new Refusal(
        failure('invalid', 'This server is not known by that name', {
          where: 'Host',
          fix: 'Ask it at 127.0.0.1, or start it with the name it is to be reached by: --public-url.',
        }),
      ),
    )
  })
}

/** A Host header without its port. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}
