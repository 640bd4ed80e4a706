import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { dependents } from '../../domain/segment/nested.ts'
import { printText } from '../../domain/segment/text/print.ts'
import {
  changeSegment,
  createSegment,
  deleteSegment,
  segmentById,
  type Segment,
} from '../../store/operational/segments.ts'
import { readStandings, type Standing } from '../../work/refresh/standing.ts'
import { callerOf } from '../auth.ts'
import { bring, bringAndWait } from '../arrive.ts'
import { newCondition } from '../definition.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { defining, readCondition, vocabularyOf, type Vocabulary } from '../questions.ts'
import { readerFor } from '../reading.ts'
import { serve } from '../route.ts'
import { demandSegmentAnswers } from '../stillAnswered.ts'
import { warningsOf } from '../warnings.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'
import { earlier } from './versions.ts'

/** Segments as people define them. Who is in them: `members.ts`. */
export function serveSegments(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const { refresher } = works
  serve(app, routes.segments.list, async ({ query }, { request }) => {
    const [vocabulary, standings] = await Promise.all([vocabularyOf(works), readStandings(db)])
    const read = readerFor(request, query, vocabulary)
    const items = vocabulary.segments.map((segment) =>
      shown(segment, vocabulary, read, standings.get(segment.id)),
    )
    return { items }
  })
  serve(app, routes.segments.create, async ({ body, query }, { request }) => {
    const by = callerOf(request).name
    const made = await defining(works, (open, vocabulary) => {
      const condition = readCondition(body, vocabulary)
      const { name, folder } = body
      return createSegment(open, { name, condition, by, ...given({ folder }) }, works.clock())
    })
    await refresher.request({ segments: [made.id] })
    return await show(works, made, request, query)
  })
  serve(app, routes.segments.read, async ({ params, query }, { request }) =>
    show(works, found(await segmentById(db, params.id), 'segment'), request, query),
  )
  serve(app, routes.segments.change, async ({ params, body, query }, { request }) => {
    const { name, version, folder } = body
    const by = callerOf(request).name
    const { before, after } = await defining(works, async (open, vocabulary) => {
      const stood = found(await segmentById(open, params.id), 'segment')
      const condition = newCondition(stood, body, vocabulary)
      if (condition !== undefined) {
        await demandSegmentAnswers(open, vocabulary, { ...stood, condition })
      }
      const change = { ...given({ name, version, folder, condition }), by }
      const stands = await changeSegment(open, stood.id, change, works.clock())
      return { before: stood, after: found(stands, 'segment') }
    })
    if (after.version !== before.version) {
      await refill(works, after)
    }
    return await show(works, after, request, query)
  })
  serve(app, routes.segments.rollback, async ({ params, body, query }, { request }) => {
    const { to, version } = body
    const by = callerOf(request).name
    const { before, after } = await defining(works, async (open, vocabulary) => {
      const stood = found(await segmentById(open, params.id), 'segment')
      const condition = newCondition(stood, await earlier(open, stood, { to }), vocabulary)
      if (condition !== undefined) {
        await demandSegmentAnswers(open, vocabulary, { ...stood, condition })
      }
      const change = { ...given({ version, condition }), by }
      const stands = await changeSegment(open, stood.id, change, works.clock())
      return { before: stood, after: found(stands, 'segment') }
    })
    if (after.version !== before.version) {
      await refill(works, after)
    }
    return await show(works, after, request, query)
  })
  serve(app, routes.segments.remove, async ({ params }) => {
    const deleted = await deleteSegment(db, params.id, works.clock())
    found(deleted ? true : undefined, 'segment')
    await bring(works, { kind: 'pins', segment: params.id, pins: [], empty: true })
    await refresher.request({ segments: [] })
    return { ok: true as const }
  })
}

/** The language of conditions, pins and refreshes. */
export function serveDefinitions(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const { refresher } = works
  serve(app, routes.conditions.read, async ({ body, query }, { request }) => {
    const vocabulary = await vocabularyOf(works)
    const condition = readCondition(body, vocabulary)
    const reading = readerFor(request, query, vocabulary)(condition)
    const warnings = warningsOf(condition, vocabulary, request, query)
    return { condition, text: printText(condition, vocabulary.names), reading, warnings }
  })
  serve(app, routes.segments.pin, async ({ params, body }, call) => {
    found(await segmentById(db, params.id), 'segment')
    const pin = { customer: params.customer, pinned: body.pinned }
    const arrival = { kind: 'pins', segment: params.id, pins: [pin] } as const
    const { position, applied } = await bringAndWait(works, arrival, call)
    return { position, applied }
  })
  serve(app, routes.segments.refresh, async ({ body }) => {
    for (const id of body.segments ?? []) found(await segmentById(db, id), 'segment')
    return shownJob(
      await refresher.request(body.segments === undefined ? {} : { segments: body.segments }),
    )
  })
}

/** Finds its members anew, and those of all that speak of it: why theirs come and go, the ledger says. */
async function refill(works: Works, { id, version }: Segment): Promise<void> {
  const { catalogue } = await vocabularyOf(works)
  const segments = [id, ...dependents(id, catalogue).segments]
  await works.refresher.request({ segments, cause: 'segment', ref: `${id} v${version}` })
}

/** A segment as it is answered. */
export async function show(
  works: Works,
  segment: Segment,
  request: FastifyRequest,
  asked: Parameters<typeof readerFor>[1],
) {
  const [vocabulary, standings] = await Promise.all([
    vocabularyOf(works),
    readStandings(works.operational.db),
  ])
  const read = readerFor(request, asked, vocabulary)
  const warnings = warningsOf(segment.condition, vocabulary, request, asked)
  return { ...shown(segment, vocabulary, read, standings.get(segment.id)), warnings }
}

function shown(
  { id, name, folder, condition, version, created, updated }: Segment,
  { names }: Vocabulary,
  read: (condition: Condition) => string,
  standing: Standing | undefined,
) {
  return {
    id,
    name,
    folder,
    condition,
    text: printText(condition, names),
    reading: read(condition),
    version,
    created: iso(created),
    updated: iso(updated),
    size: standing === undefined ? null : sizeOf(standing),
  }
}

function sizeOf({ count, known, asOf }: Standing) {
  return { count, known, anonymous: count - known, asOf: iso(asOf) }
}
