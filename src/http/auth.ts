import type { FastifyInstance, FastifyRequest } from 'fastify'
import { scopes, type Scope } from '../api/route.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { isPage } from './challenge.ts'
import { Forbidden } from './problem.ts'

/** Who asks: for the log of who did what, and for what they may do. */
export type Caller = { readonly name: string; readonly scope: Scope }

/** Whose secret this is; undefined for nobody's, a revoked one's or an expired one's. */
export type Recognise = (secret: string) => Promise<Caller | undefined>

const callers = new WeakMap<FastifyRequest, Caller>()

/** Who made this request. Where no key was needed, asking is our own mistake. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request)
  if (caller === undefined) throw new Error('this route needs no key, so nobody is known')
  return caller
}

/**
 * Lets nobody past without a key, except to the routes marked `none`; what is not a route wants a key
 * too, so that nothing is learnt from the difference.
 */
export function demandKeys(app: FastifyInstance, recognise: Recognise): void {
  app.addHook('onRequest', async (request) => {
    const wanted = request.routeOptions.config.scope ?? 'read'
    if (wanted === 'none') return
    const secret = secretOf(request)
    const caller = secret === undefined ? undefined : await recognise(secret)
    if (caller === undefined) throw refuse(secret)
    if (scopes.indexOf(caller.scope) < scopes.indexOf(wanted)) throw forbid(caller, wanted)
    callers.set(request, caller)
  })
}

/** A key alone, as a VTEX checkout sends it that was told no prefix. */
const aKey = /^ck_[0-9a-f]{12}_[\w-]{43}$/

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

/**
 * The key in the Authorization header, never in a URL. Pages that a person opens (those outside /api)
 * take it as a password too, which browsers can ask for and then send by themselves: for /api that would
 * let other sites use it, and a page that another site asks for is refused.
 */
function secretOf(request: FastifyRequest): string | undefined {
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

function refuse(secret: string | undefined): Refusal {
  const missing = secret === undefined
  return new Refusal(
    failure(
      'unauthorized',
      missing ? 'A key is needed' : 'This key is not known, or not any more',
      {
        where: 'Authorization',
        fix: 'Send `Authorization: Bearer <key>`; `clientela keys create NAME` makes one.',
      },
    ),
  )
}

function fromElsewhere(): Refusal {
  return new Forbidden(
    failure('unauthorized', 'Another site asked for this with the key that the browser keeps', {
      where: 'Sec-Fetch-Site',
      fix: 'Open the address yourself instead of following a link.',
    }),
  )
}

function forbid(caller: Caller, wanted: Scope): Refusal {
  return new Forbidden(
    failure('unauthorized', `This key may ${caller.scope}, which does not include this`, {
      where: 'Authorization',
      fix: `Use a key with the scope ${wanted}.`,
    }),
  )
}
