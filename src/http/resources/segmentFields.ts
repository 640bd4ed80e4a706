import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import type { Field } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { fold } from '../../domain/fold.ts'
import type { Calculation } from '../../domain/segment/calculated/calculation.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import { eventsIn, fieldsIn, segmentsIn } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { leavesOf } from '../../domain/segment/leaves.ts'
import { didYouMean } from '../../domain/suggest.ts'
import { calculationsOf, createCalculation } from '../../store/operational/calculated.ts'
import { listPromotions, promotionsOf } from '../../store/operational/promotions.ts'
import { createSegment, segmentById } from '../../store/operational/segments.ts'
import { listViews } from '../../store/operational/views.ts'
import { callerOf } from '../auth.ts'
import { demandFree, readCalculation } from '../calculated.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { shownState } from '../promotion.ts'
import { defining, readCondition, vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve } from '../route.ts'
import { named } from '../usedBy.ts'
import type { Works } from '../works.ts'
import { show as showCalculated } from './calculated.ts'
import { show } from './segments.ts'

/** Segments read as fields, and values of fields opened as segments. */
export function serveSegmentFields(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.segmentFields.read, async ({ params, body }, { request }) => {
    const by = callerOf(request).name
    const name = await defining(works, async (open, vocabulary) => {
      const segment = found(await segmentById(open, params.id), 'segment')
      const reading: Calculation = {
        type: 'condition',
        condition: { type: 'segment', segment: segment.id },
      }
      const there = vocabulary.calculations.find((each) => each.name === body.name)
      if (there?.archived === false && isSame(there.calculation, reading)) return there.name
      await demandFree(open, body.name, vocabulary)
      const calculation = readCalculation({ name: body.name, calculation: reading }, vocabulary)
      const words = { name: body.name, label: body.label ?? segment.name, description: '' }
      return (await createCalculation(open, { ...words, calculation, by }, works.clock())).name
    })
    return await showCalculated(works, name)
  })
  serve(app, routes.segmentFields.usage, async ({ params }) => {
    const vocabulary = await vocabularyOf(works)
    const segment = found(await segmentById(db, params.id), 'segment')
    const speaksOf = (condition: Condition) => segmentsIn(condition).includes(segment.id)
    const views = (await listViews(db, 'customer')).filter(
      ({ condition }) => condition !== null && speaksOf(condition),
    )
    const promotions = promotionsOf(await listPromotions(db), speaksOf)
    return {
      fields: calculationsOf(vocabulary.calculations, speaksOf).map(({ name, calculation }) => ({
        name,
        reads: calculation.type === 'condition' && calculation.condition.type === 'segment',
      })),
      segments: named(vocabulary.segments.filter(({ condition }) => speaksOf(condition))),
      promotions: promotions.map((each) => ({
        id: each.id,
        name: each.name,
        state: shownState(each, { vocabulary, now: works.clock() }),
      })),
      views: named(views),
      uses: usedIn(segment.condition, vocabulary),
    }
  })
  serve(app, routes.segmentFields.open, async ({ params, body, query }, { request }) => {
    const by = callerOf(request).name
    const { segment, isNew } = await defining(works, async (open, vocabulary) => {
      const field = fieldNamed(params.name, vocabulary)
      const value = valueIn(field, body.value)
      const test = { op: 'is', value } as const
      const asked: Condition = { type: 'field', field: field.name, test }
      const condition = readCondition({ condition: asked }, vocabulary)
      const there = vocabulary.segments.find((each) => isSame(each.condition, condition))
      if (there !== undefined) return { segment: there, isNew: false }
      const name = body.name ?? nameOf(field, value)
      const wanted = { name, condition, by, ...given({ folder: body.folder }) }
      return { segment: await createSegment(open, wanted, works.clock()), isNew: true }
    })
    if (isNew) await works.refresher.request({ segments: [segment.id] })
    return await show(works, segment, request, query)
  })
}

function usedIn(condition: Condition, { catalogue }: Vocabulary) {
  const segments = [...new Set(segmentsIn(condition))]
  const lists = leavesOf(condition).flatMap((leaf) => (leaf.type === 'list' ? [leaf.list] : []))
  return {
    fields: [...new Set(fieldsIn(condition))],
    events: [...new Set(eventsIn(condition))],
    segments: segments.map((id) => ({ id, name: catalogue.segments.get(id)?.name ?? '' })),
    lists: [...new Set(lists)].map((id) => ({ id, name: catalogue.lists.get(id) ?? '' })),
  }
}

function fieldNamed(name: string, { catalogue, calculations }: Vocabulary): Field {
  const calculated = calculations.find((each) => each.name === name && !each.archived)
  const field = calculated === undefined ? catalogue.fields.get(name) : fieldShown(calculated)
  const there = found(field?.archived === true ? undefined : field, 'field', 'name')
  if (there.type === 'boolean' || there.type === 'choice') return there
  throw wrong(
    `The field ${name} is no yes or no and no choice`,
    'name',
    'Save a condition on it as a segment.',
  )
}

/** The value in the field's own spelling. */
function valueIn({ type, choices = [], name }: Field, value: Json = true): boolean | string {
  if (type === 'boolean') {
    if (value === true || value === 'true') return true
    if (value === false || value === 'false') return false
    throw wrong(`${name} is yes or no`, 'value', 'Give true or false.')
  }
  const known = choices.find((each) => typeof value === 'string' && fold(each) === fold(value))
  if (known !== undefined) return known
  const said = typeof value === 'string' ? value : ''
  throw wrong(
    `${name} has no value ${JSON.stringify(said.slice(0, 60))}`,
    'value',
    didYouMean(said, choices, `Give one of ${choices.slice(0, 20).join(', ')}.`),
  )
}

function nameOf({ label }: Field, value: boolean | string): string {
  if (value === true) return label
  return `${label}: ${value === false ? 'no' : value}`
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function wrong(message: string, where: string, fix: string): Refusal {
  return new Refusal(failure('invalid', message, { where, fix }))
}
