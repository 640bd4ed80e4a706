import { countryByName, unitByName } from '../../../domain/customer/formats/places.ts'
import type { Field } from '../../../domain/customer/field.ts'
import { placeKinds, type PlaceKind } from '../../../domain/reference/place.ts'
import type { Test } from '../../../domain/segment/condition.ts'
import type { Context } from '../../../domain/segment/facts.ts'
import type { Whereabouts } from '../../../domain/segment/place.ts'
import { as, ident, join, sql, type Sql } from '../../sql/sql.ts'
import { fieldReading, fieldTest } from './field.ts'
import { allOf, anyOf, existsIn, never } from './reading.ts'
import { waitForTest } from './turn.ts'

/**
 * Whether the place where a customer is passes, in a row of `customers`. Which places have the field, and which of
 * these pass, is found once for a statement: they are few.
 */
export function placeTest(field: Field, test: Test, context: Context): Sql {
  const passes = fieldTest(field, test, context)
  if (passes === never) return never
  const saying = sql`arrayFirst(place -> place IN (${placesWith(field)}), ${placeIds(whereaboutsOf(context))})`
  return sql`${saying} IN (SELECT place_id FROM places FINAL WHERE ${passes})`
}

/**
 * How long until that may come out otherwise, in the same row; undefined where it never does. It is the first of
 * all places, for whoever is in one that has the field: whoever is asked then is told of her own.
 */
export function placeWait(field: Field, test: Test, context: Context): PlaceWait | undefined {
  const wait = waitForTest(fieldReading(field), test, context)
  if (wait === undefined) return undefined
  const ids = placeIds(whereaboutsOf(context))
  return {
    moves: sql`arrayExists(place -> place IN (${placesWith(field)}), ${ids})`,
    // What is past is far away, and so is the least of what is past alone.
    wait: sql`(SELECT min(${wait}) FROM places FINAL)`,
  }
}

type PlaceWait = { readonly moves: Sql; readonly wait: Sql }

function placesWith(field: Field): Sql {
  return sql`SELECT place_id FROM places FINAL WHERE ${existsIn(fieldReading(field))}`
}

function whereaboutsOf({ whereabouts }: Context): Whereabouts {
  if (whereabouts === undefined) throw new Error('a place is asked about, and not where people are')
  return whereabouts
}

/**
 * The ids of the places where she is, the closest first, in a row of `customers`: what `placesOf` says, word by
 * word (domain/reference/place.ts); a test holds both equal. Where something is missing, or nothing is left of it,
 * the id is one that no place has.
 */
export function placeIds(whereabouts: Whereabouts): Sql {
  const { country } = whereabouts
  const [city, state] = [said('city', whereabouts), said('state', whereabouts)]
  const ids = placeKinds.flatMap((kind): readonly Sql[] => {
    switch (kind) {
      case 'postal_code':
        return [idOf(kind, postalKey(postalCode(whereabouts), country))]
      case 'city': {
        const both = allOf([isSaid('city', whereabouts), isSaid('state', whereabouts)])
        const inState = sql`if(${both}, concat(${city}, '/', ${state}), '')`
        return [inState, city].map((text) => idOf(kind, cityKey(singleBlanks(text), country)))
      }
      case 'state':
        return [idOf(kind, stateKey(singleBlanks(state), country))]
      case 'country':
        return [idOf(kind, countryKey(singleBlanks(said(kind, whereabouts))))]
    }
  })
  return sql`[${join(ids, ', ')}]`
}

/** No key begins with the colon alone: what is empty is no place. */
function idOf(kind: PlaceKind, key: Sql): Sql {
  return sql`concat(${kind}, ':', normalizeUTF8NFC(${key}))`
}

/** The fold of the first of the fields that has a value; empty for none. */
function said(kind: PlaceKind, { fields }: Whereabouts): Sql {
  return firstOf(fields[kind].map(({ id }) => ident(`f${id}_fold`)))
}

function isSaid(kind: PlaceKind, { fields }: Whereabouts): Sql {
  return anyOf(fields[kind].map(({ id }) => sql`isNotNull(${ident(`f${id}`)})`))
}

function postalCode({ fields }: Whereabouts): Sql {
  const text = firstOf(fields.postal_code.map(({ id }) => ident(`f${id}`)))
  return singleBlanks(sql`normalizeUTF8NFC(${text})`)
}

function firstOf(columns: readonly Sql[]): Sql {
  return columns.length === 0 ? sql`''` : sql`coalesce(${join([...columns, sql`''`], ', ')})`
}

/** All that counts as blank in JavaScript. */
const blanks = String.raw`[\t\n\x0b\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]+`

function singleBlanks(text: Sql): Sql {
  return sql`trimBoth(replaceRegexpAll(${text}, ${blanks}, ' '))`
}

function postalKey(text: Sql, country: string): Sql {
  const plain = singleBlanks(sql`upperUTF8(${text})`)
  if (country !== 'BR') return plain
  const isCep = sql`match(${plain}, ${String.raw`^(?:\d{2}|[1-9])\.?\d{3}-?\d{3}$`})`
  return sql`if(${isCep}, leftPad(replaceRegexpAll(${plain}, '[.-]', ''), 8, '0'), ${plain})`
}

function cityKey(text: Sql, country: string): Sql {
  const parts = sql`extractGroups(${text}, ${String.raw`^(.+?)(?: ?/ ?| [-–] | ?\()([^/()]+)\)?$`})`
  const state = stateKey(sql`trimBoth(${parts}[2])`, country)
  return sql`if(empty(${parts}), ${text}, concat(${parts}[1], '/', ${state}))`
}

function stateKey(text: Sql, country: string): Sql {
  const plain = sql`upperUTF8(${text})`
  if (country !== 'BR') return plain
  const whole = codeOf(text, unitByName)
  const separate = sql`arrayFilter(part -> part != '', splitByRegexp(${' ?[-–/()] ?'}, ${text}))`
  const parts = sql`arrayDistinct(arrayMap(part -> ${codeOf(sql`part`, unitByName)}, ${separate}))`
  return sql`multiIf(${whole} != '', ${whole}, length(${parts}) = 1 AND ${parts}[1] != '', ${parts}[1], ${plain})`
}

function countryKey(text: Sql): Sql {
  const code = codeOf(text, countryByName)
  return sql`if(${code} != '', ${code}, upperUTF8(${text}))`
}

function codeOf(text: Sql, codes: ReadonlyMap<string, string>): Sql {
  return sql`transform(${text}, ${as('Array(String)', [...codes.keys()])}, ${as('Array(String)', [...codes.values()])}, '')`
}
