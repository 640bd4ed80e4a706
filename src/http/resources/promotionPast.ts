import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { promotionById } from '../../store/operational/promotions.ts'
import { shopOf } from '../../work/context.ts'
import type { PreviewWanted } from '../../work/promotions/previewer.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { msOf } from '../instants.ts'
import { endOfPeriod } from '../period.ts'
import { readPromotion } from '../promotion.ts'
import { promotionResults } from '../promotionResults.ts'
import { refuseUnlessOne, vocabularyOf } from '../questions.ts'
import { localeFor } from '../reading.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

const dayMs = 86_400_000

/** What promotions would have come to, and what they came to. */
export function servePromotionPast(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotions.preview, async ({ body, query }, { request }) => {
    const { promotion: id, draft } = body
    refuseUnlessOne({ promotion: id, draft })
    const until = body.until === undefined ? works.clock() : msOf(body.until)
    const since = body.since === undefined ? until - 365 * dayMs : msOf(body.since)
    refuseReversed(since, until, 'since')
    const saved =
      id === undefined ? undefined : found(await promotionById(db, id), 'promotion', 'promotion')
    const given = draft ?? saved?.definition ?? {}
    const vocabulary = await vocabularyOf(works)
    const promotion = readPromotion(given, vocabulary)
    const locale = localeFor(request, query, vocabulary)
    const wanted: PreviewWanted = { promotion, period: { since, until }, locale }
    return shownJob(await works.previewer.request(callerOf(request).name, wanted))
  })
  serve(app, routes.promotions.results, async ({ params, query }, { signal }) => {
    const { id, created } = found(await promotionById(db, params.id), 'promotion')
    const { zone } = await shopOf(db)
    const from = query.from === undefined ? created : endOfPeriod(query.from, 'from', zone)
    // What is used in this very millisecond is among what was used.
    const to = query.to === undefined ? works.clock() + 1 : endOfPeriod(query.to, 'to', zone)
    refuseReversed(from, to, 'from')
    return await promotionResults(works, { promotion: id, from, to, by: query.by }, signal)
  })
}

function refuseReversed(from: number, to: number, where: string): void {
  if (from < to) return
  throw new Refusal(
    failure('invalid', 'The time ends before it begins', {
      where,
      fix: 'Give an earlier instant.',
    }),
  )
}
