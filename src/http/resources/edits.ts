import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { showValue } from '../../domain/customer/value.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { countSql, membersPage } from '../../store/clickhouse/compile/members.ts'
import { withRanks } from '../../store/clickhouse/ranks.ts'
import { readRecords } from '../../store/clickhouse/records.ts'
import { importById } from '../../store/operational/imports.ts'
import { listById } from '../../store/operational/lists.ts'
import { contextAt } from '../../work/context.ts'
import { demandEdit, editedValues, type BulkEdit } from '../../work/imports/bulk.ts'
import { beginRun } from '../../work/beginRun.ts'
import { makeSettingsReader } from '../../work/intake/settings.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { readCondition, refuseUnlessOne, vocabularyOf, type GivenCondition } from '../questions.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'
import { shownEdit } from './undo.ts'

/** Changing many customers at once: what it would do, and doing it. */
export function serveEdits(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.customers.edit, async ({ body }, { request }) => {
    const options = await editOf(works, body)
    const by = callerOf(request).name
    const run = { kind: 'bulk', fileName: nameOf(options), options, by }
    const id = await beginRun(works, run, (made) => ({ kind: 'import', import: made }))
    return shownEdit(found(await importById(db, id), 'import'), undefined)
  })
  serve(app, routes.customers.previewEdit, async ({ body }, { signal }) =>
    preview(works, await editOf(works, body), signal),
  )
}

type Body = GivenCondition &
  Omit<BulkEdit, 'condition' | 'customers'> & {
    readonly customers?: readonly string[] | undefined
  }

/** Refused where it could not be done, before anybody is asked about it. */
async function editOf(works: Works, body: Body): Promise<BulkEdit> {
  const { condition, text, customers, ...change } = body
  refuseUnlessOne({ condition, text, customers })
  const { db } = works.operational
  const who =
    customers === undefined ? readCondition({ condition, text }, await vocabularyOf(works)) : null
  const edit = { ...change, condition: who, customers: customers ?? [] }
  for (const list of [...edit.addTo, ...edit.removeFrom]) found(await listById(db, list), 'list')
  const both = edit.addTo.find((list) => edit.removeFrom.includes(list))
  if (both !== undefined) {
    throw new Refusal(
      failure('invalid', `Of the list ${both} is said both that they come and that they leave`, {
        where: 'removeFrom',
        fix: 'Say one of them.',
      }),
    )
  }
  demandEdit(edit, await makeSettingsReader(db, works.database)())
  return edit
}

function nameOf({ set, include, exclude, addTo, removeFrom }: BulkEdit): string {
  const fields = [...new Set([set, include, exclude].flatMap(Object.keys))]
  const lists = addTo.length + removeFrom.length > 0 ? ['lists'] : []
  return `edit of ${[...fields, ...lists].join(', ')}`.slice(0, 200)
}

const mostShown = 10

async function preview(works: Works, edit: BulkEdit, signal: AbortSignal) {
  const { database, operational } = works
  const now = works.clock()
  const { count, ids } =
    edit.condition === null
      ? { count: edit.customers.length, ids: edit.customers.slice(0, mostShown) }
      : await whoMeets(works, edit.condition, { now, signal })
  const settings = await makeSettingsReader(operational.db, database)()
  const records = await readRecords(database, ids, { signal })
  const sample = ids.flatMap((customer) => {
    const record = records.get(customer)
    if (record === undefined) return []
    const changes = editedValues(record, edit, settings).map(({ field, before, after }) => ({
      field: field.name,
      before: (before === null ? null : showValue(field, before)) as Json,
      after: (after === null ? null : showValue(field, after)) as Json,
    }))
    return [{ customer, changes }]
  })
  return { count, asOf: iso(now), sample }
}

async function whoMeets(
  { database, operational }: Works,
  condition: Condition,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<{ count: number; ids: string[] }> {
  const context = await withRanks(database, await contextAt(operational.db, now), [condition], {
    signal,
  })
  const [counted] = await database.rows<{ count: string }>(countSql(condition, context), { signal })
  const rows = await database.rows<{ customer_id: string }>(
    membersPage(condition, context, { limit: mostShown }),
    { signal },
  )
  return { count: Number(counted?.count ?? 0), ids: rows.map((row) => row.customer_id) }
}
