import type { Selectable } from 'kysely'
import { renamedInOptions } from '../../domain/import/template.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { nextId } from './ids.ts'
import { properName } from './rows.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** How files of one header are taken in, kept under a name. */
export type ImportTemplate = {
  readonly id: number
  readonly name: string
  /** What such files bring: `customers`, `events`, `products`. */
  readonly kind: string
  /** As those of an import of that kind: JSON of its own shape. */
  readonly options: unknown
  /** Of the file it was made of, in its order. */
  readonly columns: readonly string[]
  readonly by: string
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

type NewImportTemplate = Omit<ImportTemplate, 'id' | 'created' | 'updated'>

/** In the order of their names. */
export async function listImportTemplates(db: Db): Promise<readonly ImportTemplate[]> {
  const rows = await db.selectFrom('import_templates').selectAll().orderBy('name').execute()
  return rows.map(fromRow)
}

/**
 * Keeps it; one of that name is replaced. Throws a Refusal: `conflict` where that one is of another kind,
 * `invalid` where the name is empty.
 */
export async function saveImportTemplate(
  db: Db,
  template: NewImportTemplate,
  now: number,
): Promise<ImportTemplate> {
  return await inTransaction(db, async (open) => {
    const name = properName(template.name)
    const before = (await listImportTemplates(open)).find((each) => each.name === name)
    if (before !== undefined && before.kind !== template.kind) throw otherKind(before)
    const { id = await nextId(open, 'import_template'), created = now } = before ?? {}
    const made: ImportTemplate = { ...template, name, id, created, updated: now }
    await open.deleteFrom('import_templates').where('id', '=', id).execute()
    await open.insertInto('import_templates').values(toRow(made)).execute()
    return made
  })
}

/** False if there is none. */
export async function deleteImportTemplate(db: Db, id: number): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('import_templates')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Writes another name for a field into those of that kind of files. In the transaction that renames it. */
export async function renameInTemplates(
  open: Db,
  kind: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  for (const { id, options, ...each } of await listImportTemplates(open)) {
    if (each.kind !== kind) continue
    const after = renamedInOptions(options as object, from, to)
    if (after === options) continue
    await open
      .updateTable('import_templates')
      .set({ options: JSON.stringify(after) })
      .where('id', '=', id)
      .execute()
  }
}

function otherKind({ name, kind }: ImportTemplate): Refusal {
  return new Refusal(
    failure('conflict', `The template "${name}" is of files of ${kind}`, {
      where: 'name',
      fix: 'Choose another name, or delete that one first.',
    }),
  )
}

function toRow({ options, columns, ...rest }: ImportTemplate) {
  return { ...rest, options: JSON.stringify(options), columns: JSON.stringify(columns) }
}

function fromRow({
  options,
  columns,
  ...rest
}: Selectable<Tables['import_templates']>): ImportTemplate {
  return {
    ...rest,
    options: JSON.parse(options) as unknown,
    columns: JSON.parse(columns) as string[],
  }
}
