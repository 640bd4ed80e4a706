import { plainField, type Field, type FieldType } from '../../domain/customer/field.ts'
import { wrongField } from '../../domain/customer/fieldRules.ts'
import { choicesOf } from '../../domain/customer/newField.ts'
import type { ValueContext } from '../../domain/customer/value.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { checkCondition, fieldsIn } from '../../domain/segment/check.ts'
import { bySpoken, spokenOf } from '../../domain/segment/related.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { ensureColumns } from '../../store/clickhouse/ensureColumns.ts'
import {
  calculationsOf,
  listCalculations,
  usableCalculations,
} from '../../store/operational/calculated.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import { changeField, createField, fieldById, listFields } from '../../store/operational/fields.ts'
import { replaceInClusters } from '../../store/operational/clusters.ts'
import { replaceOnForms } from '../../store/operational/forms.ts'
import type { Job } from '../../store/operational/jobs.ts'
import { listLists } from '../../store/operational/lists.ts'
import { asPromotions, listPromotions, promotionsOf } from '../../store/operational/promotions.ts'
import { inUse, listSegments } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { ChangeMeans } from './change.ts'
import { announce, noteTask, refuseBusy } from './work.ts'

/** Another type for a field, with the choices that it then has. */
export type NewType = {
  readonly type: FieldType
  readonly choices?: readonly string[] | undefined
}

/** Has all values tried as values of that type; what does not convert is the job's result. */
export async function tryType(
  { operational, clock }: Pick<ChangeMeans, 'operational' | 'clock'>,
  field: Field,
  wanted: NewType,
  context: ValueContext,
): Promise<Job> {
  const { db } = operational
  const { type, choices } = typedField(field, wanted, context)
  const more = choices === undefined ? {} : { choices }
  const task = { task: 'try type', field: field.id, type, ...more } as const
  const job = await noteTask(db, task, clock())
  await announce(operational, job.id)
  return job
}

/**
 * Has all values written as values of another field of that type, which takes the name when everybody is
 * done; until then, and where that fails or is cancelled, all is as it was. The field as it was stays,
 * archived, with its values, under a name of its own. Throws a Refusal that names the segments whose
 * conditions could not be answered with that type.
 */
export async function changeType(
  { operational, database, clock }: ChangeMeans,
  field: Field,
  wanted: NewType,
  context: ValueContext,
): Promise<Job> {
  const now = clock()
  const typed = typedField(field, wanted, context)
  const { job, into } = await changingDefinitions(operational.db, now, async (open) => {
    await refuseBusy(open, field.id)
    await refuseUnanswerable(open, typed)
    const { id: _, builtIn: __, formerNames: ___, archived: ____, ...rest } = typed
    const made = await createField(open, { ...rest, name: `${ownName(field)}_new` }, now)
    const name = ownName(made, field.name)
    const put = await changeField(open, made.id, { name, archived: true })
    if (put === undefined) throw new Error('a field just made is not there')
    const task = { task: 'change type', field: field.id, into: put.id } as const
    return { job: await noteTask(open, task, now), into: put }
  })
  // Put away, it has its columns all the same: they are filled before anybody asks.
  await ensureColumns(database, [{ ...into, archived: false }])
  await announce(operational, job.id)
  return job
}

/**
 * Lets the other field take the name, in a transaction of definitions. Throws a Refusal where a condition
 * that was made meanwhile could not be answered.
 */
export async function takeName(open: Db, from: number, into: number, now: number): Promise<void> {
  const before = await fieldById(open, from)
  const after = await fieldById(open, into)
  if (before === undefined || after === undefined) throw new Error(`there is no field ${from}`)
  const { name, formerNames, label, description, group, required } = before
  await refuseUnanswerable(open, { ...after, name, archived: false })
  await changeField(open, from, {
    name: ownName(before),
    formerNames: [],
    archived: true,
    required: false,
  })
  await changeField(open, into, {
    name,
    formerNames,
    label,
    description,
    group,
    required,
    archived: false,
  })
  await replaceOnForms(open, from, into, now)
  await replaceInClusters(open, from, into)
  if (before.searchable) {
    await noteTask(open, { task: 'index', field: into, fill: false, back: null }, now)
  }
}

/** The field of the other type; refused where it cannot have it. */
export function typedField(field: Field, wanted: NewType, context: ValueContext): Field {
  const wrong = unchangeable(field, wanted)
  if (wrong !== undefined) throw new Refusal(wrong)
  const choices = orRefuse(choicesOf(wanted.type, wanted.choices))
  const { choices: _, currency, ...rest } = field
  const typed: Field = {
    ...plainField,
    ...rest,
    type: wanted.type,
    ...(choices === undefined ? {} : { choices }),
    ...(currency === undefined || wanted.type !== 'money' ? {} : { currency }),
  }
  const cannot = wrongField(typed, context)
  if (cannot !== undefined) throw new Refusal(cannot)
  return typed
}

function unchangeable({ builtIn, unique, archived, type }: Field, wanted: NewType) {
  const where = 'type'
  if (builtIn) {
    return failure('conflict', 'The type of a built-in field stays as it is', {
      where,
      fix: 'Make a field of your own.',
    })
  }
  if (archived) {
    return failure('conflict', 'The field is archived', { where, fix: 'Restore it first.' })
  }
  if (unique) {
    return failure('conflict', 'The field is unique', {
      where,
      fix: 'Let it not be unique first, and again afterwards.',
    })
  }
  if (type !== wanted.type) return undefined
  return failure('conflict', `It is a ${type} already`, { where, fix: 'Choose another type.' })
}

/** Conditions of segments are on fields of customers, and of what is related to them. */
async function refuseUnanswerable(db: Db, field: Field): Promise<void> {
  const [fields, products] = [await listFields(db), await listFields(db, 'product')]
  const places = await listFields(db, 'place')
  const segments = await listSegments(db)
  const lists = await listLists(db)
  const calculations = await listCalculations(db)
  const catalogue = {
    calculated: usableCalculations(calculations),
    fields: bySpoken([...fields, ...places, ...(field.of === 'product' ? [] : [field])]),
    products: bySpoken(field.of === 'product' ? [...products, field] : products),
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    lists: new Map(lists.map(({ id, name }) => [id, name])),
  }
  const isLost = (condition: Condition) =>
    fieldsIn(condition).includes(spokenOf(field)) && checkCondition(condition, catalogue).length > 0
  // A draft may be on a field that is not filterable yet.
  const filterable = [...catalogue.fields].map(
    ([name, each]) => [name, { ...each, filterable: true }] as const,
  )
  const isLostTo = (condition: Condition) =>
    fieldsIn(condition).includes(spokenOf(field)) &&
    checkCondition(condition, { ...catalogue, fields: new Map(filterable) }).length > 0
  const users = [
    ...segments.filter(({ condition }) => isLost(condition)),
    ...calculationsOf(calculations, isLost),
    ...asPromotions(promotionsOf(await listPromotions(db), isLostTo)),
  ]
  if (users.length > 0) throw inUse('field', users)
}

/** A name that no other field has, since no other has its id. */
function ownName({ id, name }: Field, of: string = name): string {
  return `${of.slice(0, 48)}__${id}`
}
