import { join } from 'node:path'
import { z } from 'zod'
import { rowKind, rowOptions, rowResult, type rowDetection } from '../api/imports.ts'
import {
  importResult,
  orderOptionsSaid,
  detection,
  type orderOptionsSoFar,
} from '../api/orderImports.ts'
import type { Answer } from '../api/route.ts'
import type { Routes } from '../api/routes.ts'
import type { Field } from '../domain/customer/field.ts'
import { isFailure } from '../domain/failure.ts'
import { showMapTo, type MapTo } from '../domain/import/columnUse.ts'
import type { Key } from '../domain/import/key.ts'
import type { ColumnUse } from '../domain/import/mapping.ts'
import type { Import } from '../store/operational/imports.ts'
import type { List } from '../store/operational/lists.ts'
import type { ImportTemplate } from '../store/operational/importTemplates.ts'
import type { Understanding } from '../work/intake/files/understand.ts'
import type { Understood } from '../work/intake/orders/dialect.ts'
import type { RowOptions } from '../work/intake/rows/options.ts'
import { planRows } from '../work/intake/rows/plan.ts'
import { missingLists } from '../work/imports/lists.ts'
import { templatesFor } from '../work/imports/template.ts'
import { iso } from './instants.ts'

type Shown = Answer<Routes['imports']['start']>
type Listed = Extract<
  Answer<Routes['imports']['list']>['items'][number],
  { readonly kind: Shown['kind'] }
>

/** What an import is listed with. */
export type ListImport = {
  readonly directory: string
  readonly now: number
  /** The undo by which it is undone. */
  readonly undoneBy: number | undefined
}

/** What an import is shown with. */
export type ShowImport = ListImport & {
  /** What files of that kind may fill. */
  readonly fieldsOf: (kind: string) => readonly Field[]
  readonly templates: readonly ImportTemplate[]
  readonly lists: readonly List[]
}

/** An import as the API shows it; undefined for runs that are no imports of files. */
export function shownImport(made: Import, how: ShowImport): Shown | undefined {
  const all = ofEveryImport(made, how)
  if (made.kind === 'orders') {
    const seen = made.detection as Understood | undefined
    return {
      ...all,
      kind: 'orders',
      options: ordersSaid(made),
      detection: seen === undefined ? null : ordersDetected(made, seen, how.templates),
      result: resultOf(orderCounts, made, how.directory),
    }
  }
  const kind = rowKind.safeParse(made.kind)
  if (!kind.success) return undefined
  return {
    ...all,
    kind: kind.data,
    options: rowOptions.parse(made.options),
    detection: rowsDetected(made, kind.data, how),
    result: resultOf(rowCounts, made, how.directory),
  }
}

/** The same in a list, without what is long; undefined for runs that are no imports of files. */
export function listedImport(made: Omit<Import, 'detection'>, how: ListImport): Listed | undefined {
  const all = ofEveryImport(made, how)
  if (made.kind === 'orders') {
    const options = ordersSaid(made)
    return { ...all, kind: 'orders', options, result: resultOf(orderCounts, made, how.directory) }
  }
  const kind = rowKind.safeParse(made.kind)
  if (!kind.success) return undefined
  const options = rowOptions.parse(made.options)
  const result = resultOf(listedCounts, made, how.directory)
  return { ...all, kind: kind.data, options, result }
}

function ordersSaid({ options }: Pick<Import, 'options'>): z.output<typeof orderOptionsSoFar> {
  const {
    identifier = 'user_id',
    fields = {},
    properties = {},
    ...said
  } = orderOptionsSaid.parse(options)
  return { ...said, identifier, fields, properties }
}

function ofEveryImport(made: Omit<Import, 'detection'>, { now, undoneBy }: ListImport) {
  const { id, fileName, state, created, problem } = made
  return {
    id,
    fileName,
    state,
    created: iso(created),
    progress: progressOf(made, now),
    problem: problem ?? null,
    undoneBy: undoneBy ?? null,
  }
}

function progressOf(
  { progress, started, state }: Omit<Import, 'detection'>,
  now: number,
): Shown['progress'] {
  const { done, total, step } = progress
  const known = state === 'running' && started !== undefined && total !== null && done > 0
  const left = known ? Math.ceil(((now - started) / done) * Math.max(0, total - done)) : null
  return { done, total, step, secondsLeft: left === null ? null : Math.ceil(left / 1_000) }
}

/** What the loader has noted says more than the API shows. */
const orderCounts = z.object(importResult.omit({ rejectedFile: true }).shape)
const rowCounts = z.object(rowResult.omit({ rejectedFile: true }).shape)
const listedCounts = rowCounts.omit({ samples: true })

function resultOf<T extends z.ZodObject>(
  counts: T,
  { result, rejectedFile }: Pick<Import, 'result' | 'rejectedFile'>,
  directory: string,
): (z.output<T> & { readonly rejectedFile: string | null }) | null {
  if (result === undefined) return null
  const file = rejectedFile === undefined ? null : join(directory, rejectedFile)
  return { ...counts.parse(result), rejectedFile: file }
}

function ordersDetected(
  made: Import,
  { dialect, columns, sample, asked = [] }: Understood,
  templates: ShowImport['templates'],
): z.output<typeof detection> {
  const { encoding, delimiter, decimal, dates } = dialect
  return {
    encoding,
    delimiter,
    decimal,
    dates,
    columns: [...columns],
    sample: sample.map((row) => [...row]),
    questions: asked.map(({ where, message, fix = '' }) => ({
      about: aboutOrders.parse(where),
      says: message,
      fix,
    })),
    templates: templatesFor(made, templates),
  }
}

const aboutOrders = detection.shape.questions.element.shape.about

function rowsDetected(
  made: Import,
  kind: z.output<typeof rowKind>,
  { fieldsOf, templates, lists }: ShowImport,
): z.output<typeof rowDetection> | null {
  const { detection: seen, options } = made
  if (seen === undefined) return null
  const understood = seen as Understanding
  const planned = planRows(kind, understood, options as RowOptions, fieldsOf(kind))
  const { mapping, questions } = isFailure(planned)
    ? { mapping: { columns: [], key: undefined }, questions: [] }
    : planned
  const uses = new Map(mapping.columns.map((use) => [use.at, use]))
  const { format, sheets, sheet, dialect, headerRow, headerConfidence, rows, sample } = understood
  return {
    format,
    sheets: sheets.map(({ name }) => name),
    sheet: sheet ?? null,
    encoding: dialect.encoding,
    delimiter: dialect.delimiter,
    headerRow,
    headerConfidence,
    rows,
    key: mapping.key === undefined ? null : { column: mapping.key.column, kind: mapping.key.kind },
    columns: understood.columns.map(({ name, at, type, confidence, ...column }) => {
      const use = uses.get(at)
      return {
        name,
        type,
        confidence,
        decimal: column.decimal ?? null,
        dates: column.dates ?? null,
        datesConfidence: column.datesConfidence ?? null,
        filled: column.filled,
        examples: [...column.examples],
        to: use === undefined ? 'ignore' : showMapTo(shownUse(kind, use, mapping.key)),
        toConfidence: use?.confidence ?? 0,
        reason: use?.reason ?? 'none',
        make: use?.make ?? null,
      }
    }),
    questions: [...questions],
    missingLists: missingLists(options as RowOptions, understood, lists),
    sample: sample.map((row) => [...row]),
    templates: templatesFor(made, templates),
  }
}

/** The column that names the record becomes nothing besides: it is shown as what it is. */
function shownUse(
  kind: z.output<typeof rowKind>,
  { at, to }: ColumnUse,
  key: Key | undefined,
): MapTo {
  if (key?.at !== at || to.is !== 'nothing') return to
  return kind === 'products' || kind === 'places'
    ? { is: 'record', name: key.kind }
    : { is: 'identifier', kind: key.kind }
}
