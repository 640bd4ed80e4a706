import type { ListElement, PropertyValue } from '../event/event.ts'
import { fold } from '../fold.ts'
import { scaleNumber } from '../number.ts'
import type { Scalar } from './condition.ts'

/**
 * What decides whether two values are the same: `n<ten-thousandths>`, `t<folded text>`, `b0`, `b1`.
 * Types are never mixed. The store keeps lists as these keys.
 */
export type Key = string

export function keyOf(element: ListElement): Key {
  switch (element.type) {
    case 'number':
      return numberKey(element.value)
    case 'text':
      return `t${element.folded}`
    case 'boolean':
      return element.value ? 'b1' : 'b0'
  }
}

/** The key of a value as a condition gives it. */
export function scalarKey(value: Scalar): Key {
  if (typeof value === 'string') return textKey(value)
  if (typeof value === 'boolean') return value ? 'b1' : 'b0'
  return numberKey(scaledOf(value))
}

export function textKey(text: string): Key {
  return `t${fold(text)}`
}

/** The elements that a property gives: of a list its own, else the one value. */
export function elementsOf(value: PropertyValue): readonly ListElement[] {
  return value.type === 'list' ? value.value : [value]
}

/** A number of a condition in ten-thousandths. Conditions are checked before they are asked. */
export function scaledOf(value: number): number {
  const scaled = scaleNumber(value)
  if (scaled === undefined) throw new Error(`unchecked number ${value}`)
  return scaled
}

/** By code point, which is the order of the bytes in UTF-8 and differs from that of `<` on text. */
export function codePointOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all others, yet U+E000 to U+FFFF are greater units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function numberKey(scaled: number): Key {
  // −0 + 0 is 0.
  return `n${scaled + 0}`
}
