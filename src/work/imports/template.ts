import type { Field } from '../../domain/customer/field.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { headerKey, settledOptions } from '../../domain/import/template.ts'
import type { Import } from '../../store/operational/imports.ts'
import {
  listImportTemplates,
  type ImportTemplate,
} from '../../store/operational/importTemplates.ts'
import type { Db } from '../../store/operational/tables.ts'
import type { Understanding } from '../intake/files/understand.ts'
import { isWhole, type Understood } from '../intake/orders/dialect.ts'
import type { OrderOptions, OrdersSaid } from '../intake/orders/options.ts'
import type { RowKind, RowOptions } from '../intake/rows/options.ts'
import { planRows } from '../intake/rows/plan.ts'

/**
 * What is to be kept of an import for other files of its columns: all of its options, and what was guessed
 * as if it had been said. Since when values hold, and that somebody saw who loses what, is of one file alone.
 */
export function templateOf(
  { kind, options, detection }: Import,
  fields: readonly Field[],
): Pick<ImportTemplate, 'kind' | 'options' | 'columns'> {
  if (detection === undefined) throw notHere()
  const { columns, guess, questions } = detection as Understanding
  const { at: _, whole, consents, ...said } = options as RowOptions
  const planned = planRows(kind as RowKind, { columns, guess, questions }, said, fields)
  const { mapping } = orRefuse(planned)
  const kept: RowOptions = {
    ...said,
    ...settledOptions(mapping, columns, said.columns),
    ...(consents && { consents: consents.map(({ at: __, ...consent }) => consent) }),
    ...(whole && { whole: { ...whole, confirmed: false } }),
  }
  return { kind, options: kept, columns: columns.map(({ name }) => name) }
}

/** The same of an import of orders: what was said, and how a file of text was found to be written. */
export function orderTemplateOf({
  kind,
  options,
  detection,
}: Import): Pick<ImportTemplate, 'kind' | 'options' | 'columns'> {
  if (detection === undefined) throw notHere()
  const { format, dialect, columns, asked = [] } = detection as Understood
  const { decimal, dates } = dialect
  const said = options as OrdersSaid
  // A style that was only assumed would be taken for one that was found.
  if (!isWhole(said) || asked.length > 0) throw notSaid()
  const kept = {
    ...said,
    ...(format === 'csv' && { found: { decimal, dates } }),
  }
  return { kind, options: kept satisfies OrderOptions, columns }
}

function notSaid(): Refusal {
  return new Refusal(
    failure('conflict', 'It is not said yet how the file is to be read', {
      where: 'import',
      fix: 'Answer its questions first.',
    }),
  )
}

function notHere(): Refusal {
  return new Refusal(
    failure('conflict', 'The file of this import is not here yet', {
      where: 'import',
      fix: 'Send it first.',
    }),
  )
}

/** The names of those that were kept of files with the same columns, which bring the same. */
export function templatesFor(
  { kind, detection }: Pick<Import, 'kind' | 'detection'>,
  templates: readonly ImportTemplate[],
): string[] {
  if (detection === undefined) return []
  const { columns } = detection as Understanding | Understood
  const key = headerKey(columns.map((each) => (typeof each === 'string' ? each : each.name)))
  const alike = templates.filter((each) => each.kind === kind && headerKey(each.columns) === key)
  return alike.map(({ name }) => name)
}

/** What the template of that name says; refused where it is of other files, or there is none. */
export async function optionsOfTemplate(db: Db, name: string, kind: string): Promise<unknown> {
  const found = (await listImportTemplates(db)).find((each) => each.name === name.trim())
  if (found?.kind === kind) return found.options
  const shown = JSON.stringify(name.slice(0, 100))
  throw new Refusal(
    found === undefined
      ? failure('not_found', `There is no template ${shown}`, {
          where: 'template',
          fix: '`clientela imports templates` shows those there are.',
        })
      : failure('invalid', `The template ${shown} is of files of ${found.kind}`, {
          where: 'template',
          fix: `Import a file of ${found.kind} by it.`,
        }),
  )
}
