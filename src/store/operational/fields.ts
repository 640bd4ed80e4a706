import type { Selectable } from 'kysely'
import type { Field, FieldType } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { nextId } from './ids.ts'
import { given } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** What the shop says of a field of its own. */
export type NewField = {
  readonly name: string
  readonly label?: string
  readonly type: FieldType
  readonly choices?: readonly string[]
  readonly searchable?: boolean
  readonly filterable?: boolean
  readonly identifying?: boolean
  readonly sensitive?: boolean
}

/** What may be changed later. Never the name or the type: conditions, files and columns rest on them. */
export type FieldChange = {
  readonly label?: string
  readonly choices?: readonly string[]
  readonly searchable?: boolean
  readonly filterable?: boolean
  readonly sensitive?: boolean
  readonly archived?: boolean
}

/** Throws a Refusal: `conflict` where the name is taken. The caller has checked name and choices. */
export async function createField(db: Db, field: NewField, now: number): Promise<Field> {
  return await inTransaction(db, async (open) => {
    if ((await fieldByName(open, field.name)) !== undefined) {
      throw new Refusal(
        failure('conflict', `There is a field "${field.name}" already.`, {
          where: 'name',
          fix: 'Choose another name, or use the field that is there; an archived one can be brought back.',
        }),
      )
    }
    const made: Field = {
      id: await nextId(open, 'field'),
      name: field.name,
      label: field.label ?? field.name,
      type: field.type,
      ...(field.choices === undefined ? {} : { choices: field.choices }),
      searchable: field.searchable ?? false,
      filterable: field.filterable ?? false,
      identifying: field.identifying ?? false,
      sensitive: field.sensitive ?? false,
      builtIn: false,
      archived: false,
    }
    await insert(open, made, now)
    return made
  })
}

/** All of them, built-in ones first, archived ones too, in the order in which they were made. */
export async function listFields(db: Db): Promise<readonly Field[]> {
  return (await db.selectFrom('fields').selectAll().orderBy('id').execute()).map(fromRow)
}

export async function fieldById(db: Db, id: number): Promise<Field | undefined> {
  const row = await db.selectFrom('fields').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export async function fieldByName(db: Db, name: string): Promise<Field | undefined> {
  const row = await db.selectFrom('fields').selectAll().where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** The field as it stands afterwards; undefined if there is none of that id. */
export async function changeField(
  db: Db,
  id: number,
  change: FieldChange,
): Promise<Field | undefined> {
  return await inTransaction(db, async (open) => {
    const before = await fieldById(open, id)
    if (before === undefined) return undefined
    const after: Field = { ...before, ...given(change) }
    const { id: _, created: __, ...columns } = toRow(after, 0)
    await open.updateTable('fields').set(columns).where('id', '=', id).execute()
    return after
  })
}

/**
 * Brings in the built-in fields that are not there yet; those that are keep the labels and flags that
 * the shop gave them, and get the type that they have in this version, kept in the same form. Throws a Refusal where the shop has a field of that name: nothing is renamed silently.
 */
export async function seedFields(db: Db, builtIn: readonly Field[], now: number): Promise<void> {
  const there = await listFields(db)
  const ids = new Set(there.map((each) => each.id))
  const names = new Set(there.map((each) => each.name))
  for (const field of builtIn.filter((each) => !ids.has(each.id))) {
    if (names.has(field.name)) {
      throw new Refusal(
        failure('conflict', `The shop has a field "${field.name}", which is now a built-in one.`, {
          where: field.name,
          fix: 'Start the version before once more and make a field of another name from it.',
        }),
      )
    }
    await insert(db, field, now)
  }
  const types = new Map(there.map((each) => [each.id, each.type]))
  for (const { id, type } of builtIn.filter((each) => ids.has(each.id))) {
    if (types.get(id) === type) continue
    await db.updateTable('fields').set({ type }).where('id', '=', id).execute()
  }
}

async function insert(db: Db, field: Field, now: number): Promise<void> {
  await db.insertInto('fields').values(toRow(field, now)).execute()
}

function toRow(field: Field, created: number) {
  return {
    id: field.id,
    name: field.name,
    label: field.label,
    type: field.type,
    choices: field.choices === undefined ? null : JSON.stringify(field.choices),
    searchable: field.searchable,
    filterable: field.filterable,
    identifying: field.identifying,
    sensitive: field.sensitive,
    built_in: field.builtIn,
    archived: field.archived,
    created,
  }
}

function fromRow(row: Selectable<Tables['fields']>): Field {
  return {
    id: row.id,
    name: row.name,
    label: row.label,
    type: row.type as FieldType,
    ...(row.choices === null ? {} : { choices: JSON.parse(row.choices) as string[] }),
    searchable: row.searchable === 1,
    filterable: row.filterable === 1,
    identifying: row.identifying === 1,
    sensitive: row.sensitive === 1,
    builtIn: row.built_in === 1,
    archived: row.archived === 1,
  }
}
