import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { memberSince } from '../../store/clickhouse/memberships.ts'
import { segmentById } from '../../store/operational/segments.ts'
import { readStandings } from '../../work/refresh/standing.ts'
import { callerOf } from '../auth.ts'
import type { Latest } from '../latest.ts'
import { readIdCursor, writeCursor } from '../cursor.ts'
import { readCustomers } from '../customer.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { explained } from '../explained.ts'
import { askAbout, meets, outlook } from '../meets.ts'
import { questionOf, type Queries } from '../questions.ts'
import { readerFor } from '../reading.ts'
import { serve, type Call } from '../route.ts'
import { warningsOf } from '../warnings.ts'
import type { Works } from '../works.ts'

/** Who is in a segment or meets a condition: how many, who, is she. */
export function serveMembers(app: FastifyInstance, works: Works, latest: Latest): void {
  const { database } = works
  serve(app, routes.segments.count, async ({ body, query }, { request, signal }) => {
    const { key, ...given } = body
    const caller = callerOf(request).name
    const [question, row] = await latest.answer({ caller, key }, signal, async (ends) => {
      const one = await questionOf(works, given)
      const rows = await database.rows<{ count: string; known: string; gone?: string }>(one.count, {
        signal: ends,
      })
      return [one, rows[0]] as const
    })
    const count = Number(row?.count ?? 0)
    const known = Number(row?.known ?? 0)
    const reading = readerFor(request, query, question.vocabulary)(question.condition)
    const gone = row?.gone === undefined ? {} : { gone: Number(row.gone) }
    const warnings = warningsOf(question.condition, question.vocabulary, request, query)
    const sizes = { count, known, anonymous: count - known, ...gone }
    return { ...sizes, asOf: iso(question.asOf), reading, warnings }
  })
  serve(app, routes.segments.query, async ({ body }, call) =>
    pageOf(works, await questionOf(works, body), body, call),
  )
  serve(app, routes.segments.members, async ({ params, query }, call) =>
    pageOf(works, await questionOf(works, { segment: params.id }), query, call),
  )
  serve(app, routes.customers.meets, async ({ params, body }, { signal }) => {
    const answer = found(await outlook(works, params.id, body, signal), 'customer')
    const { asOf, nextChangeAt, until } = answer
    return {
      meets: answer.meets,
      asOf: iso(asOf),
      nextChangeAt: nextChangeAt === null ? null : iso(nextChangeAt),
      until: until === null ? null : iso(until),
    }
  })
  serve(app, routes.explain.customer, async ({ params, body, query }, call) => {
    const asked = await askAbout(works, params.id, body, call.signal)
    return found(await explained(works, asked, call, { ...query, at: body.at }), 'customer')
  })
  serve(app, routes.segments.isIn, async ({ params, query }, { signal }) => {
    const { id, customer } = params
    if (query.at !== undefined) {
      return await computed(works, { segment: id, at: query.at }, customer, signal)
    }
    // All at once: a cart waits for this answer.
    const [segment, standings, since] = await Promise.all([
      segmentById(works.operational.db, id),
      readStandings(works.operational.db),
      memberSince(database, id, customer, { signal }),
    ])
    const standing = standings.get(id)
    // What is stored says who met an older definition, or nothing yet.
    if (standing === undefined || standing.version !== found(segment, 'segment').version) {
      return await computed(works, { segment: id }, customer, signal)
    }
    return {
      member: since !== undefined,
      since: since === undefined ? null : iso(since),
      asOf: iso(standing.asOf),
    }
  })
}

/** Whether she is in a segment by what is known of her; nobody is in none. */
async function computed(
  works: Works,
  asked: { readonly segment: number; readonly at?: string },
  customer: string,
  signal: AbortSignal,
) {
  const { meets: member, asOf } = await meets(works, customer, asked, signal)
  return { member: member === true, since: null, asOf: iso(asOf) }
}

/** One more than asked for is read, to know whether there is another page. */
async function pageOf(
  works: Works,
  question: Queries,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  { signal }: Call,
) {
  const after = readIdCursor(cursor)
  const page = question.page({ ...(after === undefined ? {} : { after }), limit: limit + 1 })
  const rows = await works.database.rows<{ customer_id: string }>(page, { signal })
  const ids = rows.slice(0, limit).map((row) => row.customer_id)
  const last = ids.at(-1)
  return {
    items: await readCustomers(works, ids, signal),
    next: rows.length > limit && last !== undefined ? writeCursor([last]) : null,
    asOf: iso(question.asOf),
  }
}
