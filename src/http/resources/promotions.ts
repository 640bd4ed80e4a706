import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { checkedMinor, unitsOf } from '../../domain/promotion/minor.ts'
import type { Limits, Promotion } from '../../domain/promotion/promotion.ts'
import { printText } from '../../domain/segment/text/print.ts'
import {
  changePromotion,
  createPromotion,
  listPromotions,
  promotionById,
  promotionVersions,
  type PromotionState,
  type StoredPromotion,
} from '../../store/operational/promotions.ts'
import {
  cancelUsages,
  NoRoom,
  reserveUsages,
  usagesOf,
  usedOf,
  useUsages,
  type Usage,
  type Used,
} from '../../store/operational/usages.ts'
import { callerOf } from '../auth.ts'
import { evaluated, offersReader, type Offers } from '../evaluated.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { demandRunnable, mendFields, readPromotion } from '../promotion.ts'
import { promotionReader } from '../promotionWords.ts'
import { defining, vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve, type Call } from '../route.ts'
import type { Works } from '../works.ts'

type AskedLocale = Parameters<typeof promotionReader>[1]

/** What carts earn: promotions as people make them, and how they are started and put away. */
export function servePromotions(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotions.list, async ({ query }, { request }) => {
    const vocabulary = await vocabularyOf(works)
    const used = await usedOf(db, {}, works.clock())
    const show = shower(request, query, vocabulary)
    return { items: (await listPromotions(db)).map((each) => show(each, used.get(each.id))) }
  })
  serve(app, routes.promotions.create, async ({ body, query }, { request }) => {
    const by = callerOf(request).name
    const { name, description } = body
    const made = await defining(works, async (open, vocabulary) => {
      const definition = readPromotion(body.promotion, vocabulary)
      return await createPromotion(open, { name, description, definition, by }, works.clock())
    })
    return await showOne(works, made.id, request, query)
  })
  serve(app, routes.promotions.read, async ({ params, query }, { request }) =>
    showOne(works, params.id, request, query),
  )
  serve(app, routes.promotions.change, async ({ params, body, query }, { request }) => {
    const by = callerOf(request).name
    const { promotion, ...words } = body
    await defining(works, async (open, vocabulary) => {
      const before = found(await promotionById(open, params.id), 'promotion')
      const definition = promotion && readPromotion(promotion, vocabulary)
      if (definition !== undefined && before.state === 'running') {
        await demandRunnable(open, definition, vocabulary)
      }
      const change = { ...given({ ...words, definition }), by }
      return await changePromotion(open, before, change, works.clock())
    })
    return await showOne(works, params.id, request, query)
  })
  serve(app, routes.promotions.versions, async ({ params, query }, { request }) => {
    found(await promotionById(db, params.id), 'promotion')
    const read = promotionReader(request, query, await vocabularyOf(works))
    const items = (await promotionVersions(db, params.id)).map((each) => ({
      version: each.version,
      promotion: jsonOf(each.definition),
      reading: read(each.definition),
      at: iso(each.at),
      by: each.by,
    }))
    return { items }
  })
  serveStates(app, works)
}

function serveStates(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotions.start, async ({ params, body, query }, { request }) => {
    if (body.mend) {
      const { definition } = found(await promotionById(db, params.id), 'promotion')
      await mendFields(works, definition, await vocabularyOf(works))
    }
    const by = callerOf(request).name
    await defining(works, async (open, vocabulary) => {
      const before = found(await promotionById(open, params.id), 'promotion')
      await demandRunnable(open, before.definition, vocabulary)
      return await changePromotion(open, before, { state: 'running', by }, works.clock())
    })
    return await showOne(works, params.id, request, query)
  })
  serve(app, routes.promotions.pause, async ({ params, query }, { request }) => {
    await changeState(works, params.id, 'paused', request)
    return await showOne(works, params.id, request, query)
  })
  serve(app, routes.promotions.archive, async ({ params, query }, { request }) => {
    await changeState(works, params.id, 'archived', request)
    return await showOne(works, params.id, request, query)
  })
}

async function changeState(
  works: Works,
  id: number,
  state: PromotionState,
  request: FastifyRequest,
): Promise<void> {
  const by = callerOf(request).name
  await defining(works, async (open) => {
    const before = found(await promotionById(open, id), 'promotion')
    if (before.state === state) return
    if (state === 'paused' && before.state !== 'running') throw doesNotRun(before)
    await changePromotion(open, before, { state, by }, works.clock())
  })
}

/** What carts earn, and what of it is held, used and given back. */
export function serveCarts(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  const offersNow = offersReader(db)
  serve(app, routes.promotions.evaluate, async ({ body, query }, call) => {
    const { shown } = await evaluated(works, await offersNow(), body, { ...call, query })
    return shown
  })
  serve(app, routes.promotions.reserve, async ({ body, query }, call) => {
    const reserve = async () => await reserved(works, await offersNow(), { body, query }, call)
    return await again(reserve)
  })
  serve(app, routes.promotions.use, async ({ body }) => {
    const shop = (await offersNow()).context.shop
    const usages = await useUsages(db, body.order, works.clock())
    return { items: usages.map((each) => shownUsage(each, shop.currency)) }
  })
  serve(app, routes.promotions.cancel, async ({ body }) => {
    const shop = (await offersNow()).context.shop
    const usages = await cancelUsages(db, body.order, works.clock())
    return { items: usages.map((each) => shownUsage(each, shop.currency)) }
  })
  serve(app, routes.promotions.usages, async ({ params, query }) => {
    const { currency } = (await offersNow()).context.shop
    found(await promotionById(db, params.id), 'promotion')
    const usages = await usagesOf(db, params.id, query.limit)
    return { items: usages.map((each) => shownUsage(each, currency)) }
  })
}

type Reserving = {
  readonly body: z.output<typeof routes.promotions.reserve.body>
  readonly query: AskedLocale
}

/** Works the cart out and holds what it earns, or throws a {@link NoRoom} where others were quicker. */
async function reserved(works: Works, offers: Offers, asked: Reserving, call: Call) {
  const { minutes, ...body } = asked.body
  const { currency } = offers.context.shop
  const { query } = asked
  const found = await evaluated(works, offers, body, { ...call, query })
  const { outcome, customer, merged, shown } = found
  const now = works.clock()
  const wanted = {
    order: body.order,
    customer: customer ?? '',
    merged,
    usages: outcome.applied.map(({ promotion, amount }) => ({ promotion, amount })),
    expires: now + minutes * 60_000,
    limitsOf: ({ definition: { limits = {} } }: StoredPromotion): Limits =>
      limits.budget === undefined
        ? limits
        : { ...limits, budget: checkedMinor(limits.budget, currency) },
  }
  const usages = await reserveUsages(works.operational.db, wanted, now)
  return { ...shown, usages: usages.map((each) => shownUsage(each, currency)) }
}

/** So often others may be quicker: each time one promotion at least has come to its end. */
const mostAttempts = 10

async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof NoRoom) || nth === mostAttempts) throw error
    }
  }
}

function shownUsage({ order, promotion, customer, amount, ...rest }: Usage, currency: string) {
  const { state, at, expires } = rest
  return {
    order,
    promotion,
    customer: customer === '' ? null : customer,
    amount: unitsOf(amount, currency),
    state,
    at: iso(at),
    expires: expires === undefined ? null : iso(expires),
  }
}

async function showOne(works: Works, id: number, request: FastifyRequest, asked: AskedLocale) {
  const { db } = works.operational
  const promotion = found(await promotionById(db, id), 'promotion')
  const used = await usedOf(db, {}, works.clock())
  return shower(request, asked, await vocabularyOf(works))(promotion, used.get(id))
}

function shower(request: FastifyRequest, asked: AskedLocale, vocabulary: Vocabulary) {
  const read = promotionReader(request, asked, vocabulary)
  const { currency } = vocabulary.values
  return (promotion: StoredPromotion, used: Used | undefined) => {
    const { id, name, description, state, version, definition, created, updated } = promotion
    const { customers } = definition
    return {
      id,
      name,
      description,
      state,
      version,
      promotion: jsonOf(definition),
      customers: customers === undefined ? null : printText(customers, vocabulary.names),
      reading: read(definition),
      uses: used?.uses ?? 0,
      spent: unitsOf(used?.spent ?? 0, currency),
      created: iso(created),
      updated: iso(updated),
    }
  }
}

function jsonOf(promotion: Promotion): Readonly<Record<string, Json>> {
  return promotion as unknown as Readonly<Record<string, Json>>
}

function doesNotRun({ name, state }: StoredPromotion): Refusal {
  const is = state === 'draft' ? 'a draft' : state
  return new Refusal(
    failure('conflict', `The promotion ${JSON.stringify(name)} does not run: it is ${is}`, {
      where: 'id',
      fix: 'Start it, or archive it if it is not wanted.',
    }),
  )
}
