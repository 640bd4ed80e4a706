import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routes } from '../../api/routes.ts'
import { roleScopes, type Role } from '../../api/scopes.ts'
import {
  changeUser,
  createUser,
  listUsers,
  removeUser,
  userById,
  type User,
} from '../../store/operational/users.ts'
import type { Link } from '../../store/operational/links.ts'
import { callerOf, demandHeld } from '../auth.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Who may sign in. Nobody gives a role that may do what they may not, nor touches who has one. */
export function serveUsers(app: FastifyInstance, works: Works): void {
  const { signIn, publicUrl, clock } = works
  const { db } = works.operational
  const theOne = async (id: number, caller: ReturnType<typeof callerOf>): Promise<User> => {
    const user = found(await userById(db, id), 'user')
    demandHeld(caller, roleScopes[user.role as Role])
    return user
  }

  const linkShown = ({ host }: FastifyRequest, { token, ends }: Link) => ({
    link: `${publicUrl?.origin ?? `http://${host}`}/password#${token}`,
    expires: iso(ends),
  })

  serve(app, routes.users.list, async () => ({ items: (await listUsers(db)).map(shown) }))
  serve(app, routes.users.invite, async ({ body }, { request }) => {
    demandHeld(callerOf(request), roleScopes[body.role])
    const { locale, ...made } = body
    const user = await createUser(db, locale === undefined ? made : { ...made, locale }, clock())
    return { ...shown(user), ...linkShown(request, await signIn.passwordLink(user.id)) }
  })
  serve(app, routes.users.change, async ({ params, body }, { request }) => {
    const caller = callerOf(request)
    await theOne(params.id, caller)
    if (body.role !== undefined) demandHeld(caller, roleScopes[body.role])
    return shown(found(await changeUser(db, params.id, body, clock()), 'user'))
  })
  serve(app, routes.users.remove, async ({ params }, { request }) => {
    await theOne(params.id, callerOf(request))
    found((await removeUser(db, params.id)) ? true : undefined, 'user')
    return { ok: true as const }
  })
  serve(app, routes.users.link, async ({ params }, { request }) => {
    const user = await theOne(params.id, callerOf(request))
    return linkShown(request, await signIn.passwordLink(user.id))
  })
}

function shown(user: User) {
  const { id, name, email, locale, password, created, seen } = user
  return {
    id,
    name,
    email,
    role: user.role as Role,
    locale: (locale ?? null) as 'pt-BR' | 'en' | null,
    state: password === undefined ? ('invited' as const) : ('active' as const),
    created: iso(created),
    seen: seen === undefined ? null : iso(seen),
  }
}
