import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Scope } from '../../api/route.ts'
import { createKey, listKeys, revokeKey, type Key } from '../../store/operational/keys.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The keys of the API. */
export function serveKeys(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.keys.list, async () => {
    const keys = await listKeys(db)
    return { items: keys.filter(({ revoked }) => revoked === undefined).map(shown) }
  })
  serve(app, routes.keys.create, async ({ body }) => {
    const { key, text } = await createKey(db, body, works.clock())
    return { ...shown(key), key: text }
  })
  serve(app, routes.keys.revoke, async ({ params }) => {
    const revoked = await revokeKey(db, params.id, works.clock())
    found(revoked ? revoked : undefined, 'key')
    return { ok: true as const }
  })
}

function shown({ id, name, scope, created, used }: Key) {
  return {
    id,
    name,
    scope: scope as Scope,
    created: iso(created),
    used: used === undefined ? null : iso(used),
  }
}
