import type { Json } from '../api/parts.ts'
import { customersCatalog } from '../domain/customer/catalog.ts'
import type { Value } from '../domain/customer/field.ts'
import { showValue } from '../domain/customer/value.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { unscale } from '../domain/number.ts'
import { conditionsBehind } from '../domain/segment/behind.ts'
import { conditionsOf } from '../domain/segment/calculated/calculation.ts'
import { fieldShown } from '../domain/segment/calculated/kind.ts'
import { valueOf } from '../domain/segment/calculated/value.ts'
import { eventsIn, fieldsIn } from '../domain/segment/check.ts'
import { placesAmong } from '../domain/segment/place.ts'
import { productsAmong } from '../domain/segment/related.ts'
import { didYouMean } from '../domain/suggest.ts'
import { loadFacts } from '../store/clickhouse/facts.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { listCalculations, type StoredCalculation } from '../store/operational/calculated.ts'
import { contextAt } from '../work/context.ts'
import type { Works } from './works.ts'

/** Of some customers what calculated fields say, by id and name; what is missing has no entry. */
export type CalculatedValues = ReadonlyMap<string, ReadonlyMap<string, Value>>

/** Those that may be asked, in the order in which they were made. */
export async function calculationsNow({
  operational,
}: Works): Promise<readonly StoredCalculation[]> {
  return (await listCalculations(operational.db)).filter(({ archived }) => !archived)
}

/** Those of that name, separated by commas. */
export function calculationsNamed(
  names: string,
  all: readonly StoredCalculation[],
): readonly StoredCalculation[] {
  return names.split(',').map((each) => {
    const found = all.find(({ name }) => name === each.trim())
    if (found !== undefined) return found
    const known = all.map(({ name }) => name)
    const message = `There is no calculated field ${JSON.stringify(each.trim().slice(0, 60))}`
    const fix = didYouMean(each.trim(), known, 'Ask for the calculated fields.')
    throw new Refusal(failure('invalid', message, { where: 'calculated', fix }))
  })
}

/** So many customers are read at once, with all their events that those fields ask about. */
const together = 250

/** What those fields say of a few customers at that instant, by the definition in memory. */
export async function calculatedValues(
  works: Works,
  ids: readonly string[],
  fields: readonly StoredCalculation[],
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<CalculatedValues> {
  const values = new Map<string, ReadonlyMap<string, Value>>()
  if (fields.length === 0) return values
  const plain = await contextAt(works.operational.db, now)
  const asked = fields.flatMap(({ calculation }) => conditionsOf(calculation))
  const conditions = asked.map(({ condition }) => condition)
  const context = await withRanks(works.database, plain, conditions, { signal })
  const behind = conditions.flatMap((each) => conditionsBehind(each, context))
  const events = [...new Set(behind.flatMap(eventsIn))]
  const catalog = customersCatalog(context.fields)
  const products = [...productsAmong(behind.flatMap(fieldsIn), context).values()]
  const places = placesAmong(behind.flatMap(fieldsIn), context)
  const wanted = { events, catalog, products, places }
  for (let from = 0; from < ids.length; from += together) {
    const some = ids.slice(from, from + together)
    const facts = await loadFacts(works.database, some, wanted, { signal })
    for (const [id, hers] of facts) {
      const found = fields.flatMap(({ name, calculation }) => {
        const value = valueOf(calculation, hers, context)
        return value === undefined ? [] : [[name, value] as const]
      })
      values.set(id, new Map(found))
    }
  }
  return values
}

/** As the API shows them, by name; null is missing. */
export function showCalculated(
  values: ReadonlyMap<string, Value> | undefined,
  fields: readonly StoredCalculation[],
): Record<string, Json> {
  return Object.fromEntries(
    fields.map((field) => {
      const value = values?.get(field.name)
      const shown = fieldShown(field)
      if (value === undefined) return [field.name, null]
      // A value of a property may be a number, though most are texts.
      const isNumber = shown.type === 'text' && typeof value === 'number'
      return [field.name, isNumber ? unscale(value) : (showValue(shown, value) as Json)]
    }),
  )
}
