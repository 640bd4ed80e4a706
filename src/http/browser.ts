import { createHash, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { failure } from '../domain/failure.ts'
import { Forbidden } from './problem.ts'

/** The address by which browsers reach the program where that is not the one it listens at: behind a proxy. */
export type PublicUrl = URL | undefined

/**
 * By https the name begins so that no browser takes it from anywhere but this host, by a page of it
 * (RFC 6265bis, 4.1.3.2).
 */
function cookieName(publicUrl: PublicUrl): string {
  return isSafe(publicUrl) ? '__Host-clientela_session' : 'clientela_session'
}

function isSafe(publicUrl: PublicUrl): boolean {
  return publicUrl?.protocol === 'https:'
}

/** The token of the session in the cookie, as it was sent. */
export function sessionToken({ headers }: FastifyRequest, publicUrl: PublicUrl) {
  return parseCookie(headers.cookie ?? '')[cookieName(publicUrl)]
}

/** Has the browser keep that token for so long, out of the reach of scripts and of other sites; '' takes it away. */
export function setSessionCookie(
  reply: FastifyReply,
  publicUrl: PublicUrl,
  { token, lastsMs }: { readonly token: string; readonly lastsMs: number },
): void {
  const cookie = stringifySetCookie(cookieName(publicUrl), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isSafe(publicUrl),
    maxAge: token === '' ? 0 : Math.floor(lastsMs / 1_000),
  })
  reply.header('set-cookie', cookie)
}

/** What a page of ours sends with whatever changes something; other sites cannot read it. It is made of the session's token. */
export function csrfOf(token: string): string {
  return createHash('sha256').update(`csrf ${token}`).digest('base64url')
}

/**
 * Refuses what another site has a browser send: by what the browser says of who asks, and for a session by the
 * header that only pages of ours can know. What merely reads is let through: its answer is read by nobody else.
 */
export function demandOwnPage(
  request: FastifyRequest,
  publicUrl: PublicUrl,
  token: string | undefined,
): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  if (!isFromHere(request, publicUrl)) {
    throw new Forbidden(
      failure('unauthorized', 'Another site asked for this', {
        where: 'Origin',
        fix: 'Use the pages of this server; behind a proxy, start it with --public-url.',
      }),
    )
  }
  if (token === undefined) return
  const given = request.headers['x-csrf-token']
  if (typeof given === 'string' && isSame(given, csrfOf(token))) return
  throw new Forbidden(
    failure('unauthorized', 'The token against forged requests is missing or not right', {
      where: 'x-csrf-token',
      fix: 'Send `csrf` of GET /api/session in the header x-csrf-token.',
    }),
  )
}

/** Programs that are no browsers say neither. */
function isFromHere({ headers }: FastifyRequest, publicUrl: PublicUrl): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (origin === undefined) return true
  return origin === (publicUrl?.origin ?? `http://${host}`) || origin === `http://${host}`
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}
