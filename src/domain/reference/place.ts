import {
  normaliseCountry,
  normalisePostalCode,
  normaliseState,
} from '../customer/formats/places.ts'
import { failure, isFailure, type Failure } from '../failure.ts'
import { fold } from '../fold.ts'
import { cleanText } from '../text.ts'

/** By what a reference table of places names them, the closest first. */
export const placeKinds = ['postal_code', 'city', 'state', 'country'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** Where somebody lives, as her fields say it. */
export type Address = { readonly [K in PlaceKind]?: string }

const mostKey = 200

/**
 * The id of a place, which every way to write it shares: `postal_code:50030230`, `city:recife/PE`,
 * `state:PE`, `country:BR`. A city is written with its state (`Recife/PE`, `Recife - PE`); without, it
 * stands for the cities of that name of which nothing nearer is known.
 */
export function placeId(by: unknown, key: unknown, country: string): string | Failure {
  const kind = placeKinds.find((each) => each === by)
  if (kind === undefined) {
    return failure('invalid', 'A place is named by its postal code, city, state or country', {
      where: 'by',
      fix: `Write one of ${placeKinds.join(', ')}.`,
    })
  }
  const text = typeof key === 'number' ? String(key) : key
  const clean = typeof text === 'string' ? cleanText(text) : noKey
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where: 'key' })
  if (singleBlanks(clean.normalize('NFC')).length > mostKey) return noKey
  return idOf(kind, clean, country) ?? noKey
}

/** Undefined where nothing is left of the key. */
function idOf(kind: PlaceKind, key: string, country: string): string | undefined {
  const composed = singleBlanks(key.normalize('NFC'))
  // Folding leaves a blank of an accent that stands alone.
  const plain = kind === 'postal_code' ? composed : singleBlanks(fold(composed))
  // Capitals of composed letters may be decomposed.
  return plain === '' ? undefined : `${kind}:${keyOf(kind, plain, country).normalize('NFC')}`
}

function singleBlanks(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

const noKey = failure('invalid', `The key of a place is a text of 1 to ${mostKey} characters`, {
  where: 'key',
})

/** What a place is named by, out of its id. */
export function placeOf(id: string): { readonly by: PlaceKind; readonly key: string } {
  const colon = id.indexOf(':')
  const by = placeKinds.find((kind) => kind === id.slice(0, colon))
  if (by === undefined) throw new Error(`${id} is no id of a place`)
  return { by, key: id.slice(colon + 1) }
}

/** The ids of the places in which somebody is, the closest first: a city in its state before its name alone. */
export function placesOf(address: Address, country: string): readonly string[] {
  const { city, state } = address
  const inState = city !== undefined && state !== undefined ? [`${city}/${state}`] : []
  const keys: readonly (readonly [PlaceKind, string | undefined])[] = [
    ['postal_code', address.postal_code],
    ...inState.map((key) => ['city', key] as const),
    ['city', city],
    ['state', state],
    ['country', address.country],
  ]
  return keys.flatMap(([by, key]) => {
    return key === undefined ? [] : (idOf(by, key, country) ?? [])
  })
}

function keyOf(kind: PlaceKind, text: string, country: string): string {
  switch (kind) {
    case 'postal_code':
      return normalisePostalCode(text, country)
    case 'city':
      return cityKey(text, country)
    case 'state':
      return stateKey(text, country)
    case 'country':
      return fold(normaliseCountry(text)).toUpperCase()
  }
}

/** `Recife/PE`, `Recife - PE`, `Recife (PE)`: what stands last is the state, where it stands so. */
function cityKey(text: string, country: string): string {
  const [, city = '', state = ''] =
    /^(.+?)(?:\s*\/\s*|\s+[-–]\s+|\s*\()([^/()]+)\)?$/u.exec(text) ?? []
  return city === '' ? fold(text) : `${fold(city)}/${stateKey(state, country)}`
}

function stateKey(text: string, country: string): string {
  return fold(normaliseState(text.trim(), country)).toUpperCase()
}
