import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import type { Field } from '../../domain/customer/field.ts'
import { choicesOf, newField } from '../../domain/customer/newField.ts'
import { fieldsIn } from '../../domain/segment/check.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { ensureColumns } from '../../store/clickhouse/ensureColumns.ts'
import {
  changeField,
  createField,
  fieldByName,
  listFields,
  type FieldChange,
} from '../../store/operational/fields.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import { inUse, listSegments } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { reindexing } from '../../work/indexing.ts'
import { readYourWritesMs } from '../arrive.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The fields of customers. A change that columns or search rest on has everybody indexed anew. */
export function serveFields(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.fields.list, async () => ({ items: (await listFields(db)).map(shown) }))
  serve(app, routes.fields.create, async ({ body }) => {
    const {
      id: _,
      builtIn: __,
      archived: ___,
      ...field
    } = orRefuse(newField(body, 0, await listFields(db)))
    // Nobody has a value of it yet: its columns are all there is to be made.
    const made = await createField(db, field, works.clock())
    await ensureColumns(works.database, [made])
    return shown(made)
  })
  serve(app, routes.fields.change, async ({ params, body }) => {
    const before = await known(works, params.name)
    if (body.choices !== undefined) orRefuse(choicesOf(before.type, body.choices))
    if (body.archived === true) refuseBuiltIn(before)
    return shown(await changed(works, before, given(body)))
  })
  serve(app, routes.fields.archive, async ({ params }) => {
    const field = await known(works, params.name)
    refuseBuiltIn(field)
    await changed(works, field, { archived: true })
    return { ok: true as const }
  })
}

async function changed(works: Works, before: Field, change: FieldChange): Promise<Field> {
  const { operational, database } = works
  const after: Field = { ...before, ...change }
  const write = async (): Promise<Field> =>
    await changingDefinitions(operational.db, works.clock(), async (open) => {
      if (isUsable(before) && !isUsable(after)) await refuseUsed(open, before)
      return found(await changeField(open, before.id, change), 'field', 'name')
    })
  const fill = isUsable(after) && !isUsable(before)
  if (!fill && isFound(after) === isFound(before)) return await write()
  const { changed: field, position } = await reindexing(
    operational,
    { field: before, refuse: fill },
    write,
  )
  if (isUsable(after)) await ensureColumns(database, [field])
  await operational.inbox.waitApplied(position, readYourWritesMs)
  return field
}

async function known(works: Works, name: string): Promise<Field> {
  return found(await fieldByName(works.operational.db, name), 'field', 'name')
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
async function refuseUsed(db: Db, { name }: Field): Promise<void> {
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
  const { choices, ...rest } = field
  return { ...rest, ...(choices === undefined ? {} : { choices: [...choices] }) }
}
