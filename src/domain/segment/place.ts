import { builtInFields } from '../customer/builtin.ts'
import type { Field, FieldType } from '../customer/field.ts'
import type { Related } from '../event/event.ts'
import { placeKinds, placesOf, type Address, type PlaceKind } from '../reference/place.ts'
import { spokenOf } from './related.ts'
import type { Context, Facts, FieldValue } from './facts.ts'

/**
 * Relations of customers: `place.population` is a field of the place where she is, as if it were her own. Of
 * the places of the reference tables it is the closest that has a value of the field: her postal code, her city
 * in its state, her city, her state, her country.
 */
const placePrefix = 'place.'

/** Stands among the names of fields for where she is: no field has it. */
export const whereSheIs = placePrefix

/** The name of the field of places that a condition speaks of by that; undefined where it speaks of none. */
export function placeFieldIn(spoken: string): string | undefined {
  return spoken.startsWith(placePrefix) ? spoken.slice(placePrefix.length) : undefined
}

/** By what it is known where somebody is. */
export type Whereabouts = {
  /** The shop's, ISO 3166: by it states and postal codes are read. */
  readonly country: string
  /** Of each kind the fields of customers that say it: the first that has a value counts. */
  readonly fields: Readonly<Record<PlaceKind, readonly Field[]>>
}

/** What a field says of where somebody is; undefined where it says nothing of that. */
export function addressIn({
  of,
  id,
  type,
}: Pick<Field, 'of' | 'id' | 'type'>): PlaceKind | undefined {
  if (of !== 'customer') return undefined
  return builtIn.get(id) ?? byType.get(type)
}

/** Whether what speaks of those names rests on a field: by its name, or because it says where she is. */
export function restsOnField(
  spoken: readonly string[],
  field: Pick<Field, 'of' | 'id' | 'type' | 'name'>,
): boolean {
  if (spoken.includes(spokenOf(field))) return true
  return addressIn(field) !== undefined && spoken.some((name) => placeFieldIn(name) !== undefined)
}

const builtIn = new Map(
  builtInFields.flatMap(({ id, name }) => {
    const kind = placeKinds.find((each) => each === name)
    return kind === undefined ? [] : [[id, kind] as const]
  }),
)

const byType: ReadonlyMap<FieldType, PlaceKind> = new Map<FieldType, PlaceKind>([
  ['cep', 'postal_code'],
  ['postal_code', 'postal_code'],
  ['city', 'city'],
  ['state', 'state'],
  ['country', 'country'],
])

/**
 * Whereabouts by these fields, the built-in ones first, then the oldest. One that conditions may not use says
 * nothing, nor does one that tells who she is.
 */
export function whereaboutsIn(fields: Iterable<Field>, country: string): Whereabouts {
  const saying = [...fields]
    .filter(({ filterable, archived, identifying }) => filterable && !archived && !identifying)
    .toSorted((a, b) => a.id - b.id)
  const of = (kind: PlaceKind) => saying.filter((field) => addressIn(field) === kind)
  return {
    country,
    fields: {
      postal_code: of('postal_code'),
      city: of('city'),
      state: of('state'),
      country: of('country'),
    },
  }
}

/** The ids of the places where she is, the closest first. */
export function placesOfHer(
  fields: ReadonlyMap<string, FieldValue>,
  { country, fields: saying }: Whereabouts,
): readonly string[] {
  const address = placeKinds.flatMap((kind) => {
    const said = saying[kind].flatMap(({ name }) => fields.get(name)?.value ?? [])
    const text = said.find((value) => typeof value === 'string')
    return text === undefined ? [] : [[kind, text] as const]
  })
  return placesOf(Object.fromEntries(address) as Address, country)
}

/**
 * The facts with what the places where she is say, among her fields and by the names by which conditions speak
 * of them.
 * @param places by id, by the names of their fields
 */
export function withPlaceFields(
  facts: Facts,
  places: ReadonlyMap<string, Related>,
  whereabouts: Whereabouts,
): Facts {
  const fields = new Map(facts.fields)
  const saidBy = new Map<string, string>()
  for (const id of placesOfHer(facts.fields, whereabouts)) {
    for (const [name, value] of places.get(id) ?? []) {
      const spoken = placePrefix + name
      if (fields.has(spoken)) continue
      fields.set(spoken, value)
      saidBy.set(spoken, id)
    }
  }
  return saidBy.size === 0 ? facts : { ...facts, fields, saidBy }
}

/** What is looked up of the places where people are, and by what these are found. */
export type PlacesWanted = { readonly fields: readonly Field[]; readonly whereabouts: Whereabouts }

/** What is to be looked up for whoever asks by those names; undefined where they are of no places. */
export function placesAmong(
  spoken: Iterable<string>,
  { fields, whereabouts }: Pick<Context, 'fields' | 'whereabouts'>,
): PlacesWanted | undefined {
  const wanted = [...new Set(spoken)].flatMap((name) => {
    const field = fields.get(name)
    return field?.of === 'place' ? [field] : []
  })
  return wanted.length === 0 || whereabouts === undefined
    ? undefined
    : { fields: wanted, whereabouts }
}
