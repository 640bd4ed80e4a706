import { failure } from './failure.ts'
import type { Failure } from './failure.ts'

/** How much JSON from outside may hold, and the names that it may not have. Lengths in UTF-16 units. */
export const jsonLimits = { depth: 20, keys: 500, textLength: 65_536, keyLength: 200 } as const

export type JsonLimits = { readonly [K in keyof typeof jsonLimits]: number }

/**
 * Whether JSON from outside is within the limits, has no NUL in a text and no key that some program
 * could take for a part of JavaScript's objects (`__proto__`). `where` says from where paths are told.
 */
export function checkJson(
  value: unknown,
  where: string,
  limits: JsonLimits = jsonLimits,
): Failure | undefined {
  if (typeof value === 'string') return checkText(value, where, limits)
  if (typeof value !== 'object' || value === null) return undefined
  return checkNode(value, { where, depth: 1, limits, seen: { keys: 0 } })
}

/**
 * Why JSON cannot be taken in as it came, whatever it says: it is nested deeper than that many levels
 * (it looks no deeper), or has a number beyond all numbers, which would be written down as null.
 */
export function wrongJson(value: unknown, levels: number = jsonLimits.depth): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'There is a number in it that is too great'
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return `Objects and lists are nested deeper than ${jsonLimits.depth}`
  for (const inside of Object.values(value)) {
    const wrong = wrongJson(inside, levels - 1)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Names that objects of JavaScript have by themselves. */
export function isUnsafeKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype'
}

/** A text's length in UTF-8, in bytes; half a surrogate pair counts as U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    // Each half of a pair adds one byte: four in all.
    const half = unit >= 0xd800 && unit <= 0xdfff && isPaired(text, i, unit)
    bytes += unit < 0x800 || half ? 1 : 2
  }
  return bytes
}

type Place = {
  readonly where: string
  readonly depth: number
  readonly limits: JsonLimits
  readonly seen: { keys: number }
}

function checkNode(node: object, place: Place): Failure | undefined {
  const { limits, where, depth } = place
  if (depth > limits.depth) {
    return failure('too_large', `Objects and lists are nested deeper than ${limits.depth}`, {
      where,
    })
  }
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) {
      const wrong = checkEntry(node[i], String(i), place)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }
  for (const [key, value] of Object.entries(node)) {
    const wrong = checkKey(key, place) ?? checkEntry(value, key, place)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function checkEntry(value: unknown, key: string, place: Place): Failure | undefined {
  if (typeof value === 'string') {
    // The path is only made where it is told.
    return value.length <= place.limits.textLength && !value.includes('\0')
      ? undefined
      : checkText(value, `${place.where}.${key}`, place.limits)
  }
  if (typeof value !== 'object' || value === null) return undefined
  return checkNode(value, { ...place, where: `${place.where}.${key}`, depth: place.depth + 1 })
}

function checkKey(key: string, { where, limits, seen }: Place): Failure | undefined {
  seen.keys++
  if (seen.keys > limits.keys) {
    return failure('too_large', `There are more than ${limits.keys} keys`, { where })
  }
  if (key.length > limits.keyLength) {
    return failure('too_large', `A key has more than ${limits.keyLength} characters`, { where })
  }
  if (isUnsafeKey(key) || key.includes('\0')) {
    return failure('invalid', `${JSON.stringify(key)} cannot be a key`, {
      where,
      fix: 'Give it another name.',
    })
  }
  return undefined
}

function checkText(text: string, where: string, limits: JsonLimits): Failure | undefined {
  if (text.length > limits.textLength) {
    return failure('too_large', `The text has more than ${limits.textLength} characters`, { where })
  }
  return text.includes('\0')
    ? failure('invalid', 'The text contains the character NUL', {
        where,
        fix: 'Remove the character U+0000.',
      })
    : undefined
}

function isPaired(text: string, at: number, unit: number): boolean {
  const other = text.charCodeAt(unit < 0xdc00 ? at + 1 : at - 1)
  return unit < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00
}
