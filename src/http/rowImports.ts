import { join, relative } from 'node:path'
import type { z } from 'zod'
import { rowOptions } from '../api/imports.ts'
import type { Field } from '../domain/customer/field.ts'
import { failure, isFailure, orRefuse, Refusal } from '../domain/failure.ts'
import { listFields } from '../store/operational/fields.ts'
import type { Import } from '../store/operational/imports.ts'
import { listLists } from '../store/operational/lists.ts'
import type { Db } from '../store/operational/tables.ts'
import { understand, type Understanding } from '../work/intake/files/understand.ts'
import type { RowKind, RowOptions } from '../work/intake/rows/options.ts'
import { planRows, type Planned } from '../work/intake/rows/plan.ts'

/** Options by which a file is read, not what becomes of it. */
const reading = ['sheet', 'header', 'delimiter', 'encoding', 'decimal', 'dates', 'columns'] as const

/** The options as they are kept: lists by id. Refuses lists that are not there. */
export async function keptOptions(
  db: Db,
  given: z.output<typeof rowOptions>,
): Promise<z.output<typeof rowOptions>> {
  const { lists, whole } = given
  if (lists === undefined && whole === undefined) return given
  const there = await listLists(db)
  const idOf = (asked: string | number): number => {
    const list = there.find(({ id, name }) => id === asked || name === asked)
    if (list !== undefined) return list.id
    throw new Refusal(
      failure('not_found', `There is no list ${JSON.stringify(asked)}`, {
        where: 'options.lists',
        fix: 'Make it first: `clientela lists create NAME`.',
      }),
    )
  }
  return {
    ...given,
    ...(lists === undefined ? {} : { lists: lists.map(idOf) }),
    ...(whole === undefined ? {} : { whole: { ...whole, lists: whole.lists.map(idOf) } }),
  }
}

/** What was said before, and what is said now; null takes back. */
export function mergedOptions(
  before: unknown,
  given: Readonly<Record<string, unknown>>,
): z.output<typeof rowOptions> {
  const all = { ...(before as object), ...given }
  const entries = Object.entries(all).filter(([, value]) => value !== null)
  const read = rowOptions.safeParse(Object.fromEntries(entries))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Refusal(
    failure('invalid', issue?.message ?? 'These are no options', {
      where: ['options', ...(issue?.path ?? [])].join('.'),
    }),
  )
}

/** Whether the file has to be looked at again. */
export function readsAnew(given: Readonly<Record<string, unknown>>): boolean {
  return reading.some((name) => name in given)
}

/** Looks at the file that was sent; refuses options that speak of columns it has not. */
export async function understandRows(
  { db, directory }: { readonly db: Db; readonly directory: string },
  kind: RowKind,
  options: RowOptions,
  spool: string,
): Promise<Understanding> {
  const fields = await listFields(db)
  const understood = await understand(join(directory, spool), { ...options, kind, fields })
  orRefuse(planRows(kind, understood, options, fields))
  return { ...understood, csv: relative(directory, understood.csv) }
}

/**
 * Refuses to begin while something is open. A trial makes do without fields that are not there, and shows
 * what would be cleared.
 */
export function demandAnswers(made: Import, fields: readonly Field[], to: 'start' | 'try'): void {
  const { kind, detection, options } = made
  const planned = planRows(
    kind as RowKind,
    detection as Understanding,
    options as RowOptions,
    fields,
  )
  const open = questionsOf(planned).find(
    ({ about }) => to === 'start' || (about !== 'field' && about !== 'whole'),
  )
  if (open === undefined) return
  const where = open.column === '' ? open.about : `${open.about}: ${open.column}`
  throw new Refusal(failure('conflict', open.says, { where, fix: open.fix }))
}

function questionsOf(planned: ReturnType<typeof planRows>): Planned['questions'] {
  if (isFailure(planned)) throw new Refusal(planned)
  return planned.questions
}
