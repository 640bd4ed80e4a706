/**
 * Writes src/domain/foldTable.ts, the frozen table of `domain/fold.ts`. Run it only to begin a new
 * version of the fold, which then has to be applied again to everything stored:
 *
 *   npx tsx scripts/makeFoldTable.ts
 *
 * The fold of a code point is found with this Node's Unicode data as the fixpoint of four steps:
 * 1. NFKD;
 * 2. the full case fold. JavaScript has none: per code point, lower case, then upper, then lower, each
 *    result taken apart into code points first, so that no rule that looks at neighbours (final
 *    sigma) comes in. It is Unicode's full case folding, but that Cherokee goes to lower case, and
 *    that the dotless ı goes to i;
 * 3. NFKD again;
 * 4. letters that have a stroke or a hook drawn through them, and ligatures that Unicode does not take
 *    apart, by {@link letters}; accents are removed: all marks (\p{M}) but those that write a vowel or a
 *    consonant of their own, as in Devanagari, Thai or kana ({@link isAccent}).
 *
 * The form: one text, a run of consecutive code points after another, runs separated by a line feed.
 * A run is `gap length texts`: gap in base 36 is how many code points lie between it and the run
 * before, length in base 36 how many it has; texts are separated by tabs. A run in which each code
 * point becomes exactly one, all at the same distance, is `gap length +distance` or `gap length
 * -distance` in base 36; one in which all disappear is `gap length 0`. Texts are marked by `=`.
 * Hangul syllables are left out: fold.ts takes them apart by arithmetic.
 */
import { writeFileSync } from 'node:fs'

/** Letters whose diacritic is part of the drawing, and those that stand for two. Lower case. */
const letters: Readonly<Record<string, string>> = {
  æ: 'ae', œ: 'oe', ø: 'o', þ: 'th', ð: 'd', đ: 'd', ħ: 'h', ı: 'i', ȷ: 'j', ł: 'l', ŋ: 'n',
  ŧ: 't', ƀ: 'b', ɓ: 'b', ƈ: 'c', ȼ: 'c', ɖ: 'd', ɗ: 'd', ƌ: 'd', ǥ: 'g', ɠ: 'g', ɦ: 'h', ɨ: 'i',
  ɉ: 'j', ƙ: 'k', ƚ: 'l', ɫ: 'l', ɬ: 'l', ɱ: 'm', ɲ: 'n', ƞ: 'n', ɵ: 'o', ƥ: 'p', ʠ: 'q', ɍ: 'r',
  ɽ: 'r', ʂ: 's', ƫ: 't', ƭ: 't', ʈ: 't', ⱦ: 't', ʉ: 'u', ʋ: 'v', ⱱ: 'v', ⱳ: 'w', ɏ: 'y', ƴ: 'y',
  ƶ: 'z', ȥ: 'z', ʐ: 'z', ⱥ: 'a', ɇ: 'e', ɟ: 'j', ⱡ: 'l', ⱪ: 'k', ⱬ: 'z', ⱨ: 'h', ȿ: 's', ɀ: 'z',
  ꝁ: 'k', ꝑ: 'p', ꝗ: 'q', ɂ: 'ʔ', ꜳ: 'aa', ꜵ: 'ao', ꜷ: 'au', ꜹ: 'av', ꜽ: 'ay', ꝏ: 'oo', ĸ: 'q',
  ґ: 'г', ғ: 'г', қ: 'к', ҝ: 'к', ҡ: 'к', ң: 'н', ү: 'у', ұ: 'у', ҳ: 'х', ө: 'о',
} // prettier-ignore

/** Scripts and code points whose marks are accents. Elsewhere marks are vowels: without them other words would be the same. */
const accent =
  /[\p{Script=Inherited}\p{Script=Common}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Coptic}\p{Script=Glagolitic}]/u

/** The voicing marks of kana: か and が are different letters. */
const voicing = /[\u3099\u309a]/

function isAccent(character: string): boolean {
  return /\p{M}/u.test(character) && accent.test(character) && !voicing.test(character)
}

function caseFold(character: string): string {
  return each(each(each(character, lower), upper), lower)
}

function lower(character: string): string {
  return character.toLowerCase()
}

function upper(character: string): string {
  return character.toUpperCase()
}

function each(text: string, step: (character: string) => string): string {
  return Array.from(text).map(step).join('')
}

function once(text: string): string {
  const folded = each(text.normalize('NFKD'), caseFold).normalize('NFKD')
  return each(folded, (character) => (isAccent(character) ? '' : (letters[character] ?? character)))
}

function foldOf(codePoint: number): string {
  let text = String.fromCodePoint(codePoint)
  for (let i = 0; i < 10; i++) {
    const next = each(text, once)
    if (next === text) return text
    text = next
  }
  throw new Error(`no fixpoint for U+${codePoint.toString(16)}`)
}

type Run = { start: number; texts: string[] }

function runs(): Run[] {
  const found: Run[] = []
  for (let c = 0; c <= 0x10ffff; c++) {
    const skipped = (c >= 0xd800 && c <= 0xdfff) || (c >= 0xac00 && c <= 0xd7a3)
    const text = skipped ? '' : foldOf(c)
    if (skipped || text === String.fromCodePoint(c)) continue
    const last = found.at(-1)
    if (last !== undefined && last.start + last.texts.length === c && sameKind(last, text, c)) {
      last.texts.push(text)
    } else found.push({ start: c, texts: [text] })
  }
  return found
}

/** Whether the text goes on as the run's texts do. */
function sameKind(run: Run, text: string, codePoint: number): boolean {
  const first = run.texts[0] ?? ''
  return kind(first, run.start) === kind(text, codePoint)
}

function kind(text: string, codePoint: number): string {
  if (text === '') return 'gone'
  const distance = (text.codePointAt(0) ?? 0) - codePoint
  // Accented letters lie at all distances from theirs: only the plain case pairs are worth a run.
  return Array.from(text).length === 1 && casePairs.has(distance) ? `by ${distance}` : 'texts'
}

/** The distances at which at least eight neighbours in a row lie. */
const casePairs = new Set<number>()
{
  let before = Number.NaN
  let length = 0
  for (let c = 0x80; c <= 0x10ffff; c++) {
    if ((c >= 0xd800 && c <= 0xdfff) || (c >= 0xac00 && c <= 0xd7a3)) continue
    const text = foldOf(c)
    const distance = Array.from(text).length === 1 ? (text.codePointAt(0) ?? 0) - c : 0
    length = distance !== 0 && distance === before ? length + 1 : 1
    before = distance
    if (length >= 8) casePairs.add(distance)
  }
}

function write(): void {
  let end = 0
  const lines = runs().map(({ start, texts }) => {
    const head = `${(start - end).toString(36)} ${texts.length.toString(36)} `
    const first = texts[0] ?? ''
    const distance = (first.codePointAt(0) ?? 0) - start
    end = start + texts.length
    if (first === '') return `${head}0`
    if (kind(first, start).startsWith('by')) {
      return `${head}${distance < 0 ? '-' : '+'}${Math.abs(distance).toString(36)}`
    }
    return `${head}=${texts.join('\t')}`
  })
  const text = lines.join('\n')
  const literals = chunked(text).map((chunk) => `  ${literal(chunk)},\n`)
  writeFileSync(
    'src/domain/foldTable.ts',
    `/**\n * The frozen table of fold.ts, made by scripts/makeFoldTable.ts (which says its form) with Unicode\n` +
      ` * ${process.versions['unicode']}. Never edited: another table is another version, and everything stored is folded again.\n */\n` +
      `export const foldTable = [\n${literals.join('')}].join('')\n`,
  )
  console.log(`${lines.length} runs, ${text.length} characters`)
}

function chunked(text: string): string[] {
  const characters = Array.from(text)
  const size = Math.ceil(characters.length / 300)
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, i) =>
    characters.slice(i * size, (i + 1) * size).join(''),
  )
}

/** A literal in single quotes; what editors would not show, or show out of order, is escaped. */
function literal(text: string): string {
  const body = Array.from(text).map((character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    if (character === "'" || character === '\\') return `\\${character}`
    const code = character.codePointAt(0) ?? 0
    if (/[\p{L}\p{N}\p{P}\p{S} ]/u.test(character) && !rightToLeft.test(character)) return character
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `'${body.join('')}'`
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Adlam}\p{Script=Old_Hungarian}\p{Script=Garay}]/u

write()
