import type { FastifyRequest } from 'fastify'

/**
 * Whether this is a page that a person opens, where browsers may ask for the key as a password. Told by
 * the route that was found, not by the address as it was typed: `/%61pi` leads to `/api` too. What is no
 * route counts as the API, and so does what is not merely read: no page changes anything.
 */
export function isPage({ method, routeOptions }: FastifyRequest): boolean {
  const { url } = routeOptions
  if (method !== 'GET' && method !== 'HEAD') return false
  return url !== undefined && url !== '/api' && !url.startsWith('/api/')
}

/**
 * What a request without a good key is told to send (RFC 9110, 11.6.1): each scheme in a header of its
 * own, since browsers do not look behind a comma for the one they know.
 */
export function challengesFor(request: FastifyRequest): string[] {
  return ['Bearer', ...(isPage(request) ? ['Basic realm="Clientela: the key as password"'] : [])]
}
