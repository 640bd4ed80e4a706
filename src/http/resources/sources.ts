import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import {
  changeSource,
  createSource,
  listSources,
  sourceById,
  type Source,
} from '../../store/operational/sources.ts'
import type { Db } from '../../store/operational/tables.ts'
import {
  createWriteKey,
  listWriteKeys,
  revokeWriteKey,
  type WriteKey,
} from '../../store/operational/writeKeys.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import type { WriteKeys } from '../writeKeys.ts'

/** Whence events come, and by which keys. */
export function serveSources(app: FastifyInstance, works: Works, writeKeys: WriteKeys): void {
  const { db } = works.operational
  serve(app, routes.sources.list, async () => {
    const [sources, keys] = await Promise.all([listSources(db), listWriteKeys(db)])
    return { items: sources.map((source) => shown(source, keys)) }
  })
  serve(app, routes.sources.create, async ({ body }) => {
    const now = works.clock()
    const { id, text } = await inTransaction(db, async (open) => {
      const made = await createSource(open, given(body), now)
      return { id: made.id, text: await furtherKey(open, made.id, now) }
    })
    writeKeys.forget()
    return { ...(await read(db, id)), writeKey: text }
  })
  serve(app, routes.sources.change, async ({ params, body }) => {
    const changed = await changeSource(db, params.id, given(body), works.clock())
    writeKeys.forget()
    found(changed, 'source')
    return await read(db, params.id)
  })
  serve(app, routes.sources.archive, async ({ params }) => {
    const changed = await changeSource(db, params.id, { archived: true }, works.clock())
    writeKeys.forget()
    found(changed, 'source')
    return { ok: true as const }
  })
  serve(app, routes.sources.rotate, async ({ params }) => {
    const text = await furtherKey(db, params.id, works.clock())
    writeKeys.forget()
    return { ...(await read(db, params.id)), writeKey: text }
  })
  serve(app, routes.sources.revoke, async ({ params }) => {
    const key = { source: params.id, id: params.key }
    const revoked = await revokeWriteKey(db, key, works.clock())
    writeKeys.forget()
    found(revoked ? true : undefined, 'write key')
    return { ok: true as const }
  })
}

async function furtherKey(db: Db, source: number, now: number): Promise<string> {
  return found(await createWriteKey(db, source, now), 'source').text
}

async function read(db: Db, id: number) {
  const [source, keys] = await Promise.all([sourceById(db, id), listWriteKeys(db)])
  return shown(found(source, 'source'), keys)
}

function shown({ created, archived, ...source }: Source, keys: readonly WriteKey[]) {
  return {
    ...source,
    created: iso(created),
    archived: archived === undefined ? null : iso(archived),
    keys: keys
      .filter((key) => key.source === source.id)
      .map(({ id, created: made, used }) => ({
        id,
        created: iso(made),
        used: used === undefined ? null : iso(used),
      })),
  }
}
