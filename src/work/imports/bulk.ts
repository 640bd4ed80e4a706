import { fieldNamed } from '../../domain/customer/catalog.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import { parseValue, sameValue } from '../../domain/customer/value.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { fold } from '../../domain/fold.ts'
import { checkCondition } from '../../domain/segment/check.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { memberIds } from '../../store/clickhouse/compile/members.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { stageTargets } from '../../store/clickhouse/targets.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import type { Import } from '../../store/operational/imports.ts'
import { listLists } from '../../store/operational/lists.ts'
import { listSegments } from '../../store/operational/segments.ts'
import { contextAt } from '../context.ts'
import type { Part } from '../intake/arrivals.ts'
import type { Settings } from '../intake/setState.ts'
import { changeInSets, hasBegun, tidyInSets } from './inSets.ts'
import type { ImportMeans, ImportWay } from './means.ts'

/** One change for many customers. */
export type BulkEdit = {
  /** Who: everybody who meets it when it is taken in; null where `customers` says who. */
  readonly condition: Condition | null
  readonly customers: readonly string[]
  /** Raw values by field name; null takes a value away. */
  readonly set: Readonly<Record<string, unknown>>
  /** Elements that come into lists of texts, and that go, by field name. */
  readonly include: Readonly<Record<string, readonly string[]>>
  readonly exclude: Readonly<Record<string, readonly string[]>>
  /** Ids of lists onto which they come, and which they leave. */
  readonly addTo: readonly number[]
  readonly removeFrom: readonly number[]
}

/** Changes of many customers at once: they are undone as any import is. */
export const bulk: ImportWay = {
  async run(means, row, entry, signal) {
    const edit = row.options as BulkEdit
    const { database } = means
    return await changeInSets(
      means,
      { row, entry, signal },
      {
        stage: async () => {
          await stageTargets(database, row.id, await whoOf(means, edit, entry))
        },
        partsOf: async (customers, { settings }) =>
          await partsOf({ database, row, entry, edit }, customers, settings),
      },
    )
  },
  giveUp: hasBegun,
  tidy: tidyInSets,
  withoutCells(detection) {
    return detection
  },
}

/** Who meets the condition when the entry was received: SQL of `customer_id`. Refused where it is no longer sound. */
async function whoOf(
  { operational }: ImportMeans,
  { condition, customers }: BulkEdit,
  { received }: Entry,
) {
  if (condition === null) return customers
  const { db } = operational
  const segments = await listSegments(db)
  const lists = await listLists(db)
  const context = await contextAt(db, received, segments)
  const [wrong] = checkCondition(condition, {
    ...context,
    segments: new Map(segments.map((segment) => [segment.id, segment])),
    lists: new Map(lists.map(({ id, name }) => [id, name])),
  })
  if (wrong !== undefined) throw new Refusal(wrong)
  return memberIds(condition, context)
}

type Editing = {
  readonly database: Database
  readonly row: Import
  readonly entry: Entry
  readonly edit: BulkEdit
}

async function partsOf(
  { database, row, entry: { position, received }, edit }: Editing,
  customers: readonly string[],
  settings: Settings,
): Promise<Part[]> {
  const lists = new Set([...Object.keys(edit.include), ...Object.keys(edit.exclude)])
  const records = lists.size === 0 ? new Map() : await readRecords(database, customers)
  return customers.flatMap((customer, i): Part[] => {
    const place = { position, received, importId: row.id, row: i }
    const fields = { ...edit.set, ...listsOf(records.get(customer), lists, edit, settings) }
    const listed = [
      ...edit.addTo.map((list) => ({ list, on: true })),
      ...edit.removeFrom.map((list) => ({ list, on: false })),
    ]
    return [
      ...(Object.keys(fields).length === 0
        ? []
        : [
            {
              type: 'customer' as const,
              mode: 'patch' as const,
              source: 'bulk',
              place,
              write: { customer, fields },
            },
          ]),
      ...listed.map((each) => ({ type: 'listed' as const, ...each, place, write: { customer } })),
    ]
  })
}

/** Of each of those fields what it is to hold: what is there, with what comes and without what goes. */
function listsOf(
  record: CustomerRecord | undefined,
  names: ReadonlySet<string>,
  { include, exclude }: BulkEdit,
  { catalog }: Settings,
): Record<string, readonly string[] | null> {
  const made: Record<string, readonly string[] | null> = {}
  for (const name of names) {
    const field = fieldNamed(catalog, name)
    const value = field === undefined ? null : (record?.values.get(field.id)?.[0] ?? null)
    const there = Array.isArray(value) ? (value as readonly string[]) : []
    const gone = new Set((exclude[name] ?? []).map(fold))
    const kept = there.filter((each) => !gone.has(fold(each)))
    const known = new Set(kept.map(fold))
    const all = [...kept, ...(include[name] ?? []).filter((each) => !known.has(fold(each)))]
    made[name] = all.length === 0 ? null : all
  }
  return made
}

/** What an edit would change of a customer: her values before and after, those that differ. */
export function editedValues(
  record: CustomerRecord,
  edit: BulkEdit,
  settings: Settings,
): { readonly field: Field; readonly before: Value | null; readonly after: Value | null }[] {
  const lists = new Set([...Object.keys(edit.include), ...Object.keys(edit.exclude)])
  const wanted = { ...edit.set, ...listsOf(record, lists, edit, settings) }
  return Object.entries(wanted).flatMap(([name, given]) => {
    const field = fieldNamed(settings.catalog, name)
    const read = field === undefined ? undefined : parseValue(field, given, settings)
    if (field === undefined || isFailure(read)) return []
    const before = record.values.get(field.id)?.[0] ?? null
    const after = read ?? null
    return sameValue(before ?? undefined, after ?? undefined) ? [] : [{ field, before, after }]
  })
}

/**
 * What keeps an edit from being made, before anybody is asked about it: unknown fields, values that they
 * cannot hold, elements for what is no list or is set as a whole, nothing to do.
 * @throws Refusal
 */
export function demandEdit(edit: BulkEdit, settings: Settings): void {
  const { set, include, exclude, addTo, removeFrom } = edit
  for (const [name, value] of Object.entries(set)) {
    orRefuse(parseValue(fieldOf(name, settings, 'set'), value, settings) ?? true)
  }
  const setIds = new Set(Object.keys(set).map((name) => fieldOf(name, settings, 'set').id))
  for (const [where, named] of [['include', include] as const, ['exclude', exclude] as const]) {
    for (const [name, elements] of Object.entries(named)) {
      const field = fieldOf(name, settings, where)
      if (setIds.has(field.id)) throw saidTwice(name, where)
      const value = parseValue(field, elements, settings)
      if (isFailure(value)) throw new Refusal({ ...value, where: `${where}.${name}` })
      if (Array.isArray(value)) continue
      throw new Refusal(
        failure('invalid', `${name} is no list of texts`, {
          where: `${where}.${name}`,
          fix: 'Give its value by `set`.',
        }),
      )
    }
  }
  const some = [set, include, exclude].some((each) => Object.keys(each).length > 0)
  if (some || addTo.length > 0 || removeFrom.length > 0) return
  throw new Refusal(
    failure('invalid', 'Nothing is to be changed', {
      where: 'body',
      fix: 'Give set, include, exclude, addTo or removeFrom.',
    }),
  )
}

/** One of the two would be done, and nobody would hear of the other. */
function saidTwice(name: string, where: string): Refusal {
  return new Refusal(
    failure('invalid', `Of ${name} is said both what it is and which elements come or go`, {
      where: `${where}.${name}`,
      fix: 'Say one of them.',
    }),
  )
}

function fieldOf(name: string, { catalog }: Settings, where: string) {
  const field = fieldNamed(catalog, name)
  if (field !== undefined) return field
  throw new Refusal(
    failure('not_found', `There is no field ${JSON.stringify(name.slice(0, 100))}`, {
      where: `${where}.${name.slice(0, 100)}`,
      fix: 'Make the field first, or leave it out.',
    }),
  )
}
