import { foldTable } from './foldTable.ts'

/**
 * Text as tests compare it: without case and accents. The fold of a text is the concatenation of the
 * folds of its code points, each looked up in a frozen table of this version (scripts/makeFoldTable.ts
 * says how it was made), so it does not depend on anybody's Unicode data, never changes under stored
 * data, and the fold of a part is a part of the fold. fold(fold(x)) = fold(x). Takes text without lone
 * surrogates (`cleanText`); one that is there all the same stays.
 */
export function fold(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase()
  let folded = ''
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < latinEnd) folded += latin[unit]
    else if (unit < 0xd800 || unit > 0xdfff) folded += foldCodePoint(unit)
    else {
      const codePoint = text.codePointAt(i) ?? unit
      if (codePoint > 0xffff) i++
      folded += foldCodePoint(codePoint)
    }
  }
  return folded
}

const entries = readTable(foldTable)

/** Up to here by an array, without a look into the map: what most shops write in. */
const latinEnd = 0x250
const latin: readonly string[] = Array.from({ length: latinEnd }, (_, c) => foldCodePoint(c))

function foldCodePoint(codePoint: number): string {
  const folded = entries.get(codePoint)
  if (folded !== undefined) return folded
  return codePoint >= 0xac00 && codePoint <= 0xd7a3
    ? foldHangul(codePoint - 0xac00)
    : String.fromCodePoint(codePoint)
}

/** A syllable into its two or three letters (The Unicode Standard, 3.12). */
function foldHangul(syllable: number): string {
  const last = syllable % 28
  const middle = ((syllable - last) / 28) % 21
  const first = Math.floor(syllable / 588)
  const pair = String.fromCharCode(0x1100 + first, 0x1161 + middle)
  return last === 0 ? pair : pair + String.fromCharCode(0x11a7 + last)
}

function readTable(table: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  let next = 0
  for (const run of table.split('\n')) {
    const afterGap = run.indexOf(' ')
    const afterLength = run.indexOf(' ', afterGap + 1)
    const start = next + Number.parseInt(run.slice(0, afterGap), 36)
    const length = Number.parseInt(run.slice(afterGap + 1, afterLength), 36)
    next = start + length
    const kind = run.charAt(afterLength + 1)
    const rest = run.slice(afterLength + 2)
    const texts = kind === '=' ? rest.split('\t') : []
    const distance = kind === '+' || kind === '-' ? Number.parseInt(kind + rest, 36) : 0
    for (let i = 0; i < length; i++) {
      const text = distance === 0 ? (texts[i] ?? '') : String.fromCodePoint(start + i + distance)
      found.set(start + i, text)
    }
  }
  return found
}
