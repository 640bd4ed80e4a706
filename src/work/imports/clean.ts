import type { Field, Value } from '../../domain/customer/field.ts'
import type { FindingCode } from '../../domain/customer/quality/code.ts'
import { showValue } from '../../domain/customer/value.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { heldValues } from '../../store/clickhouse/quality.ts'
import { readRecords } from '../../store/clickhouse/records.ts'
import { fieldById } from '../../store/operational/fields.ts'
import { readMark, removeMark, writeMark } from '../../store/operational/marks.ts'
import type { Import } from '../../store/operational/imports.ts'
import { valueContext } from '../context.ts'
import type { Part } from '../intake/arrivals.ts'
import type { Settings } from '../intake/setState.ts'
import { cleanSource, plannedOf, type MendPlan } from '../quality/examine.ts'
import { changeInSets, hasBegun, tidyInSets, type InSets, type RunUnderWay } from './inSets.ts'
import type { ImportMeans, ImportWay } from './means.ts'

/** What a mend is of. */
export type CleanOptions = {
  /** Its id, and the type it had when the mend was made. */
  readonly field: number
  readonly type: Field['type']
  readonly code: FindingCode
}

/** Mends what was found about the values of a field: undone as any import is. */
export const clean: ImportWay = {
  async run(means, row, entry, signal) {
    return await changeInSets(
      means,
      { row, entry, signal },
      await mending(means, { row, entry, signal }),
    )
  },
  async giveUp(means, row) {
    return await hasBegun(means, row)
  },
  async tidy(means, row) {
    await tidyInSets(means, row)
    await removeMark(means.operational.db, markOf(row))
  },
  // The plan has values in it.
  withoutCells() {
    return {}
  },
}

/** What is about to be written of a set: the value that was there is gone when the set is repeated. */
type Written = { readonly set: number; readonly values: readonly (readonly [string, unknown])[] }

const customersPerInsert = 50_000

async function mending(means: ImportMeans, { row, entry }: RunUnderWay): Promise<InSets> {
  const { database, operational, clock } = means
  const field = await fieldOf(means, row)
  const plan = row.detection as MendPlan
  const make = plannedOf(plan, field, await valueContext(operational.db))
  return {
    async stage() {
      let ids: { run: number; customer_id: string }[] = []
      for await (const block of heldValues(database, field)) {
        for (const { customer, value, source } of block) {
          if (make(value, source) !== undefined) ids.push({ run: row.id, customer_id: customer })
        }
        if (ids.length < customersPerInsert) continue
        await database.insert('run_targets', ids)
        ids = []
      }
      if (ids.length > 0) await database.insert('run_targets', ids)
    },
    async partsOf(customers, { set, settings }) {
      const before = (await readMark(operational.db, markOf(row))) as Written | undefined
      const written =
        before?.set === set ? before : { set, values: await valuesOf(customers, settings) }
      if (written !== before) await writeMark(operational.db, markOf(row), written, clock())
      return written.values.map(([customer, value], i): Part => ({
        type: 'customer',
        mode: 'patch',
        source: cleanSource,
        place: { position: entry.position, received: entry.received, importId: row.id, row: i },
        write: { customer, fields: { [field.name]: value } },
      }))
    },
  }

  async function valuesOf(
    customers: readonly string[],
    { catalog }: Settings,
  ): Promise<readonly (readonly [string, unknown])[]> {
    const now = catalog.byId.get(field.id) ?? field
    const records = await readRecords(database, customers)
    return customers.flatMap((customer): (readonly [string, unknown])[] => {
      const stored = records.get(customer)?.values.get(field.id)
      const value: Value | null = stored?.[0] ?? null
      if (stored === undefined || value === null) return []
      const made = make(value, stored[2])
      if (made === undefined) return []
      return [[customer, made === null ? null : showValue(now, made)]]
    })
  }
}

async function fieldOf({ operational }: ImportMeans, row: Import): Promise<Field> {
  const { field: id, type } = row.options as CleanOptions
  const field = await fieldById(operational.db, id)
  if (field !== undefined && !field.archived && field.type === type) return field
  throw new Refusal(
    failure('conflict', 'The field is not what it was when its values were looked at', {
      fix: 'Look at them anew: clientela quality.',
    }),
  )
}

function markOf({ id }: Import): string {
  return `clean/${id}`
}
