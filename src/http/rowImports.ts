import type { z } from 'zod'
import { rowOptions } from '../api/imports.ts'
import { orderColumns, orderOptions, type orderOptionsSaid } from '../api/orderImports.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { overOrderTemplate, overTemplate } from '../domain/import/template.ts'
import { listLists } from '../store/operational/lists.ts'
import type { Db } from '../store/operational/tables.ts'
import type { ListSaid } from '../work/intake/rows/options.ts'
import { optionsOfTemplate } from '../work/imports/template.ts'

/** Options by which a file is read, not what becomes of it. */
const reading = ['sheet', 'header', 'delimiter', 'encoding', 'decimal', 'dates', 'columns'] as const

/**
 * The options as they are kept: lists by id, those that are to be made by name. Refuses lists that are not
 * there and are not to be made.
 */
export async function keptOptions(
  db: Db,
  given: z.output<typeof rowOptions>,
): Promise<z.output<typeof rowOptions>> {
  const { lists, whole, makeLists } = given
  if (lists === undefined && whole === undefined) return given
  const there = await listLists(db)
  const kept = (asked: ListSaid): ListSaid => {
    const list = there.find(({ id, name }) => id === asked || name === asked)
    if (list !== undefined) return list.id
    if (makeLists === true && typeof asked === 'string') return asked
    throw new Refusal(
      failure('not_found', `There is no list ${JSON.stringify(asked)}`, {
        where: 'options.lists',
        fix: 'Make it first: `clientela lists create NAME`; or have the import make it: `makeLists`.',
      }),
    )
  }
  return {
    ...given,
    ...(lists === undefined ? {} : { lists: lists.map(kept) }),
    ...(whole === undefined ? {} : { whole: { ...whole, lists: whole.lists.map(kept) } }),
  }
}

/** What was said before, and what is said now; null takes back. */
export function mergedOptions<T>(
  of: z.ZodType<T>,
  before: unknown,
  given: Readonly<Record<string, unknown>>,
): T {
  const all = { ...(before as object), ...given }
  const entries = Object.entries(all).filter(([, value]) => value !== null)
  const read = of.safeParse(Object.fromEntries(entries))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Refusal(
    failure('invalid', issue?.message ?? 'These are no options', {
      where: ['options', ...(issue?.path ?? [])].join('.'),
    }),
  )
}

/** Whether the file has to be looked at again: it is read otherwise, or for the lists that it names. */
export function readsAnew(given: Readonly<Record<string, unknown>>): boolean {
  const { map } = given
  const names = typeof map === 'object' && map !== null && Object.values(map).includes('lists')
  return names || reading.some((name) => name in given)
}

/** What is said, and where that says nothing, what the template of that name does. */
export async function byTemplate(
  db: Db,
  template: string | undefined,
  { kind, options }: { readonly kind: string; readonly options: z.output<typeof rowOptions> },
): Promise<z.output<typeof rowOptions>> {
  if (template === undefined) return options
  const kept = rowOptions.parse(await optionsOfTemplate(db, template, kind))
  return rowOptions.parse(overTemplate(kept, options))
}

type OrdersSaid = z.output<typeof orderOptionsSaid>

/** The same of orders. */
export async function overOrders(
  db: Db,
  template: string | undefined,
  said: OrdersSaid,
): Promise<OrdersSaid> {
  if (template === undefined) return said
  const kept = orderOptions.parse(await optionsOfTemplate(db, template, 'orders'))
  return overOrderTemplate<OrdersSaid>(kept, said)
}

/** Refuses what lacks a column that has to be said. */
export function demandColumns(all: OrdersSaid): z.output<typeof orderOptions> {
  const missing = orderColumns.find((name) => all[name] === undefined)
  if (missing === undefined) return orderOptions.parse(all)
  throw new Refusal(
    failure('invalid', 'It is missing: text is wanted', {
      where: `body.options.${missing}`,
      fix: 'Name the column, or a template that does; or have the columns found by their names: `guess`.',
    }),
  )
}
