import type { FastifyRequest } from 'fastify'
import { failure } from '../domain/failure.ts'
import { isPage } from './challenge.ts'
import { Forbidden } from './problem.ts'

/** A key alone, as a VTEX checkout sends it that was told no prefix. */
const aKey = /^ck_[0-9a-f]{12}_[\w-]{43}$/

/**
 * The key in the Authorization header, never in a URL. Pages that a person opens (those outside /api)
 * take it as a password too, which browsers can ask for and then send by themselves: for /api that would
 * let other sites use it, and a page that another site asks for is refused.
 */
export function secretOf(request: FastifyRequest): string | undefined {
  const { authorization, 'sec-fetch-site': site } = request.headers
  if (authorization === undefined) return vtexSecret(request)
  if (aKey.test(authorization)) return authorization
  const [scheme = '', given = ''] = authorization.split(' ', 2)
  if (scheme.toLowerCase() === 'bearer') return given
  if (scheme.toLowerCase() !== 'basic' || !isPage(request)) return undefined
  if (site === 'cross-site') throw fromElsewhere()
  const pair = Buffer.from(given, 'base64').toString('utf8')
  return pair.slice(pair.indexOf(':') + 1)
}

/**
 * The key that clients of VTEX send in two headers: its id, and either the rest of it or all of it; or all of
 * it in the one in which its checkout sends a promotions provider's. No browser sends these by itself.
 */
function vtexSecret({ headers }: FastifyRequest): string | undefined {
  const { 'x-vtex-api-appkey': id, 'x-vtex-api-apptoken': token, 'x-api-key': whole } = headers
  if (typeof whole === 'string') return whole
  if (typeof token !== 'string') return undefined
  if (aKey.test(token) || typeof id !== 'string') return token
  return `${id.startsWith('ck_') ? id : `ck_${id}`}_${token}`
}

function fromElsewhere(): Forbidden {
  return new Forbidden(
    failure('unauthorized', 'Another site asked for this with the key that the browser keeps', {
      where: 'Sec-Fetch-Site',
      fix: 'Open the address yourself instead of following a link.',
    }),
  )
}
