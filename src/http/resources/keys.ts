import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { scopesIn, type Bundle, type Scope } from '../../api/scopes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { createKey, listKeys, revokeKey, type Key } from '../../store/operational/keys.ts'
import { callerOf, demandHeld } from '../auth.ts'
import { found } from '../found.ts'
import { iso, msOf } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The keys of the API. */
export function serveKeys(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.keys.list, async () => {
    const keys = await listKeys(db)
    return { items: keys.filter(({ revoked }) => revoked === undefined).map(shown) }
  })
  serve(app, routes.keys.create, async ({ body }, { request }) => {
    const words = [
      ...new Set([...(body.scopes ?? []), ...(body.scope === undefined ? [] : [body.scope])]),
    ]
    const scopes = words.length === 0 ? ['write' as const] : words
    demandHeld(callerOf(request), scopesIn(scopes))
    const expires = body.expires === undefined ? undefined : msOf(body.expires)
    if (expires !== undefined && expires <= works.clock()) throw isOver()
    const made = { name: body.name, scopes, ...(expires === undefined ? {} : { expires }) }
    const { key, text } = await createKey(db, made, works.clock())
    return { ...shown(key), key: text }
  })
  serve(app, routes.keys.revoke, async ({ params }) => {
    const revoked = await revokeKey(db, params.id, works.clock())
    found(revoked ? revoked : undefined, 'key')
    return { ok: true as const }
  })
}

function isOver(): Refusal {
  return new Refusal(
    failure('invalid', 'That instant is over', {
      where: 'body.expires',
      fix: 'Name one that is to come, or leave it out.',
    }),
  )
}

function shown({ id, name, scopes, created, expires, used }: Key) {
  return {
    id,
    name,
    scopes: scopes as (Scope | Bundle)[],
    created: iso(created),
    expires: expires === undefined ? null : iso(expires),
    used: used === undefined ? null : iso(used),
  }
}
