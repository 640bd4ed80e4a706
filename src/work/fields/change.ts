import type { Field } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { fieldsIn } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { restsOnField } from '../../domain/segment/place.ts'
import { spokenOf } from '../../domain/segment/related.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { ensureColumns } from '../../store/clickhouse/ensureColumns.ts'
import { calculationsOf, listCalculations } from '../../store/operational/calculated.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import {
  changedField,
  changeField,
  createField,
  type FieldChange,
  type NewField,
} from '../../store/operational/fields.ts'
import type { Operational } from '../../store/operational/open.ts'
import { asPromotions, listPromotions, promotionsOf } from '../../store/operational/promotions.ts'
import { renameInTemplates } from '../../store/operational/importTemplates.ts'
import { renameInDefinitions, renameInViews } from '../../store/operational/renameField.ts'
import { inUse, listSegments } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { announce, isFound, isUsable, noteTask, refuseBusy, type FieldTask } from './work.ts'

export type ChangeMeans = {
  readonly operational: Operational
  readonly database: Database
  readonly clock: () => number
}

/**
 * Changes what is said of a field, which is checked already, and its flags. What columns, search or
 * uniqueness rest on is made so by a job, which `workOn` finds. Throws a Refusal `conflict` while another
 * job is at work on the field, or where a segment rests on what it would lose.
 */
export async function changeFieldOf(
  means: ChangeMeans,
  before: Field,
  change: FieldChange,
): Promise<Field> {
  const { operational, database, clock } = means
  const now = clock()
  const task = taskFor(before, change)
  const { field, job } = await changingDefinitions(operational.db, now, async (open) => {
    if (jobFlags.some((flag) => change[flag] !== undefined)) await refuseBusy(open, before.id)
    await refuseUsed(open, before, changedField(before, change))
    const { unique, ...rest } = change
    // It becomes unique when the job has found that it is.
    const changed = await changeField(
      open,
      before.id,
      unique === true && task !== undefined ? rest : change,
    )
    if (changed === undefined) throw new Error(`there is no field ${before.id}`)
    if (changed.name !== before.name) await renameEverywhere(open, before, changed.name)
    return { field: changed, job: task && (await noteTask(open, task, now)) }
  })
  if (isUsable(field)) await ensureColumns(database, [field])
  if (job !== undefined) await announce(operational, job.id)
  return field
}

/**
 * Makes a field. Of customers nobody has a value of it yet; of products and places there may be some
 * that came under its name, so that a job goes through them. What is to be done `beside` is done in the
 * same transaction.
 */
export async function makeField(
  means: ChangeMeans,
  field: NewField,
  beside: (open: Db, made: Field) => Promise<void> = async () => {},
): Promise<Field> {
  const { operational, database, clock } = means
  const now = clock()
  // What came under its name may be there twice: it becomes unique when that is found not to be so.
  const later = field.of !== 'customer' && field.of !== undefined && field.unique === true
  const { made, job } = await changingDefinitions(operational.db, now, async (open) => {
    const made = await createField(open, later ? { ...field, unique: false } : field, now)
    await beside(open, made)
    if (made.of === 'customer') return { made, job: undefined }
    const index = { task: 'index', field: made.id, fill: isUsable(made), back: null } as const
    const task = later ? ({ ...index, unique: true } as const) : index
    return { made, job: await noteTask(open, task, now) }
  })
  await ensureColumns(database, [made])
  if (job !== undefined) await announce(operational, job.id)
  return made
}

async function renameEverywhere(open: Db, { of, name }: Field, to: string): Promise<void> {
  await renameInDefinitions(open, spokenOf({ of, name }), spokenOf({ of, name: to }))
  if (of !== 'customer') await renameInViews(open, of, { from: name, to })
  for (const kind of kindsOf[of]) await renameInTemplates(open, kind, { from: name, to })
}

/** The imports that fill fields of those. */
export const kindsOf = {
  customer: ['customers', 'orders'],
  product: ['products'],
  place: ['places'],
} as const satisfies Record<Field['of'], readonly string[]>

/** What a job rests on while it is at work. */
const jobFlags = ['searchable', 'filterable', 'unique', 'archived'] as const

function taskFor(before: Field, change: FieldChange): FieldTask | undefined {
  const after = changedField(before, change)
  const fill = isUsable(after) && !isUsable(before)
  const index = fill || isFound(after) !== isFound(before)
  if (after.unique !== before.unique) {
    if (index) throw oneAtATime()
    // Of products and places nothing is kept to know whose a value is.
    if (before.of !== 'customer' && !after.unique) return undefined
    return { task: after.unique ? 'unique' : 'release', field: before.id }
  }
  if (!index) return undefined
  const { searchable, filterable, archived } = before
  return {
    task: 'index',
    field: before.id,
    fill,
    back: { searchable, filterable, archived },
  }
}

function oneAtATime(): Refusal {
  return new Refusal(
    failure('conflict', 'Whether a field is unique is not changed together with its other flags', {
      where: 'unique',
      fix: 'Change one, and when that is done the other.',
    }),
  )
}

/** A segment must be answerable at any time: what its condition rests on stays as it is. */
async function refuseUsed(db: Db, before: Field, after: Field): Promise<void> {
  const speaksOf = (condition: Condition) => restsOnField(fieldsIn(condition), before)
  const users = [
    ...(isUsable(before) && !isUsable(after) ? await definedBy(db, speaksOf) : []),
    ...asPromotions(promotionsOf(await listPromotions(db), speaksOf).filter(loses)),
  ]
  if (users.length > 0) throw inUse('field', users)

  /** One that runs needs both flags; of any the field must be there. */
  function loses({ state }: { readonly state: string }): boolean {
    if (after.archived && !before.archived) return true
    const losesFlag = (['searchable', 'filterable'] as const).some(
      (flag) => before[flag] && !after[flag],
    )
    return state === 'running' && losesFlag
  }
}

async function definedBy(db: Db, speaksOf: (condition: Condition) => boolean) {
  const segments = (await listSegments(db)).filter(({ condition }) => speaksOf(condition))
  return [...segments, ...calculationsOf(await listCalculations(db), speaksOf)]
}
