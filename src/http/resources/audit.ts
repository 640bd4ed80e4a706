import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { listAudit, verifyAudit, type AuditRow } from '../../store/operational/audit.ts'
import { iso, msOf } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The log of what was done. */
export function serveAudit(app: FastifyInstance, { operational, audit }: Works): void {
  const { db } = operational
  serve(app, routes.audit.list, async ({ query }) => {
    const { limit, cursor, who, action, customer, since, until } = query
    const filter = {
      who,
      action,
      person: customer === undefined ? undefined : audit.hashOf(customer),
      since: since === undefined ? undefined : msOf(since),
      until: until === undefined ? undefined : msOf(until),
    }
    const before = cursor === undefined ? {} : { before: placeIn(cursor) }
    const rows = await listAudit(db, filter, { ...before, limit: limit + 1 })
    const items = rows.slice(0, limit).map(shown)
    const last = items.at(-1)
    return { items, next: rows.length > limit && last !== undefined ? String(last.seq) : null }
  })
  serve(app, routes.audit.verify, async ({ query }, { signal }) => {
    const { entries, head, problem } = await verifyAudit(db, query.head, signal)
    return { ok: problem === undefined, entries, head, problem: problem ?? null }
  })
}

function placeIn(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw new Refusal(
    failure('invalid', 'This is no cursor of an earlier answer', {
      where: 'query.cursor',
      fix: 'Give `next` of the page before, or leave it out.',
    }),
  )
}

function shown({ at, ...row }: AuditRow) {
  return { ...row, at: iso(at) }
}
