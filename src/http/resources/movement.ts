import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { boundsOf } from '../../domain/time/stretches.ts'
import { flowsBetween, sizesBetween, turnover } from '../../store/clickhouse/ledger.ts'
import { segmentById } from '../../store/operational/segments.ts'
import { shopOf } from '../../work/context.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { endOfPeriod, periodOf } from '../period.ts'
import {
  computedFlows,
  computedSizes,
  placesOf,
  still,
  type Moved,
  type Place,
} from '../movement.ts'
import { vocabularyOf } from '../questions.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { asOf } from './ledger.ts'

/** So many stretches are shown where it is not said from when on. */
const usualStretches = { hour: 48, day: 30, week: 13, month: 12 } as const

const stretchMs = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_629_800_000 }

/** How many there were when, and how customers moved. */
export function serveMovement(app: FastifyInstance, works: Works): void {
  const { database } = works
  const { db } = works.operational
  serve(app, routes.segments.sizes, async ({ params, query }, { signal }) => {
    const { created } = found(await segmentById(db, params.id), 'segment')
    const shop = await shopOf(db)
    const { by } = query
    const given = periodOf(query, shop.zone)
    const now = works.clock()
    const to = Math.min(given.to ?? now, now)
    const from = given.from ?? to - (usualStretches[by] - 1) * stretchMs[by]
    refuseReversed(from, to)
    const bounds = orRefuse(boundsOf({ from, to, by }, shop))
    const ends = bounds.slice(1).map((end) => Math.min(end, now))
    const known = await asOf(works, [params.id])
    if (query.computed === 'true') {
      const sizes = await computedSizes(works, { segment: params.id, ends }, signal)
      return { items: sizes.map((size, i) => stretch(bounds, ends, i, size)), asOf: iso(now) }
    }
    const sizes = await sizesBetween(database, params.id, bounds, { signal })
    return {
      items: sizes.map((size, i) => {
        const there = (ends[i] ?? now) > created
        return stretch(bounds, ends, i, there ? size : { ...size, size: null })
      }),
      asOf: known,
    }
  })
  serve(app, routes.segments.flows, async ({ body }, { signal }) => {
    const [vocabulary, { zone }] = await Promise.all([vocabularyOf(works), shopOf(db)])
    const from = endOfPeriod(body.from, 'from', zone)
    const to = body.to === undefined ? works.clock() : endOfPeriod(body.to, 'to', zone)
    refuseReversed(from, to)
    const { first } = body
    const places = placesOf(body, vocabulary)
    const period = { from: iso(from), to: iso(to) }
    if (body.field !== undefined || body.computed) {
      const moved = await computedFlows(works, { places, from, to, first }, signal)
      return { ...period, since: null, ...named(places, moved), asOf: iso(works.clock()) }
    }
    const segments = places.flatMap((place) => place.segment ?? [])
    const ids = segments.map(({ id }) => id)
    const wanted = { segments: ids, from, to, first }
    const [flows, turned] = await Promise.all([
      flowsBetween(database, wanted, { signal }),
      turnover(database, wanted, { signal }),
    ])
    const turnovers = new Map(ids.map((id, i) => [i + 1, turned.get(id) ?? still]))
    return {
      ...period,
      since: iso(Math.max(...segments.map(({ created }) => created))),
      ...named(places, { flows, turnovers }),
      asOf: await asOf(works, ids),
    }
  })
}

/** One stretch of time as it is answered. */
function stretch(
  bounds: readonly number[],
  ends: readonly number[],
  i: number,
  { entered, left, size }: Record<'entered' | 'left' | 'size', number | null>,
) {
  return { from: iso(bounds[i] ?? 0), to: iso(ends[i] ?? 0), entered, left, size }
}

/** With the names of the places in place of their numbers. */
function named(places: readonly Place[], { flows, turnovers }: Moved) {
  const nameOf = (place: number | null) =>
    place === null ? null : (places[place - 1]?.name ?? null)
  return {
    places: places.map(({ name }, i) => ({ name, ...(turnovers.get(i + 1) ?? still) })),
    flows: flows.map(({ from, to, customers }) => ({
      from: nameOf(from),
      to: nameOf(to),
      customers,
    })),
  }
}

function refuseReversed(from: number, to: number): void {
  if (from < to) return
  throw new Refusal(
    failure('invalid', 'The period ends before it begins, or has not begun yet', {
      where: 'from',
      fix: 'Give `from` before `to`, and not in the future.',
    }),
  )
}
