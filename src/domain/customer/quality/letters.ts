/**
 * What is wrong with the characters of a text, and how it is mended. Each mend of a text that is right is
 * the text itself.
 */

/**
 * UTF-8 that was read as windows-1252, read anew: `SÃ£o Paulo` → `São Paulo`. The text itself where it is
 * none: that its bytes are UTF-8 by chance is next to impossible.
 */
export function unbrokenLetters(text: string): string {
  if (!/[\u0080-\u{10ffff}]/u.test(text)) return text
  let mended = ''
  let rest = text
  while (rest !== '') {
    const start = rest.search(/[\u00c2-\u00f4]/)
    if (start === -1) return mended + rest
    const read = sequence(rest, start)
    mended += rest.slice(0, start) + (read?.character ?? rest.charAt(start))
    rest = rest.slice(start + (read?.length ?? 1))
  }
  return mended
}

/** Without characters that control something or that nobody sees; those that part words become a blank. */
export function withoutOddCharacters(text: string, lines: boolean): string {
  if (!odd.test(text)) return text
  if (lines) return text.replaceAll(oddInLines, '').trim()
  return text.replaceAll(parting, ' ').replaceAll(allOdd, '').trim()
}

/** With one blank between words, whatever blanks there were. */
export function withSingleBlanks(text: string): string {
  return text.replaceAll(/[\p{Zs}]{2,}|[^\P{Zs} ]/gu, ' ').trim()
}

/** An emoji's parts may be joined by U+200D, and some scripts part letters by U+200C: they stay. */
const oddClass =
  '[\\p{Cc}\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffd\\p{Co}]'
const odd = new RegExp(oddClass, 'u')
const allOdd = new RegExp(oddClass, 'gu')
const oddInLines = new RegExp(`(?![\\t\\n\\r])${oddClass}`, 'gu')
const parting = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** The character whose bytes stand there as characters of windows-1252. */
function sequence(
  text: string,
  at: number,
): { readonly character: string; readonly length: number } | undefined {
  const first = byteOf(text, at)
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  let code = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const byte = byteOf(text, at + i)
    if ((byte & 0xc0) !== 0x80) return undefined
    code = (code << 6) | (byte & 0x3f)
  }
  // Longer forms of what is written shorter are no UTF-8.
  const least = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0
  if (code < least || !isWritten(code) || isQuoted(text, at, length)) return undefined
  return { character: String.fromCodePoint(code), length }
}

/** Letters of Latin languages, signs and emoji: what `É”` would be read as is none of them. */
function isWritten(code: number): boolean {
  if (code >= 0xa0 && code <= 0x17f) return true
  return (code >= 0x2010 && code <= 0x2122) || (code >= 0x1f300 && code <= 0x1faff)
}

/** `“MAÇÔ is a word in quotation marks. */
function isQuoted(text: string, at: number, length: number): boolean {
  const [before, last, after] = [text.charAt(at - 1), text.charAt(at + 1), text.charAt(at + length)]
  return length === 2 && /[’”–—]/.test(last) && /\p{Lu}/u.test(before) && !/\p{L}/u.test(after)
}

/** The byte of a character in windows-1252 or, of the five that it lacks, in ISO 8859-1; 0 for none. */
function byteOf(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit < 0x100) return unit
  return windows1252.get(unit) ?? 0
}

/** The characters of 0x80 to 0x9f (Unicode's mapping CP1252.TXT). */
const windows1252: ReadonlyMap<number, number> = new Map(
  Array.from('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ', (character, i) => [
    character.charCodeAt(0),
    0x80 + i,
  ]),
)
