import { valueType, type Value } from '../../src/domain/customer/field.ts'
import { orRefuse } from '../../src/domain/failure.ts'
import { placeId, type PlaceKind } from '../../src/domain/reference/place.ts'
import type { Condition } from '../../src/domain/segment/condition.ts'
import type { Facts } from '../../src/domain/segment/facts.ts'
import { spokenOf } from '../../src/domain/segment/related.ts'
import { testedField } from '../../src/domain/segment/tests.ts'
import { localDay } from '../../src/domain/time/zone.ts'
import { taken, type Instant } from './makeCondition.ts'
import { makePlace } from './makePlace.ts'
import { makeTest } from './makeTest.ts'
import { few, interests, numbers, texts } from './pools.ts'
import type { Random } from './random.ts'
import { contextOf, placeFields, shopOf, type Case, type Kept, type World } from './world.ts'

/** As people write where they are; some of each are of no place that is known. */
const towns = [
  'Recife',
  'RECIFE',
  'Recife/PE',
  'São Paulo - SP',
  'são paulo',
  'Olinda (PE)',
  'Ji-Paraná',
  '´',
]
const states = ['PE', 'Pernambuco', 'pe', 'SP - São Paulo', 'Bahia', 'nowhere']
const codes = ['50030230', '01310100', '01001000']
const lands = ['BR', 'Brasil', 'brazil', 'US', 'Channel Islands']

const known: readonly (readonly [PlaceKind, string])[] = [
  ['postal_code', '50030-230'],
  ['postal_code', '01310-100'],
  ['city', 'Recife/PE'],
  ['city', 'Recife'],
  ['city', 'São Paulo/SP'],
  ['city', 'Olinda/PE'],
  ['state', 'PE'],
  ['state', 'SP'],
  ['country', 'BR'],
  ['country', 'Channel Islands'],
]

/** The world with reference tables, and with people who say where they are. */
export function withPlaces(r: Random, world: World): World {
  const { zone } = shopOf(world)
  const times = world.customers.flatMap(({ events }) => events.map(({ time }) => time))
  const instants = times.length === 0 ? [0] : r.many(4, 8, () => r.pick(times))
  const values: Readonly<Record<string, () => Value>> = {
    region: () => r.pick(r.chance(0.7) ? few : texts),
    tier: () => r.pick(['Gold', 'Silver', 'none']),
    population: () => r.pick(numbers),
    income: () => r.pick(numbers),
    coastal: () => r.chance(0.5),
    founded: () => localDay(zone, r.pick(instants)) + r.below(3) - 1,
    opened: () => r.pick(instants) + r.below(3) - 1,
    tags: () => r.many(1, 3, () => r.pick(interests)),
    centre: () => makePlace(r),
  }
  const place = (): Kept => {
    if (r.chance(0.1)) return null
    const present = Object.entries(values).filter(() => r.chance(0.4))
    return Object.fromEntries(present.map(([name, make]) => [name, make()]))
  }
  const address = (): Readonly<Record<string, Value>> => ({
    ...(r.chance(0.6) ? { town: r.pick(towns) } : {}),
    ...(r.chance(0.6) ? { uf: r.pick(states) } : {}),
    ...(r.chance(0.4) ? { zip: r.pick(codes) } : {}),
    ...(r.chance(0.5) ? { land: r.pick(lands) } : {}),
  })
  return {
    ...world,
    places: Object.fromEntries(
      known.map(([by, key]) => [orRefuse(placeId(by, key, 'BR')), place()]),
    ),
    customers: world.customers.map((each) => ({
      ...each,
      fields: { ...each.fields, ...address() },
    })),
  }
}

/** A case about what is known of where people are. */
export function makeCaseOfPlaces(
  r: Random,
  world: World,
  people: readonly Facts[],
  { now }: Instant,
): Case {
  const context = contextOf(world, now)
  const one = (): Condition => {
    const field = r.pick(placeFields)
    const spoken = spokenOf(field)
    const values = people.flatMap(({ fields }) => fields.get(spoken) ?? []).map(testedField)
    return {
      type: 'field',
      field: spoken,
      test: makeTest(r, valueType(field.type), values, context),
    }
  }
  const make = (): Condition =>
    r.some<Condition>([
      one,
      one,
      one,
      one,
      () => ({ type: 'not', of: one() }),
      () => ({ type: r.chance(0.5) ? 'all' : 'any', of: [one(), one()] }),
      () => ({
        type: 'all',
        of: [one(), { type: 'field', field: 'city', test: { op: 'exists' } }],
      }),
    ])
  return { condition: taken(make), now }
}
