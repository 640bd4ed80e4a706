import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import type { MergePair } from '../../domain/arrival.ts'
import { fieldNamed, type Catalog } from '../../domain/customer/catalog.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import { resolveMerged } from '../../store/clickhouse/merged.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { recordAfter } from '../../work/intake/applyEdits.ts'
import { beginMerge } from '../../work/intake/merge/begin.ts'
import { planPair } from '../../work/intake/merge/planPair.ts'
import { chosenOf } from '../../work/intake/merge/run.ts'
import { beginUndo, partingOf } from '../../work/intake/undo/begin.ts'
import { callerOf } from '../auth.ts'
import { catalogNow, showCustomer } from '../customer.ts'
import { found } from '../found.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Merging customers, and parting them. */
export function serveMerges(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.customers.merge, async ({ body }, { request }) => {
    await readTwo(works, body, await catalogNow(works))
    return { import: await beginMerge(works, [body], callerOf(request).name) }
  })
  serve(app, routes.customers.previewMerge, async ({ body }) => {
    const catalog = await catalogNow(works)
    const { keep, drop } = await readTwo(works, body, catalog)
    const at = { run: 0, version: 0, now: works.clock() }
    const { kept } = planPair(keep, drop, chosenOf(body, catalog), at)
    const record = found(recordAfter(keep, kept), 'customer')
    return {
      customer: showCustomer(record, catalog),
      differ: differ(catalog, {
        keep,
        drop,
        taken: new Set(kept.fields.map(({ field }) => field)),
      }),
    }
  })
  serve(app, routes.customers.unmerge, async ({ params }, { request }) => {
    const parting = await partingOf(works.database, db, params.id)
    const options = orRefuse(found(parting, 'merge of that customer'))
    const undo = await beginUndo(works, options, callerOf(request).name)
    return { import: options.of, undo }
  })
}

type Two = { readonly keep: CustomerRecord; readonly drop: CustomerRecord }

/** The two as they are; refused where they are one already, or one of them is not there. */
async function readTwo(
  { database }: Works,
  { keep, drop, choose = {} }: MergePair,
  catalog: Catalog,
): Promise<Two> {
  const unknown = Object.keys(choose).find((name) => fieldNamed(catalog, name) === undefined)
  if (unknown !== undefined) {
    throw new Refusal(
      failure('not_found', `There is no field ${JSON.stringify(unknown)}`, {
        where: `choose.${unknown}`,
      }),
    )
  }
  for (const [where, id] of [['keep', keep] as const, ['drop', drop] as const]) {
    if (BigInt(id) < 2n ** 63n) continue
    throw new Refusal(failure('not_found', 'There is no customer of that id', { where }))
  }
  const now = await resolveMerged(database, [keep, drop])
  const [one, other] = [now.get(keep) ?? keep, now.get(drop) ?? drop]
  if (one === other) {
    throw new Refusal(
      failure('conflict', 'These two are one customer already', {
        where: 'drop',
        fix: 'Name two who are not.',
      }),
    )
  }
  const records = await readRecords(database, [one, other])
  return {
    keep: found(records.get(one), 'customer', 'keep'),
    drop: found(records.get(other), 'customer', 'drop'),
  }
}

type Differ = z.output<typeof routes.customers.previewMerge.response>['differ']

/** The fields of which both have a value, and not the same. */
function differ(
  catalog: Catalog,
  { keep, drop, taken }: Two & { readonly taken: ReadonlySet<number> },
): Differ {
  const [hers, others] = [showCustomer(keep, catalog).fields, showCustomer(drop, catalog).fields]
  return Object.keys(hers).flatMap((field): Differ => {
    const [one, other] = [hers[field] as Json, others[field]]
    if (other === undefined || JSON.stringify(one) === JSON.stringify(other)) return []
    const id = fieldNamed(catalog, field)?.id ?? 0
    return [{ field, keep: one, drop: other, chosen: taken.has(id) ? 'drop' : 'keep' }]
  })
}
