import type { Catalog } from './catalog.ts'
import { fieldNamed } from './catalog.ts'

/** What the tracking API's reserved traits are called here. The others have our names once they are in small letters. */
const ourNames: Readonly<Record<string, string>> = { birthday: 'birth_date' }

const partsOfAddress = ['city', 'state', 'country', 'postalCode', 'street'] as const

type Json = Readonly<Record<string, unknown>>

/**
 * What is said of a customer in traits: values of our fields by name, and what no field holds, as it was said. A
 * trait is the field of that name, or of that name as we write names (`postalCode`, `postal_code`). First
 * and last name are the name where that is not said.
 */
export function fieldsOfTraits(
  traits: Json,
  catalog: Catalog,
): { readonly fields: Json; readonly rest: Json } {
  const fields: Record<string, unknown> = {}
  const rest: [string, unknown][] = []
  const put = (key: string, value: unknown): boolean => {
    const field = fieldNamed(catalog, key) ?? fieldNamed(catalog, nameOf(key))
    if (field === undefined) return false
    fields[field.name] = nameOf(key) === 'birth_date' ? dayOf(value) : value
    return true
  }
  for (const [key, value] of Object.entries(traits)) {
    if (key === 'address') {
      const left = addressLeft(value, put)
      if (left !== undefined) rest.push([key, left])
    } else if (!put(key, value) && !isPartOfName(key, value, traits)) rest.push([key, value])
  }
  const name = wholeName(traits)
  if (name !== undefined) put('name', name)
  return { fields, rest: Object.fromEntries(rest) }
}

/** Puts its parts; what is left of it, undefined for nothing. */
function addressLeft(address: unknown, put: (key: string, value: unknown) => boolean): unknown {
  if (typeof address !== 'object' || address === null || Array.isArray(address)) return address
  const parts: ReadonlySet<string> = new Set(partsOfAddress)
  const left = Object.entries(address).filter(
    ([key, value]) => !(parts.has(key) && put(key, value)),
  )
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

function isPartOfName(key: string, value: unknown, traits: Json): boolean {
  if (key !== 'firstName' && key !== 'lastName') return false
  // Said beside a whole name it would be lost.
  return typeof value === 'string' && wholeName(traits) !== undefined
}

function wholeName(traits: Json): string | undefined {
  const { name, firstName, lastName } = traits
  if (name !== undefined) return undefined
  const parts = [firstName, lastName].filter((each) => typeof each === 'string')
  const whole = parts.join(' ').trim()
  return whole === '' ? undefined : whole
}

/** `postalCode` as we write names. */
function nameOf(key: string): string {
  if (Object.hasOwn(ourNames, key)) return ourNames[key] ?? key
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase()
}

/** Clients send a day as an instant: its day is the one that is written, whatever the zone. */
function dayOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 10) : value
}
