import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { routes } from '../../api/routes.ts'
import { roleScopes, type Role } from '../../api/scopes.ts'
import type { session } from '../../api/session.ts'
import { Overfull } from '../../domain/failure.ts'
import { hashOfSecret } from '../../store/operational/secrets.ts'
import { endSession, listSessionsOf } from '../../store/operational/sessions.ts'
import { changeUser, userById, type User } from '../../store/operational/users.ts'
import type { SignedIn } from '../../work/access/signIn.ts'
import { becomeKnown, sessionOf } from '../auth.ts'
import { noteSubject } from '../audit.ts'
import { csrfOf, demandOwnPage, sessionToken, setSessionCookie } from '../browser.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { TooMany } from '../problem.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Coming in and going out. */
export function serveSession(app: FastifyInstance, works: Works): void {
  const { signIn, audit, publicUrl, sessionLengths, clock } = works
  const { db } = works.operational

  /** Sets the cookie of a new session, and answers as all of these do. */
  const letIn = async (
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
    come: (address: string) => Promise<SignedIn>,
  ) => {
    // Else another site could sign somebody in as somebody else.
    demandOwnPage(request, publicUrl, undefined)
    const { user, token } = await come(request.ip).catch((error: unknown) => {
      throw error instanceof Overfull ? new TooMany(error) : error
    })
    const before = sessionToken(request, publicUrl)
    // The browser has another now: whoever knows the one before is out.
    if (before !== undefined) await endSession(db, hashOfSecret(before))
    setSessionCookie(reply, publicUrl, { token, lastsMs: sessionLengths.wholeMs })
    becomeKnown(request, { name: `user:${user.id}`, scopes: new Set() })
    return shown(user, token)
  }

  serve(app, routes.session.setUpNeeded, async () => ({ needed: await signIn.needsSetup() }))
  serve(app, routes.session.setUp, async ({ body }, call) =>
    letIn(call, async (address) => signIn.setUp(body.token, body, address)),
  )
  serve(app, routes.session.signIn, async ({ body }, call) => {
    noteSubject(call.request, `email=#${audit.hashOf(body.email.toLowerCase())}`)
    return await letIn(call, async (address) => signIn.byPassword(body, address))
  })
  serve(app, routes.session.setPassword, async ({ body }, call) =>
    letIn(call, async (address) => signIn.setPassword(body.token, body.password, address)),
  )
  serve(app, routes.session.read, async (_taken, { request }) => {
    const { user, token } = sessionOf(request)
    return shown(found(await userById(db, user), 'user'), token)
  })
  serve(app, routes.session.change, async ({ body }, call) => {
    const { user: id, token } = sessionOf(call.request)
    const { name, locale, password } = body
    const user = found(await changeUser(db, id, { name, locale }, clock()), 'user')
    if (password === undefined) return shown(user, token)
    return await letIn(call, async () => signIn.changePassword(id, password))
  })
  serve(app, routes.session.signOut, async (_taken, { request, reply }) => {
    await endSession(db, sessionOf(request).hash)
    setSessionCookie(reply, publicUrl, { token: '', lastsMs: 0 })
    return { ok: true as const }
  })
  serveOpenSessions(app, works)
}

/** In which browsers somebody is signed in, for that person alone. */
function serveOpenSessions(app: FastifyInstance, works: Works): void {
  const { sessionLengths, clock } = works
  const { db } = works.operational
  const listOf = async (user: number) => await listSessionsOf(db, user, sessionLengths, clock())

  serve(app, routes.session.list, async (_taken, { request }) => {
    const { user, hash: current } = sessionOf(request)
    const items = (await listOf(user)).map(({ hash, created, seen, ends }) => ({
      id: idOf(hash),
      created: iso(created),
      seen: iso(seen),
      ends: iso(ends),
      current: hash === current,
    }))
    return { items }
  })
  serve(app, routes.session.end, async ({ params }, { request }) => {
    const { user } = sessionOf(request)
    const { hash } = found(
      (await listOf(user)).find((each) => idOf(each.hash) === params.id),
      'session',
    )
    await endSession(db, hash)
    return { ok: true as const }
  })
}

/** Enough of it to tell one person's sessions apart. */
function idOf(hash: string): string {
  return hash.slice(0, 16)
}

function shown(user: User, token: string): z.output<typeof session> {
  const { id, name, email, locale } = user
  const role = user.role as Role
  return {
    user: { id, name, email, role, locale: (locale ?? null) as 'pt-BR' | 'en' | null },
    csrf: csrfOf(token),
    scopes: [...roleScopes[role]],
  }
}
