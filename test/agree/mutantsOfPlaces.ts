import { compile, m, segment, type Mutant } from './mutant.ts'

export const inPlaces: readonly Mutant[] = [
  m(
    'engine: places that were replaced say what they are',
    `${compile}/place.ts`,
    'IN (SELECT place_id FROM places FINAL WHERE ${passes})',
    'IN (SELECT place_id FROM places WHERE ${passes})',
  ),
  m(
    'engine: any place of hers decides, not the closest that says it',
    `${compile}/place.ts`,
    'place IN (${placesWith(field)}), ${placeIds(whereaboutsOf(context))})`\n  return',
    'place IN (SELECT place_id FROM places FINAL WHERE ${passes}), ${placeIds(whereaboutsOf(context))})`\n  return',
  ),
  m(
    'engine: a city alone is asked before the city in its state',
    `${compile}/place.ts`,
    'return [inState, city].map(',
    'return [city, inState].map(',
  ),
  m(
    'engine: a state is not known by its code beside its name',
    `${compile}/place.ts`,
    'length(${parts}) = 1 AND',
    'length(${parts}) = 0 AND',
  ),
  m(
    'memory: what is furthest says it',
    `${segment}/place.ts`,
    'if (fields.has(spoken)) continue',
    '',
  ),
]
