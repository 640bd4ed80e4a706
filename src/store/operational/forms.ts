import type { Selectable } from 'kysely'
import { defaultLayout, withField, type FormSection } from '../../domain/customer/form.ts'
import type { Field } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { listFields } from './fields.ts'
import { nextId } from './ids.ts'
import { nameTaken, properName } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** An ordered layout of the fields of customers. */
export type Form = {
  readonly id: number
  readonly name: string
  /** Checked: the caller's duty. May name fields that were archived since. */
  readonly sections: readonly FormSection[]
  /** Nobody has laid it out: it has all fields, those too that are made later. */
  readonly automatic: boolean
  /** Customers are shown in it unless another is chosen; one form always is. */
  readonly usual: boolean
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

/** The form that every shop has, and keeps. */
export const firstForm = 1

/** In the order in which they were made. */
export async function listForms(db: Db): Promise<readonly Form[]> {
  const [fields, usual] = [await listFields(db), await usualForm(db)]
  const rows = await db.selectFrom('forms').selectAll().orderBy('id').execute()
  return rows.map((row) => fromRow(row, fields, usual))
}

export async function formById(db: Db, id: number): Promise<Form | undefined> {
  const row = await db.selectFrom('forms').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row, await listFields(db), await usualForm(db))
}

/** Throws a Refusal: `conflict` where the name is taken, `invalid` where it is empty. */
export async function createForm(
  db: Db,
  form: Pick<Form, 'name' | 'sections'>,
  now: number,
): Promise<Form> {
  return await inTransaction(db, async (open) => {
    const name = await freeName(open, form.name)
    const id = await nextId(open, 'form')
    const sections = JSON.stringify(form.sections)
    await open
      .insertInto('forms')
      .values({ id, name, sections, created: now, updated: now })
      .execute()
    const made = { id, name, sections: form.sections, automatic: false, usual: false }
    return { ...made, created: now, updated: now }
  })
}

/** The form as it stands afterwards; undefined if there is none. Null lays it out by itself again. */
export async function changeForm(
  db: Db,
  id: number,
  change: {
    readonly name?: string | undefined
    readonly sections?: readonly FormSection[] | null | undefined
    readonly usual?: true | undefined
  },
  now: number,
): Promise<Form | undefined> {
  return await inTransaction(db, async (open) => {
    if ((await formById(open, id)) === undefined) return undefined
    const name = change.name === undefined ? undefined : await freeName(open, change.name, id)
    const { sections } = change
    await open
      .updateTable('forms')
      .set({
        updated: now,
        ...(name === undefined ? {} : { name }),
        ...(sections === undefined
          ? {}
          : { sections: sections === null ? null : JSON.stringify(sections) }),
      })
      .where('id', '=', id)
      .execute()
    if (change.usual === true) await makeUsual(open, id)
    return await formById(open, id)
  })
}

/** False if there is none. Throws a Refusal `conflict` for the one that every shop keeps. */
export async function deleteForm(db: Db, id: number): Promise<boolean> {
  if (id === firstForm) {
    throw new Refusal(
      failure('conflict', 'The first form stays', {
        where: 'id',
        fix: 'Give it another name or layout.',
      }),
    )
  }
  const { numDeletedRows } = await db.deleteFrom('forms').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Puts a field on a form that people have laid out; one that lays itself out has it. False if there is none. */
export async function putOnForm(
  open: Db,
  id: number,
  field: Pick<Field, 'id' | 'group'>,
  now: number,
): Promise<boolean> {
  const form = await formById(open, id)
  if (form === undefined) return false
  if (form.automatic) return true
  await changeForm(open, id, { sections: withField(form.sections, field) }, now)
  return true
}

/** Puts another field where that one stands, on every form that people have laid out. */
export async function replaceOnForms(
  open: Db,
  from: number,
  into: number,
  now: number,
): Promise<void> {
  for (const form of await listForms(open)) {
    if (form.automatic) continue
    const sections = form.sections.map(({ title, fields }) => ({
      title,
      fields: fields.map((each) => (each.field === from ? { ...each, field: into } : each)),
    }))
    await changeForm(open, form.id, { sections }, now)
  }
}

/** Where it is kept which form is the usual one; without it, the first is. */
const usualKey = 'usual_form'

async function usualForm(db: Db): Promise<number> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', usualKey)
    .executeTakeFirst()
  const id = row === undefined ? firstForm : Number(row.value)
  const there = await db.selectFrom('forms').select('id').where('id', '=', id).executeTakeFirst()
  return there?.id ?? firstForm
}

async function makeUsual(open: Db, id: number): Promise<void> {
  const value = String(id)
  await open
    .insertInto('meta')
    .values({ key: usualKey, value })
    .onConflict((on) => on.column('key').doUpdateSet({ value }))
    .execute()
}

async function freeName(db: Db, name: string, own?: number): Promise<string> {
  const proper = properName(name)
  const there = await db
    .selectFrom('forms')
    .select('id')
    .where('name', '=', proper)
    .executeTakeFirst()
  if (there !== undefined && there.id !== own) throw nameTaken('form', proper)
  return proper
}

function fromRow(
  { sections, ...row }: Selectable<Tables['forms']>,
  fields: readonly Field[],
  usual: number,
): Form {
  return {
    ...row,
    usual: row.id === usual,
    automatic: sections === null,
    sections: sections === null ? defaultLayout(fields) : (JSON.parse(sections) as FormSection[]),
  }
}
