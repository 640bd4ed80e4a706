import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { sayCause } from '../../domain/ledger/cause.ts'
import {
  readChanges,
  type Change,
  type ChangePlace,
  type ChangesWanted,
} from '../../store/clickhouse/ledger.ts'
import { mergedInto, resolveMerged } from '../../store/clickhouse/merged.ts'
import { segmentById } from '../../store/operational/segments.ts'
import { shopOf } from '../../work/context.ts'
import { readStandings } from '../../work/refresh/standing.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { readCustomers } from '../customer.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { periodOf } from '../period.ts'
import { vocabularyOf, type Vocabulary } from '../questions.ts'
import { localeFor } from '../reading.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Entries and exits: of a segment, and of a customer. */
export function serveLedger(app: FastifyInstance, works: Works): void {
  const { database } = works
  const { db } = works.operational
  serve(app, routes.segments.history, async ({ params, query }, { request, signal }) => {
    found(await segmentById(db, params.id), 'segment')
    const vocabulary = await vocabularyOf(works)
    const say = sayer(localeFor(request, query, vocabulary), vocabulary)
    const { items, next } = await pageOf(works, { segment: params.id }, query, signal)
    const ids = [...new Set(items.map(({ customer }) => customer))]
    const customers = await readCustomers(works, ids, signal)
    const names = new Map(customers.map(({ id, fields }) => [id, fields['name']]))
    return {
      items: items.map((change) => {
        const name = names.get(change.customer)
        return { ...say(change), name: typeof name === 'string' ? name : null }
      }),
      next,
      asOf: await asOf(works, [params.id]),
    }
  })
  serve(app, routes.customers.segmentHistory, async ({ params, query }, { request, signal }) => {
    const id = (await resolveMerged(database, [params.id], { signal })).get(params.id) ?? params.id
    found((await readCustomers(works, [id], signal))[0], 'customer')
    const vocabulary = await vocabularyOf(works)
    const say = sayer(localeFor(request, query, vocabulary), vocabulary)
    const customers = [id, ...(await mergedInto(database, id, { signal }))]
    const { items, next } = await pageOf(works, { customers }, query, signal)
    const names = new Map(vocabulary.segments.map((segment) => [segment.id, segment.name]))
    return {
      items: items.map((change) => ({
        ...say(change),
        segment: change.segment,
        name: names.get(change.segment) ?? null,
      })),
      next,
    }
  })
}

type Filter = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly cause?: string | undefined
  readonly what?: 'entered' | 'left' | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One more than asked for is read, to know whether there is another page. */
async function pageOf(
  works: Works,
  of: ChangesWanted['of'],
  { cause, what, limit, cursor, ...given }: Filter,
  signal: AbortSignal,
): Promise<{ readonly items: readonly Change[]; readonly next: string | null }> {
  const { zone } = await shopOf(works.operational.db)
  const entered = what === undefined ? undefined : what === 'entered'
  const wanted = { of, ...periodOf(given, zone), cause, entered }
  const page = { after: placeOf(cursor), limit: limit + 1 }
  const changes = await readChanges(works.database, wanted, page, { signal })
  const items = changes.slice(0, limit)
  const last = items.at(-1)
  if (changes.length <= limit || last === undefined) return { items, next: null }
  const { noticed, at, segment, customer } = last
  return { items, next: writeCursor([noticed, at, segment, customer].map(String)) }
}

function placeOf(cursor: string | undefined): ChangePlace | undefined {
  const parts = readCursor(cursor, 4)
  if (parts === undefined) return undefined
  const [noticed = '', at = '', segment = '', customer = ''] = parts
  const ok = [noticed, at].every((ms) => /^-?\d{1,15}$/.test(ms)) && /^\d{1,10}$/.test(segment)
  if (!ok || !/^\d{1,19}$/.test(customer)) return placeOf('')
  return { noticed: Number(noticed), at: Number(at), segment: Number(segment), customer }
}

function sayer(locale: Parameters<typeof sayCause>[1], { names }: Vocabulary) {
  return ({ customer, entered, at, noticed, cause, ref }: Change) => ({
    what: entered ? ('entered' as const) : ('left' as const),
    customer,
    at: iso(at),
    noticed: iso(noticed),
    cause,
    ref,
    because: sayCause({ cause, ref }, locale, names.segmentName),
  })
}

/** Up to when all of them are known; null where one is not. */
export async function asOf(works: Works, segments: readonly number[]): Promise<string | null> {
  const standings = await readStandings(works.operational.db)
  const known = segments.map((id) => standings.get(id)?.asOf)
  return known.every((at) => at !== undefined) && known.length > 0 ? iso(Math.min(...known)) : null
}
