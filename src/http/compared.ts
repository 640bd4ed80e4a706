import { valueType, type Field } from '../domain/customer/field.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { unscale } from '../domain/number.ts'
import {
  compareGroups,
  type Comparison,
  type Parted,
  type Trait,
} from '../domain/segment/groups/compareGroups.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { ReadOptions } from '../store/clickhouse/database.ts'
import type { Database } from '../store/clickhouse/database.ts'
import {
  bandsOf,
  eventsDone,
  partedCounts,
  valuesHeld,
  type Banded,
  type FoundValue,
  type Groups,
} from '../store/clickhouse/traits.ts'

/** Two groups beside each other, and by which fields. */
export type Beside = Comparison & { readonly all: Parted; readonly fields: readonly string[] }

/**
 * Compares two groups by the values of all fields that conditions may use, but for those that say who
 * somebody is or are sensitive, and by what they did. A group with fewer customers than `least`, or all
 * but so few of the other, is refused: what is said of it would be said of them.
 */
export async function besideEachOther(
  database: Database,
  groups: Groups,
  least: number,
  options: ReadOptions,
): Promise<Beside> {
  const all = await partedCounts(database, groups, options)
  const sizes = [all.first + all.both, all.second + all.both]
  const differences = [all.first, all.second].filter((n) => n > 0)
  if (Math.min(...sizes, ...differences) < least) throw new Refusal(tooFew(least))
  if (differences.length === 0) throw new Refusal(same)
  const fields = [...groups.context.fields.values()].filter(isCompared)
  const banded: Banded[] = []
  for (const field of fields) {
    const isNumber = numeric.has(valueType(field.type))
    banded.push({ field, bounds: isNumber ? await bandsOf(database, field, options) : [] })
  }
  const values = await valuesHeld(database, groups, banded, options)
  const events = await eventsDone(database, groups, options)
  const byId = new Map(banded.map((each) => [each.field.id, each]))
  const traits: Trait[] = [
    ...values.flatMap((value) => traitOf(value, byId.get(value.field))),
    ...events.map(({ event, have }) => ({ condition: { type: 'did', event } as const, have })),
  ]
  return {
    ...compareGroups(traits, all, least),
    all,
    fields: fields.map(({ name }) => name).toSorted(),
  }
}

function tooFew(least: number) {
  return failure(
    'invalid',
    `One of the groups, or the difference between them, is of fewer than ${least} customers`,
    { fix: 'Compare larger groups, or give a smaller number of customers that may be told.' },
  )
}

const same = failure('invalid', 'Both are the same customers, so there is nothing to compare', {
  fix: 'Name another group to compare with.',
})

const numeric = new Set(['integer', 'decimal', 'money'])
const told = new Set(['text', 'choice', 'list', 'boolean', ...numeric])

function isCompared({ of, type, filterable, archived, identifying, sensitive }: Field): boolean {
  const isOpen = filterable && !archived && !identifying && !sensitive
  return isOpen && of === 'customer' && told.has(valueType(type))
}

/** What a value found is, as a condition; none where it is of a field that is there no longer. */
function traitOf({ value, have }: FoundValue, banded: Banded | undefined): readonly Trait[] {
  if (banded === undefined) return []
  const { field, bounds } = banded
  const test = (of: Extract<Condition, { type: 'field' }>['test']): Condition => ({
    type: 'field',
    field: field.name,
    test: of,
  })
  const type = valueType(field.type)
  if (type === 'boolean') return [{ condition: test({ op: 'is', value: value === 'true' }), have }]
  if (type === 'list') return [{ condition: test({ op: 'includesAny', values: [value] }), have }]
  if (!numeric.has(type)) return [{ condition: test({ op: 'is', value }), have }]
  const from = bounds[Number(value) - 1]
  const to = bounds[Number(value)]
  const parts: Condition[] = [
    ...(from === undefined ? [] : [test({ op: 'atLeast', value: unscale(from) })]),
    ...(to === undefined ? [] : [test({ op: 'less', value: unscale(to) })]),
  ]
  const [only] = parts
  if (only === undefined) return []
  return [{ condition: parts.length === 1 ? only : { type: 'all', of: parts }, have }]
}
