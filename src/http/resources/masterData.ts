import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { ownName } from '../../domain/vtex/names.ts'
import { countCustomers, customerPage } from '../../store/clickhouse/customers.ts'
import type { PageEnd } from '../../store/clickhouse/pageKey.ts'
import { as, join, sql, type Sql } from '../../store/sql/sql.ts'
import { catalogNow } from '../customer.ts'
import { given } from '../given.ts'
import { vocabularyOf, type Vocabulary } from '../questions.ts'
import { knownIn } from '../reading.ts'
import { serve } from '../route.ts'
import { documents, fieldsWanted, type FieldsWanted } from '../vtex/document.ts'
import { askedOf, ruleAsked, testOf } from '../vtex/filter.ts'
import { Scrolls } from '../vtex/scrolls.ts'
import type { Works } from '../works.ts'
import { documentNow, serveDocuments } from './masterDataDocuments.ts'

/** VTEX's Master Data v1, of customers: what is asked. What is written: `masterDataDocuments.ts`. */
export function serveMasterData(app: FastifyInstance, works: Works): void {
  const entity = { acronym: 'CL', name: 'Client', primaryKeyType: 'GUID', allowGetAll: true }
  serve(app, routes.masterData.entities, async () => await Promise.resolve([entity]))
  serve(app, routes.masterData.structure, async () => {
    const { fields } = knownIn(await vocabularyOf(works))
    const all = [...fields.values()].filter(({ of, archived }) => of === 'customer' && !archived)
    return { ...entity, fields: all.map(shownField) }
  })
  serve(app, routes.masterData.search, async ({ query }, { request, reply, signal }) => {
    const { from, limit } = rangeOf(request.headers['rest-range'])
    const asked = await listingOf(works, query)
    const { ids } = await page(works, { ...asked, limit, offset: from }, signal)
    const { count } = await countCustomers(works.database, asked.of, { signal })
    const until = from + ids.length
    reply.header('rest-content-range', `resources ${from}-${until}/${count}`)
    return await documents(works, ids, { ...asked, signal })
  })
  serveScroll(app, works)
  serve(app, routes.masterData.clusters, async ({ params, body }, { signal }) => {
    const id = await documentNow(works, params.id, signal)
    if (body.length === 0) return []
    const vocabulary = await vocabularyOf(works)
    const tests = await Promise.all(
      body.map(async ({ rule }) => await testOf(works, ruleAsked(rule, vocabulary))),
    )
    const rows = await works.database.rows<{ meets: boolean[] }>(
      sql`SELECT [${join(
        tests.map((test) => sql`toBool(${test})`),
        ', ',
      )}] AS meets FROM customers FINAL WHERE customer_id = ${as('UInt64', id)}`,
      { signal },
    )
    return body.map(({ name }, i) => ({ name, isValid: rows[0]?.meets[i] === true }))
  })
  serveDocuments(app, works)
}

/** Where a scroll is, and what it is of. */
type Position = {
  readonly query: Readonly<Record<string, unknown>>
  readonly size: number
  /** Undefined before the first part; null behind the last. */
  readonly after: PageEnd | undefined | null
}

function serveScroll(app: FastifyInstance, works: Works): void {
  const scrolls = new Scrolls<Position>()
  serve(app, routes.masterData.scroll, async ({ query }, { reply, signal }) => {
    const { _token: token, _size: size, ...rest } = query
    const now = works.clock()
    const position: Position =
      token === undefined ? { query: rest, size, after: undefined } : scrolls.at(token, now)
    const asked = await listingOf(works, position.query)
    const { count } = await countCustomers(works.database, asked.of, { signal })
    const { after, size: limit } = position
    const { ids, next } =
      after === null
        ? { ids: [], next: undefined }
        : await page(works, { ...asked, limit, ...given({ after }) }, signal)
    const kept = scrolls.keep({ ...position, after: next ?? null }, now, token)
    reply.header('x-vtex-md-token', kept).header('rest-content-total', String(count))
    return await documents(works, ids, { ...asked, signal })
  })
}

/** What is listed, in which order, and what of it is shown. */
type Asked = {
  readonly of: { readonly among?: Sql; readonly search?: string }
  readonly sort: string
  readonly descending: boolean
  readonly wanted: FieldsWanted
  readonly vocabulary: Vocabulary
}

async function listingOf(works: Works, query: Readonly<Record<string, unknown>>): Promise<Asked> {
  const vocabulary = await vocabularyOf(works)
  const { _fields: fields, _keyword: keyword, _sort: sorted } = query
  const asked = askedOf(query, vocabulary)
  const among =
    asked === undefined
      ? undefined
      : sql`SELECT customer_id FROM customers FINAL WHERE ${await testOf(works, asked)}`
  const search = textOf(keyword)
  const wanted = fieldsWanted(textOf(fields))
  return { of: given({ among, search }), ...sortOf(textOf(sorted), vocabulary), wanted, vocabulary }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function sortOf(sorted: string | undefined, { catalogue }: Vocabulary) {
  if (sorted === undefined) return { sort: 'id', descending: false }
  const [name = '', way = 'ASC', ...more] = sorted.split(/\s+/)
  if (!/^(?:asc|desc)$/i.test(way) || more.length > 0) {
    throw wrong('_sort', `${JSON.stringify(sorted)} is no order`, 'Write it as firstName ASC.')
  }
  // Names are ordered by what comes first in them.
  const own = { createdIn: 'created', updatedIn: 'updated', ...firstOf(catalogue.fields) }[name]
  return {
    sort: own ?? ownName(name, catalogue.fields),
    descending: way.toLowerCase() === 'desc',
  }
}

function firstOf(fields: Vocabulary['catalogue']['fields']): Readonly<Record<string, string>> {
  return fields.has(ownName('firstName', fields)) ? {} : { firstName: 'name' }
}

type Paged = Asked & {
  readonly limit: number
  readonly offset?: number
  readonly after?: PageEnd
}

async function page(
  works: Works,
  { of, sort, descending, limit, offset, after }: Paged,
  signal: AbortSignal,
) {
  const listing = { ...of, sort, descending, limit, ...given({ offset, after }) }
  const read = await customerPage(works.database, listing, await catalogNow(works), { signal })
  if (!isFailure(read) || read.where !== 'sort') return orRefuse(read)
  throw wrong('_sort', read.message, read.fix ?? '')
}

/** At most so many documents of a search, and from which on a scroll is the way. */
const [mostAtOnce, furthest] = [100, 10_000]

/** `resources=0-10`: the first ten. */
function rangeOf(header: string | readonly string[] | undefined): { from: number; limit: number } {
  const text = String(header ?? 'resources=0-10')
  const [, from, to] = /^\s*resources\s*=\s*(\d{1,9})-(\d{1,9})\s*$/.exec(text) ?? []
  const limit = Number(to) - Number(from)
  if (from === undefined || limit <= 0) {
    throw wrong('REST-Range', `${JSON.stringify(text)} is no range`, 'Write it as resources=0-10.')
  }
  if (limit > mostAtOnce) {
    throw wrong('REST-Range', `A search answers at most ${mostAtOnce} documents`, 'Ask for fewer.')
  }
  if (Number(to) > furthest) {
    const fix = 'Use GET /api/dataentities/CL/scroll.'
    throw wrong('REST-Range', `A search reaches ${furthest} documents far`, fix)
  }
  return { from: Number(from), limit }
}

function shownField({ name, label, type, searchable, filterable, builtIn }: ShownField) {
  const flags = { isSearchable: searchable, isFilter: filterable, isInternal: builtIn }
  return { name, type, displayName: label, isNullable: true, ...flags }
}

type ShownField = {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly searchable: boolean
  readonly filterable: boolean
  readonly builtIn: boolean
}

function wrong(where: string, message: string, fix: string): Refusal {
  return new Refusal(failure('invalid', message, { where, fix }))
}
