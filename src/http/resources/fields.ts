import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Json } from '../../api/parts.ts'
import type { Field, FieldOf } from '../../domain/customer/field.ts'
import { fieldWords, wrongField } from '../../domain/customer/fieldRules.ts'
import { choicesOf, newField, wrongName } from '../../domain/customer/newField.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import {
  changedField,
  fieldById,
  fieldByName,
  listFields,
  type FieldChange,
} from '../../store/operational/fields.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import { listCalculations, usableCalculations } from '../../store/operational/calculated.ts'
import { valueContext } from '../../work/context.ts'
import { addressIn, whereSheIs } from '../../domain/segment/place.ts'
import { indexReads } from '../../domain/segment/reads.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { putOnForm } from '../../store/operational/forms.ts'
import type { Db } from '../../store/operational/tables.ts'
import { changeType, tryType } from '../../work/fields/changeType.ts'
import { changeFieldOf, makeField } from '../../work/fields/change.ts'
import { isUsable, workOn } from '../../work/fields/work.ts'
import { fieldUsageOf } from '../fieldUsage.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { serve } from '../route.ts'
import { shownJob } from './jobs.ts'
import { workedSoon } from '../workedSoon.ts'
import type { Works } from '../works.ts'

/** The fields of customers, products and places. A change that columns or search rest on has everybody indexed anew. */
export function serveFields(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.fields.list, async ({ query }) => ({
    items: (await listFields(db, query.of)).map(shown),
  }))
  serve(app, routes.fields.create, async ({ body: { form, ...body } }) => {
    const existing = await listFields(db, body.of)
    const checked = orRefuse(newField(body, 0, existing, await valueContext(db)))
    const { id: _, builtIn: __, archived: ___, formerNames: ____, ...field } = checked
    const made = await makeField(works, field, async (open, there) => {
      if (form !== undefined) await onForm(open, form, there, works.clock())
    })
    await workedSoon(works, made)
    return await show(works, found(await fieldById(db, made.id), 'field', 'name'))
  })
  serve(
    app,
    routes.fields.read,
    async ({ params, query }) => await show(works, await known(works, params.name, query.of)),
  )
  serve(app, routes.fields.change, async ({ params, query, body }) => {
    const before = await known(works, params.name, query.of)
    if (body.archived === true) refuseBuiltIn(before)
    const change = await checkedChange(works, before, given(body))
    return await show(works, await changedSoon(works, before, change))
  })
  serve(app, routes.fields.changeType, async ({ params, query, body: { dryRun, ...type } }) => {
    const field = await known(works, params.name, query.of)
    const context = await valueContext(db)
    return shownJob(await (dryRun ? tryType : changeType)(works, field, type, context))
  })
  serve(app, routes.fields.usage, async ({ params, query }, { signal }) =>
    fieldUsageOf(works, await known(works, params.name, query.of), signal),
  )
  serve(app, routes.fields.archive, async ({ params, query }) => {
    const field = await known(works, params.name, query.of)
    refuseBuiltIn(field)
    await changedSoon(works, field, await checkedChange(works, field, { archived: true }))
    return { ok: true as const }
  })
}

/** The change in the form in which it is kept; refused where the field could not be so. */
async function checkedChange(
  { operational }: Works,
  before: Field,
  change: FieldChange,
): Promise<FieldChange> {
  const { label, description, group, wins } = change
  const words = orRefuse(fieldWords({ label, description, group, wins }))
  const choices =
    change.choices === undefined
      ? {}
      : { choices: orRefuse(choicesOf(before.type, change.choices)) ?? [] }
  const { db } = operational
  const calculated = before.of === 'customer' ? await listCalculations(db) : []
  const others = [...(await listFields(db, before.of)), ...calculated.map(fieldShown)]
  const names = namesAfter(before, change, others)
  const checked = { ...change, ...choices, ...given(words), ...names }
  const wrong = wrongField(changedField(before, checked), await valueContext(operational.db))
  if (wrong !== undefined) throw new Refusal(wrong)
  return checked
}

async function onForm(open: Db, form: number, field: Field, now: number): Promise<void> {
  if (field.of !== 'customer') {
    throw new Refusal(failure('invalid', 'Forms have fields of customers only', { where: 'form' }))
  }
  found((await putOnForm(open, form, field, now)) ? true : undefined, 'form', 'form')
}

/** Its name and former names, where they change: the one that it has had joins those. */
function namesAfter(
  before: Field,
  { name = before.name, formerNames: kept = before.formerNames }: FieldChange,
  fields: readonly Field[],
): Pick<FieldChange, 'name' | 'formerNames'> {
  const strange = kept.find((each) => !before.formerNames.includes(each))
  if (strange !== undefined) throw noFormerName(strange)
  if (name === before.name) return { formerNames: kept }
  refuseBuiltIn(before)
  const others = fields.filter((each) => each.name !== before.name)
  const wrong = wrongName(name, others)
  if (wrong !== undefined) throw new Refusal(wrong)
  return { name, formerNames: [...kept.filter((each) => each !== name), before.name] }
}

function noFormerName(name: string): Refusal {
  return new Refusal(
    failure('invalid', `${JSON.stringify(name)} is no former name of the field`, {
      where: 'formerNames',
      fix: 'Give those that are to be kept. To take another name, give it as name.',
    }),
  )
}

/** Changed; where a job goes through everybody's values, waited for a moment: it may be a small shop. */
async function changedSoon(works: Works, before: Field, change: FieldChange): Promise<Field> {
  const { operational, database, clock } = works
  const field = await changeFieldOf({ operational, database, clock }, before, change)
  await workedSoon(works, field)
  if (addressIn(field) !== undefined && isUsable(field) && !isUsable(before)) {
    await askPlaces(works, field)
  }
  return found(await fieldById(operational.db, field.id), 'field', 'name')
}

/** Where people are may be said by it from now on: what speaks of places is asked of everyone. */
async function askPlaces({ operational, refresher }: Works, { name }: Field): Promise<void> {
  const stored = await listSegments(operational.db)
  const conditions = new Map(stored.map(({ id, condition }) => [id, condition]))
  const calculated = usableCalculations(await listCalculations(operational.db))
  const { affected } = indexReads(conditions.keys(), conditions, calculated)
  const none = { events: [], lists: [], purposes: [], pins: [] }
  const segments = affected({ ...none, fields: [whereSheIs] })
  if (segments.length > 0) await refresher.request({ segments, cause: 'field', ref: name })
}

async function show({ operational }: Works, field: Field) {
  const work = await workOn(operational.db, field.id)
  return { ...shown(field), ...(work === undefined ? {} : { work }) }
}

async function known(works: Works, name: string, of: FieldOf): Promise<Field> {
  return found(await fieldByName(works.operational.db, name, of), 'field', 'name')
}

function refuseBuiltIn({ builtIn, name }: Field): void {
  if (!builtIn) return
  throw new Refusal(
    failure('conflict', `${name} is built in and stays`, {
      where: 'name',
      fix: 'Change its label, or make it neither searchable nor filterable if it is not wanted.',
    }),
  )
}

function shown(field: Field) {
  const { choices, default: standard, formerNames, ...rest } = field
  return {
    ...rest,
    formerNames: [...formerNames],
    ...(choices === undefined ? {} : { choices: [...choices] }),
    ...(standard === undefined ? {} : { default: standard as Json }),
  }
}
