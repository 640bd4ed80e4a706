/**
 * A text between quotation marks, so that it can be read back from a sentence: no two texts are quoted
 * alike. The closing mark inside is doubled; what cannot be seen, or would turn the writing around it
 * about, is shown as `␛` and its number.
 */
export function quoted(text: string): string {
  return `“${text.replaceAll('”', '””').replaceAll(unseen, shown)}”`
}

/** Control characters, ends of lines and paragraphs, changes of direction, and the two signs that show some of them. */
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069␛␊]/gu

function shown(character: string): string {
  if (character === '\n') return '␊'
  if (character === '␛') return '␛␛'
  return `␛${(character.codePointAt(0) ?? 0).toString(16)}␛`
}
