import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Locale } from '../../domain/customer/formats/locale.ts'
import { failure, isFailure, Refusal } from '../../domain/failure.ts'
import { templateById, templates } from '../../domain/segment/templates/all.ts'
import { noValues, sayLacking } from '../../domain/segment/templates/lacking.ts'
import { mapRoles } from '../../domain/segment/templates/mapping.ts'
import { segmentName } from '../../domain/segment/templates/naming.ts'
import type { Template } from '../../domain/segment/templates/template.ts'
import { printText } from '../../domain/segment/text/print.ts'
import { didYouMean } from '../../domain/suggest.ts'
import { countSql } from '../../store/clickhouse/compile/members.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { createSegment, segmentByName } from '../../store/operational/segments.ts'
import { contextAt } from '../../work/context.ts'
import { offerOf, type Offer, type Wishes } from '../../work/templates/offer.ts'
import { seenIn } from '../../work/templates/seen.ts'
import { callerOf } from '../auth.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { defining, readCondition, vocabularyOf } from '../questions.ts'
import { localeFor, readerFor } from '../reading.ts'
import { serve, type Call } from '../route.ts'
import { aboutTemplate, shownParameter, shownRole } from '../templateShown.ts'
import type { Works } from '../works.ts'
import { show } from './segments.ts'

const nothingWished: Wishes = { mapping: {}, parameters: {} }

/** Ready ideas of segments, fitted to the shop. */
export function serveTemplates(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.templates.list, async ({ query }, { request, signal }) => {
    const vocabulary = await vocabularyOf(works)
    const locale = localeFor(request, query, vocabulary)
    const seen = await seenIn(db, works.database, { mapping: {}, signal })
    const mapping = mapRoles(seen, {})
    if (isFailure(mapping)) throw new Refusal(mapping)
    const items = templates.map((template) => ({
      ...aboutTemplate(template, locale),
      lacks: [...sayLacking(template, mapping, locale)],
    }))
    return { items }
  })
  serve(app, routes.templates.read, async ({ params, query }, call) =>
    shown(works, { template: templateOf(params.id), wishes: nothingWished, query }, call),
  )
  serve(app, routes.templates.offer, async ({ params, body, query }, call) =>
    shown(works, { template: templateOf(params.id), wishes: body, query }, call),
  )
  serve(app, routes.templates.use, async ({ params, body, query }, { request, signal }) => {
    const template = templateOf(params.id)
    const offer = await offered(works, template, body, signal)
    const locale = localeFor(request, query, await vocabularyOf(works))
    const { condition } = offer
    if (condition === undefined) throw notYet(template, offer, locale)
    const name = body.name ?? segmentName(template, offer.parameters, locale)
    const by = callerOf(request).name
    const { folder } = body
    const made = await defining(works, async (open, vocabulary) => {
      const sound = readCondition({ condition }, vocabulary)
      const there = await segmentByName(open, name)
      // Given again, say after it was broken off while the members were looked for: it goes on.
      if (there !== undefined && JSON.stringify(there.condition) === JSON.stringify(sound)) {
        return there
      }
      const segment = { name, condition: sound, by, ...given({ folder }) }
      return await createSegment(open, segment, works.clock())
    })
    await works.refresher.request({ segments: [made.id] })
    return await show(works, made, request, query)
  })
}

function templateOf(id: string): Template {
  const template = templateById(id)
  if (template !== undefined) return template
  const ids = templates.map((each) => each.id)
  throw new Refusal(
    failure('not_found', `There is no template ${JSON.stringify(id)}`, {
      where: 'id',
      fix: didYouMean(id, ids, 'Ask for the templates there are.'),
    }),
  )
}

async function offered(
  works: Works,
  template: Template,
  wishes: Wishes,
  signal: AbortSignal,
): Promise<Offer> {
  const { operational, database } = works
  const context = await contextAt(operational.db, works.clock())
  const seen = await seenIn(operational.db, database, { mapping: wishes.mapping, signal })
  return await offerOf(template, seen, wishes, { database, context, signal })
}

type Asked = {
  readonly template: Template
  readonly wishes: Wishes
  readonly query: { readonly locale?: Locale | undefined }
}

async function shown(works: Works, { template, wishes, query }: Asked, call: Call) {
  const { request, signal } = call
  const offer = await offered(works, template, wishes, signal)
  const vocabulary = await vocabularyOf(works)
  const locale = localeFor(request, query, vocabulary)
  const { condition: made } = offer
  const condition = made === undefined ? null : readCondition({ condition: made }, vocabulary)
  return {
    ...aboutTemplate(template, locale),
    action: template.action[locale],
    draft: template.draft[locale],
    lacks: lacksOf(template, offer, locale),
    mapping: offer.mapping.map((filling) => shownRole(filling, locale)),
    parameters: offer.parameters.map((settled) => shownParameter(settled, locale)),
    condition,
    text: condition === null ? null : printText(condition, vocabulary.names),
    reading: condition === null ? null : readerFor(request, query, vocabulary)(condition),
    size: condition === null ? null : await sizeOf(works, condition, signal),
  }
}

function lacksOf(template: Template, offer: Offer, locale: Locale): string[] {
  const lacks = sayLacking(template, offer.mapping, locale)
  if (lacks.length > 0 || offer.condition !== undefined) return [...lacks]
  return [noValues[locale]]
}

async function sizeOf(
  works: Works,
  condition: Parameters<typeof countSql>[0],
  signal: AbortSignal,
) {
  const now = works.clock()
  const plain = await contextAt(works.operational.db, now)
  const context = await withRanks(works.database, plain, [condition], { signal })
  type Row = { readonly count: string; readonly known: string }
  const [row] = await works.database.rows<Row>(countSql(condition, context), { signal })
  const [count, known] = [Number(row?.count ?? 0), Number(row?.known ?? 0)]
  return { count, known, anonymous: count - known, asOf: iso(now) }
}

function notYet(template: Template, offer: Offer, locale: Locale): Refusal {
  const name = template.name[locale]
  return new Refusal(
    failure('invalid', `The template ${JSON.stringify(name)} does not fit this shop yet`, {
      fix: lacksOf(template, offer, locale).join(' '),
    }),
  )
}
