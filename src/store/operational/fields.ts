import type { Selectable } from 'kysely'
import { plainField } from '../../domain/customer/field.ts'
import type { Field, FieldOf, FieldType } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { calculationByName } from './calculated.ts'
import { nextId } from './ids.ts'
import { given, optional } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** What the shop says of a field of its own; what is left out is as in `plainField`. */
export type NewField = Pick<Field, 'name' | 'type'> &
  Partial<Omit<Field, 'id' | 'builtIn' | 'archived' | 'formerNames'>>

/** What may be changed later; null takes away. A type is changed in a way of its own. */
export type FieldChange = Partial<
  Pick<
    Field,
    | 'name'
    | 'formerNames'
    | 'label'
    | 'description'
    | 'group'
    | 'choices'
    | 'searchable'
    | 'filterable'
    | 'sensitive'
    | 'required'
    | 'unique'
    | 'archived'
  >
> & {
  readonly default?: unknown
  readonly currency?: string | null
  readonly wins?: string | null
}

/** Throws a Refusal: `conflict` where the name is taken. The caller has checked name and choices. */
export async function createField(db: Db, field: NewField, now: number): Promise<Field> {
  return await inTransaction(db, async (open) => {
    if ((await fieldByName(open, field.name, field.of)) !== undefined) {
      throw new Refusal(
        failure('conflict', `There is a field "${field.name}" already.`, {
          where: 'name',
          fix: 'Choose another name, or use the field that is there; an archived one can be brought back.',
        }),
      )
    }
    if (await isCalculated(open, field)) {
      throw new Refusal(
        failure('conflict', `There is a calculated field "${field.name}" already.`, {
          where: 'name',
          fix: 'Choose another name, or call that one something else.',
        }),
      )
    }
    const made: Field = {
      ...plainField,
      label: field.name,
      ...field,
      id: await nextId(open, 'field'),
    }
    await insert(open, made, now)
    return made
  })
}

/** Of customers a name is one field's, whether its values are stored or worked out. */
async function isCalculated(open: Db, { name, of }: NewField): Promise<boolean> {
  if (of !== undefined && of !== 'customer') return false
  return (await calculationByName(open, name)) !== undefined
}

/** All of customers, or of those, built-in ones first, archived ones too, in the order in which they were made. */
export async function listFields(db: Db, of: FieldOf = 'customer'): Promise<readonly Field[]> {
  const rows = await db
    .selectFrom('fields')
    .selectAll()
    .where('of', '=', of)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

export async function fieldById(db: Db, id: number): Promise<Field | undefined> {
  const row = await db.selectFrom('fields').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export async function fieldByName(
  db: Db,
  name: string,
  of: FieldOf = 'customer',
): Promise<Field | undefined> {
  const row = await db
    .selectFrom('fields')
    .selectAll()
    .where('of', '=', of)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** The field as it would stand with that change. */
export function changedField(before: Field, change: FieldChange): Field {
  const entries = Object.entries({ ...before, ...given(change) })
  return Object.fromEntries(entries.filter(([, value]) => value !== null)) as Field
}

/** The field as it stands afterwards; undefined if there is none of that id. The caller has checked it. */
export async function changeField(
  db: Db,
  id: number,
  change: FieldChange,
): Promise<Field | undefined> {
  return await inTransaction(db, async (open) => {
    const before = await fieldById(open, id)
    if (before === undefined) return undefined
    const after = changedField(before, change)
    const { id: _, created: __, ...columns } = toRow(after, 0)
    await open.updateTable('fields').set(columns).where('id', '=', id).execute()
    return after
  })
}

/**
 * Brings in the built-in fields that are not there yet; those that are keep the labels and flags that
 * the shop gave them, and get the type that they have in this version, kept in the same form. Throws a
 * Refusal where the shop has a field of that name: nothing is renamed silently.
 */
export async function seedFields(db: Db, builtIn: readonly Field[], now: number): Promise<void> {
  for (const field of builtIn) {
    const there = await fieldById(db, field.id)
    if (there === undefined) await seed(db, field, now)
    else if (there.type !== field.type) {
      await db.updateTable('fields').set({ type: field.type }).where('id', '=', field.id).execute()
    }
  }
}

async function seed(db: Db, field: Field, now: number): Promise<void> {
  if ((await fieldByName(db, field.name, field.of)) !== undefined) {
    throw new Refusal(
      failure('conflict', `The shop has a field "${field.name}", which is now a built-in one.`, {
        where: field.name,
        fix: 'Start the version before once more and make a field of another name from it.',
      }),
    )
  }
  await insert(db, field, now)
}

async function insert(db: Db, field: Field, now: number): Promise<void> {
  await db.insertInto('fields').values(toRow(field, now)).execute()
}

function toRow(field: Field, created: number) {
  return {
    id: field.id,
    of: field.of,
    name: field.name,
    label: field.label,
    description: field.description,
    group_name: field.group,
    type: field.type,
    choices: field.choices === undefined ? null : JSON.stringify(field.choices),
    searchable: field.searchable,
    filterable: field.filterable,
    identifying: field.identifying,
    sensitive: field.sensitive,
    required: field.required,
    is_unique: field.unique,
    default_value: field.default === undefined ? null : JSON.stringify(field.default),
    currency: field.currency ?? null,
    wins: field.wins ?? null,
    former_names: JSON.stringify(field.formerNames),
    built_in: field.builtIn,
    archived: field.archived,
    created,
  }
}

function fromRow(row: Selectable<Tables['fields']>): Field {
  return {
    id: row.id,
    of: row.of as FieldOf,
    name: row.name,
    label: row.label,
    description: row.description,
    group: row.group_name,
    type: row.type as FieldType,
    ...(row.choices === null ? {} : { choices: JSON.parse(row.choices) as string[] }),
    searchable: row.searchable === 1,
    filterable: row.filterable === 1,
    identifying: row.identifying === 1,
    sensitive: row.sensitive === 1,
    required: row.required === 1,
    unique: row.is_unique === 1,
    ...(row.default_value === null ? {} : { default: JSON.parse(row.default_value) as unknown }),
    ...optional('currency', row.currency),
    ...optional('wins', row.wins),
    formerNames: JSON.parse(row.former_names) as string[],
    builtIn: row.built_in === 1,
    archived: row.archived === 1,
  }
}
