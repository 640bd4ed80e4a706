import type { z } from 'zod'
import type { historyEntry } from '../api/customers.ts'
import type { Json } from '../api/parts.ts'
import type { Catalog } from '../domain/customer/catalog.ts'
import type { Value } from '../domain/customer/field.ts'
import { sameValue, showValue } from '../domain/customer/value.ts'
import { readEdits, type EditRecord } from '../store/clickhouse/history.ts'
import { catalogNow } from './customer.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { iso } from './instants.ts'
import type { Works } from './works.ts'

type Entry = z.output<typeof historyEntry>

export type HistoryPage = { items: Entry[]; next: string | null }

/** Edits are read so many at a time: most bring one entry or two. */
const editsPerRead = 200

/** A page of what became of a customer, latest first: values, identifiers, her being made and taken away. */
export async function historyPage(
  works: Works,
  customer: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  signal: AbortSignal,
): Promise<HistoryPage> {
  const catalog = await catalogNow(works)
  let { to, skip } = endOf(cursor)
  const items: Entry[] = []
  for (;;) {
    const edits = await readEdits(works.database, customer, { to, limit: editsPerRead }, { signal })
    for (const edit of edits) {
      const entries = entriesOf(edit, catalog).slice(skip)
      const room = limit - items.length
      items.push(...entries.slice(0, room))
      if (entries.length > room) {
        return { items, next: writeCursor([String(edit.version), String(skip + room)]) }
      }
      skip = 0
    }
    const last = edits.at(-1)
    if (last === undefined || edits.length < editsPerRead) return { items, next: null }
    to = last.version - 1
  }
}

/** Which edit a page begins with, and how many of its entries were shown before. */
function endOf(cursor: string | undefined): { to: number | undefined; skip: number } {
  const [version, shown] = readCursor(cursor, 2) ?? []
  if (version === undefined || shown === undefined) return { to: undefined, skip: 0 }
  const ok = /^\d{1,15}$/.test(version) && /^\d{1,6}$/.test(shown)
  return ok ? { to: Number(version), skip: Number(shown) } : endOf('')
}

/** The last first: she was made before she had values. What was said again and changed nothing is left out. */
function entriesOf(edit: EditRecord, catalog: Catalog): Entry[] {
  const { importId, made, removed } = edit
  const when = { noticed: iso(edit.noticed), import: importId === 0 ? null : importId }
  return [
    ...(removed ? [{ what: 'removed' as const, ...when }] : []),
    ...edit.lost.map((each) => ({ what: 'identifier lost' as const, ...each, ...when })),
    ...edit.fields.flatMap((change): Entry[] => {
      const field = catalog.byId.get(change.id)
      const before = change.old?.[0] ?? undefined
      const after = change.new?.[0] ?? undefined
      if (field === undefined || sameValue(before, after)) return []
      const show = (value: Value | undefined): Json =>
        value === undefined ? null : (showValue(field, value) as Json)
      const by = change.new ?? change.old
      return [
        {
          what: 'value',
          field: field.name,
          old: show(before),
          new: show(after),
          source: by?.[2] ?? '',
          at: iso(by?.[1] ?? edit.noticed),
          ...when,
        },
      ]
    }),
    ...edit.added.map((each) => ({ what: 'identifier' as const, ...each, ...when })),
    ...(made ? [{ what: 'made' as const, ...when }] : []),
  ]
}
