import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { unitsOf } from '../../domain/promotion/minor.ts'
import type { Promotion } from '../../domain/promotion/promotion.ts'
import { standingAt } from '../../domain/promotion/when.ts'
import { spokenOf } from '../../domain/segment/related.ts'
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
import { usedOf, type Used } from '../../store/operational/usages.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import {
  demandRunnable,
  mendFields,
  readPromotion,
  shownState,
  waitedFor,
  type GivenPromotion,
} from '../promotion.ts'
import { promotionReader, waitReader } from '../promotionWords.ts'
import { defining, vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

type AskedLocale = Parameters<typeof promotionReader>[1]

/** What carts earn: promotions as people make them, and how they are started and put away. */
export function servePromotions(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotions.list, async ({ query }, { request }) => {
    const vocabulary = await vocabularyOf(works)
    const used = await usedOf(db, {}, works.clock())
    const show = shower(request, query, { vocabulary, now: works.clock() })
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
        demandRunnable(definition, vocabulary)
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
      demandRunnable(before.definition, vocabulary)
      return await changePromotion(open, before, { state: 'running', by }, works.clock())
    })
    return await showOne(works, params.id, request, query)
  })
  serve(app, routes.promotions.schedule, async ({ params, body, query }, { request }) => {
    const by = callerOf(request).name
    if (body.mend) {
      const { definition } = found(await promotionById(db, params.id), 'promotion')
      await mendFields(works, definition, await vocabularyOf(works))
    }
    await defining(works, async (open, vocabulary) => {
      const before = found(await promotionById(open, params.id), 'promotion')
      const definition = readPromotion(scheduled(before.definition, body), vocabulary)
      if (standingAt(definition.when ?? {}, works.clock()) === 'ended') throw overAlready()
      demandRunnable(definition, vocabulary)
      const change = { state: 'running', definition, by } as const
      return await changePromotion(open, before, change, works.clock())
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

type Ends = { readonly from?: string | null | undefined; readonly to?: string | null | undefined }

/** The same with another beginning and end; null takes one away. */
function scheduled(definition: Promotion, { from, to }: Ends): GivenPromotion {
  const { when = {}, ...rest } = definition
  const { from: stoodFrom, to: stoodTo, ...others } = when
  const begins = from === undefined ? stoodFrom : from
  const ends = to === undefined ? stoodTo : to
  const changed = {
    ...(begins === undefined || begins === null ? {} : { from: begins }),
    ...(ends === undefined || ends === null ? {} : { to: ends }),
    ...others,
  }
  return Object.keys(changed).length === 0 ? rest : { ...rest, when: changed }
}

function overAlready(): Refusal {
  return new Refusal(
    failure('invalid', 'It would be over already', { where: 'to', fix: 'Give a later instant.' }),
  )
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

async function showOne(works: Works, id: number, request: FastifyRequest, asked: AskedLocale) {
  const { db } = works.operational
  const promotion = found(await promotionById(db, id), 'promotion')
  const used = await usedOf(db, {}, works.clock())
  const standing = { vocabulary: await vocabularyOf(works), now: works.clock() }
  return shower(request, asked, standing)(promotion, used.get(id))
}

function shower(
  request: FastifyRequest,
  asked: AskedLocale,
  { vocabulary, now }: { readonly vocabulary: Vocabulary; readonly now: number },
) {
  const read = promotionReader(request, asked, vocabulary)
  const says = waitReader(request, asked, vocabulary)
  const { currency } = vocabulary.values
  return (promotion: StoredPromotion, used: Used | undefined) => {
    const { id, name, description, version, definition, created, updated } = promotion
    const { customers } = definition
    const state = shownState(promotion, { vocabulary, now })
    const waited = state === 'starting' ? waitedFor(definition, vocabulary) : []
    return {
      id,
      name,
      description,
      state,
      waitsFor: waited.map((each) => ({
        field: spokenOf(each.field),
        flag: each.flag,
        done: each.progress?.done ?? null,
        total: each.progress?.total ?? null,
        job: each.progress?.job ?? null,
        says: says(each),
      })),
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
