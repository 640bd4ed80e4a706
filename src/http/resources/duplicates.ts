import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import {
  alsoPaired,
  countPairs,
  customersThere,
  decidePair,
  pairsPage,
  type ScoredPair,
} from '../../store/clickhouse/duplicates.ts'
import { mergeSurest } from '../../work/duplicates/mergeSurest.ts'
import { readStanding, type Standing } from '../../work/duplicates/standing.ts'
import { callerOf } from '../auth.ts'
import { contestedPage } from '../contested.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { describePairs, sendPairs } from '../duplicates.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve, serveStream } from '../route.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

/** Customers that may be one: looked for, reviewed, handed out as a file. */
export function serveDuplicates(app: FastifyInstance, works: Works): void {
  const { database, operational } = works
  serve(app, routes.duplicates.find, async (_, { request }) =>
    shownJob(await works.finder.request(callerOf(request).name)),
  )
  serve(app, routes.duplicates.list, async ({ query }, { signal }) => {
    const standing = await readStanding(operational.db)
    if (standing === undefined) return { items: [], next: null, pairs: 0, found: null }
    const { state, limit } = query
    const listing = { run: standing.run, least: Math.round(query.score * 1e6), state }
    const after = endOf(query.cursor)
    const [rows, pairs] = await Promise.all([
      pairsPage(
        database,
        { ...listing, limit: limit + 1, ...(after === undefined ? {} : { after }) },
        { signal },
      ),
      countPairs(database, listing, { signal }),
    ])
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    const [described, also] = await Promise.all([
      describePairs(works, standing.clues, shown, signal),
      alsoPaired(database, listing, shown, { signal }),
    ])
    return {
      items: described.map(({ left, right, score, reasons }) => ({
        left,
        right,
        score,
        reasons: [...reasons],
        also: [...also({ left: left.id, right: right.id })],
      })),
      next: rows.length > limit && last !== undefined ? cursorOf(last) : null,
      pairs,
      found: shownStanding(standing),
    }
  })
  serveStream(app, routes.duplicates.export, async ({ query }, { reply, signal }) => {
    const standing = found(await readStanding(operational.db), 'search for duplicates', 'run')
    return await sendPairs(works, reply, {
      standing,
      least: Math.round(query.score * 1e6),
      state: query.state,
      language: query.language,
      signal,
    })
  })
  serve(app, routes.duplicates.merge, async ({ body }, { request }) => {
    const merging = await mergeSurest(works, body.score, callerOf(request).name)
    const { run, merges: pairs, customers, left } = merging
    return { import: run ?? null, pairs, customers, left }
  })
  serveDecisions(app, works)
}

/** What messages would make one, and what a person says of two. */
function serveDecisions(app: FastifyInstance, works: Works): void {
  const { database } = works
  serve(app, routes.duplicates.contested, async ({ query }, { signal }) =>
    contestedPage(works, query, signal),
  )
  serve(app, routes.duplicates.decide, async ({ body }, { request }) => {
    const { left, right, decision } = body
    const there = await customersThere(database, [left, right])
    if (!there.has(left) || !there.has(right) || left === right) {
      throw new Refusal(
        failure('not_found', 'A pair is of two customers who are both there', {
          where: there.has(left) ? 'right' : 'left',
        }),
      )
    }
    const [less, more] = BigInt(left) < BigInt(right) ? [left, right] : [right, left]
    const said = { decision, at: works.clock(), by: callerOf(request).name }
    await decidePair(database, { left: less, right: more }, said)
    return { ok: true as const }
  })
}

function shownStanding({ run, at, customers, compared, left, clues }: Standing) {
  return {
    job: run,
    at: iso(at),
    customers,
    compared,
    left,
    clues: clues.map(({ name }) => name),
  }
}

function cursorOf({ score, left, right }: ScoredPair): string {
  return writeCursor([String(score), left, right])
}

function endOf(
  cursor: string | undefined,
): Pick<ScoredPair, 'score' | 'left' | 'right'> | undefined {
  const parts = readCursor(cursor, 3)
  if (parts === undefined) return undefined
  const [score = '', left = '', right = ''] = parts
  if (parts.every((part) => /^\d{1,19}$/.test(part))) return { score: Number(score), left, right }
  return void readCursor('', 3)
}
