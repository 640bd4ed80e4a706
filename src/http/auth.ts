import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Scope } from '../api/scopes.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { demandOwnPage, sessionToken, type PublicUrl } from './browser.ts'
import { Forbidden } from './problem.ts'
import { secretOf } from './secret.ts'

/** Who asks: for the log of who did what, and for what they may do. */
export type Caller = {
  /** `local`, the id of a key, or `user:3`. */
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** Of who is signed in. */
  readonly session?: { readonly hash: string; readonly user: number; readonly token: string }
}

/** Whose secret this is; undefined for nobody's, a revoked one's or an expired one's. */
export type Recognise = (secret: string) => Promise<Caller | undefined>

/** By what callers are known. */
export type Doors = {
  /** Of a key. */
  readonly recognise: Recognise
  /** Of a session's token. */
  readonly signedIn: Recognise
  readonly publicUrl: PublicUrl
}

const callers = new WeakMap<FastifyRequest, Caller>()

/** Who made this request. Where no key was needed, asking is our own mistake. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request)
  if (caller === undefined) throw new Error('this route needs no key, so nobody is known')
  return caller
}

/** The same where it may be nobody. */
export function knownCaller(request: FastifyRequest): Caller | undefined {
  return callers.get(request)
}

/** Who asked is known only now: somebody has signed in. */
export function becomeKnown(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller)
}

/** The same, for routes that are for who is signed in. */
export function sessionOf(request: FastifyRequest): NonNullable<Caller['session']> {
  const { session } = callerOf(request)
  if (session === undefined) throw new Error('this route is not for who is signed in')
  return session
}

/**
 * Lets nobody past without a key or a session, except to the routes marked `none`; what is not a route wants
 * one too, so that nothing is learnt from the difference. Before the body is read.
 */
export function demandKeys(app: FastifyInstance, doors: Doors): void {
  app.addHook('onRequest', async (request) => {
    const { scope: wanted } = request.routeOptions.config
    if (wanted === 'none') return
    const secret = secretOf(request)
    const caller =
      secret === undefined ? await bySession(request, doors) : await doors.recognise(secret)
    if (caller === undefined) throw refuse(secret)
    callers.set(request, caller)
    if (wanted === 'signed in' && caller.session === undefined) throw notByKey()
    if (wanted === undefined || wanted === 'signed in' || caller.scopes.has(wanted)) return
    throw forbid(caller, wanted)
  })
}

async function bySession(
  request: FastifyRequest,
  { signedIn, publicUrl }: Doors,
): Promise<Caller | undefined> {
  const token = sessionToken(request, publicUrl)
  if (token === undefined || token === '') return undefined
  const caller = await signedIn(token)
  if (caller !== undefined) demandOwnPage(request, publicUrl, token)
  return caller
}

/**
 * Refuses to give to somebody else what the caller may not do: a role, a key, or the password of who may do it.
 */
export function demandHeld({ scopes }: Caller, wanted: Iterable<Scope>): void {
  const missing = [...wanted].find((each) => !scopes.has(each))
  if (missing === undefined) return
  throw new Forbidden(
    failure('unauthorized', `That may do what you may not: ${missing}`, {
      fix: 'Ask an owner to do it.',
    }),
  )
}

function refuse(secret: string | undefined): Refusal {
  const missing = secret === undefined
  return new Refusal(
    failure(
      'unauthorized',
      missing ? 'A key is needed, or somebody signed in' : 'This key is not known, or not any more',
      {
        where: 'Authorization',
        fix: 'Send `Authorization: Bearer <key>`; `clientela keys create NAME` makes one.',
      },
    ),
  )
}

function notByKey(): Refusal {
  return new Forbidden(
    failure('unauthorized', 'This is for who is signed in, not for keys', {
      fix: 'Sign in by POST /api/session.',
    }),
  )
}

function forbid({ session }: Caller, wanted: Scope): Refusal {
  return new Forbidden(
    session === undefined
      ? failure('unauthorized', `This key lacks the scope ${wanted}`, {
          where: 'Authorization',
          fix: `Use a key with the scope ${wanted}.`,
        })
      : failure('unauthorized', `Your role does not include this: ${wanted}`, {
          fix: 'Ask an owner for another role.',
        }),
  )
}
