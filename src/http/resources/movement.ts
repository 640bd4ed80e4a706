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
import { segmentOf, vocabularyOf } from '../questions.ts'
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
    const sizes = await sizesBetween(database, params.id, bounds, { signal })
    const endOf = (i: number) => Math.min(bounds[i + 1] ?? now, now)
    return {
      items: sizes.map((size, i) => ({
        ...size,
        from: iso(size.from),
        to: iso(endOf(i)),
        size: endOf(i) <= created ? null : size.size,
      })),
      asOf: await asOf(works, [params.id]),
    }
  })
  serve(app, routes.segments.flows, async ({ body }, { signal }) => {
    const [vocabulary, { zone }] = await Promise.all([vocabularyOf(works), shopOf(db)])
    const segments = body.segments.map((named) => segmentOf(vocabulary, named))
    const ids = [...new Set(segments.map(({ id }) => id))]
    const from = endOfPeriod(body.from, 'from', zone)
    const to = body.to === undefined ? works.clock() : endOfPeriod(body.to, 'to', zone)
    refuseReversed(from, to)
    const wanted = { segments: ids, from, to, first: body.first }
    const [flows, turned] = await Promise.all([
      flowsBetween(database, wanted, { signal }),
      turnover(database, wanted, { signal }),
    ])
    const nothing = { before: 0, entered: 0, left: 0, after: 0 }
    return {
      from: iso(from),
      to: iso(to),
      since: iso(Math.max(...segments.map(({ created }) => created))),
      segments: ids.map((id) => ({
        id,
        name: segments.find((segment) => segment.id === id)?.name ?? '',
        ...(turned.get(id) ?? nothing),
      })),
      flows: [...flows],
      asOf: await asOf(works, ids),
    }
  })
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
