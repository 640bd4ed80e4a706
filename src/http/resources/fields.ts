import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Json } from '../../api/parts.ts'
import type { Field, FieldOf } from '../../domain/customer/field.ts'
import { fieldWords, wrongField } from '../../domain/customer/fieldRules.ts'
import { choicesOf, newField } from '../../domain/customer/newField.ts'
import { fieldsIn } from '../../domain/segment/check.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { ensureColumns } from '../../store/clickhouse/ensureColumns.ts'
import {
  changedField,
  changeField,
  createField,
  fieldByName,
  listFields,
  type FieldChange,
} from '../../store/operational/fields.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import { inUse, listSegments } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { valueContext } from '../../work/context.ts'
import { reindexing } from '../../work/indexing.ts'
import { readYourWritesMs } from '../arrive.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The fields of customers. A change that columns or search rest on has everybody indexed anew. */
export function serveFields(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.fields.list, async ({ query }) => ({
    items: (await listFields(db, query.of)).map(shown),
  }))
  serve(app, routes.fields.create, async ({ body }) => {
    const existing = await listFields(db, body.of)
    const checked = orRefuse(newField(body, 0, existing, await valueContext(db)))
    const { id: _, builtIn: __, archived: ___, formerNames: ____, ...field } = checked
    // Nobody has a value of it yet: its columns are all there is to be made.
    const made = await createField(db, field, works.clock())
    if (made.of === 'customer') await ensureColumns(works.database, [made])
    return shown(made)
  })
  serve(app, routes.fields.change, async ({ params, query, body }) => {
    const before = await known(works, params.name, query.of)
    if (body.archived === true) refuseBuiltIn(before)
    return shown(await changed(works, before, await checkedChange(works, before, given(body))))
  })
  serve(app, routes.fields.archive, async ({ params, query }) => {
    const field = await known(works, params.name, query.of)
    refuseBuiltIn(field)
    await changed(works, field, { archived: true })
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
  const checked = { ...change, ...choices, ...given(words) }
  const wrong = wrongField(changedField(before, checked), await valueContext(operational.db))
  if (wrong !== undefined) throw new Refusal(wrong)
  return checked
}

async function changed(works: Works, before: Field, change: FieldChange): Promise<Field> {
  const { operational, database } = works
  const after = changedField(before, change)
  const write = async (): Promise<Field> =>
    await changingDefinitions(operational.db, works.clock(), async (open) => {
      if (isUsable(before) && !isUsable(after)) await refuseUsed(open, before)
      return found(await changeField(open, before.id, change), 'field', 'name')
    })
  const fill = isUsable(after) && !isUsable(before)
  if (before.of !== 'customer' || (!fill && isFound(after) === isFound(before))) {
    return await write()
  }
  const { changed: field, position } = await reindexing(
    operational,
    { field: before, refuse: fill },
    write,
  )
  if (isUsable(after)) await ensureColumns(database, [field])
  await operational.inbox.waitApplied(position, readYourWritesMs)
  return field
}

async function known(works: Works, name: string, of: FieldOf): Promise<Field> {
  return found(await fieldByName(works.operational.db, name, of), 'field', 'name')
}

/** Whether conditions may use it. */
function isUsable({ filterable, archived }: Field): boolean {
  return filterable && !archived
}

/** Whether free text finds people by it. */
function isFound({ searchable, archived }: Field): boolean {
  return searchable && !archived
}

/** A segment must be answerable at any time: what its condition rests on stays as it is. */
async function refuseUsed(db: Db, { name, of }: Field): Promise<void> {
  if (of !== 'customer') return
  const segments = await listSegments(db)
  const users = segments.filter(({ condition }) => fieldsIn(condition).includes(name))
  if (users.length > 0) throw inUse('field', users)
}

function refuseBuiltIn({ builtIn, name }: Field): void {
  if (!builtIn) return
  throw new Refusal(
    failure('conflict', `${name} is built in and stays`, {
      where: 'name',
      fix: 'Make it neither searchable nor filterable if it is not wanted.',
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
