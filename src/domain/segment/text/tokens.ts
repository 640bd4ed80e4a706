/** A piece of the text form. `value` is what it says: of a quoted text the text, of a number the number. */
export type Token = {
  readonly kind: 'word' | 'string' | 'number' | 'date' | 'pattern' | 'id' | 'symbol' | 'end'
  /** As written. */
  readonly text: string
  readonly value: string
  /** Where it begins, in UTF-16 units. */
  readonly offset: number
}

/** What is wrong with a text, and from where on. Thrown inside `text/` only; `parseText` catches it. */
export class TextMistake extends Error {
  readonly offset: number
  readonly fix: string | undefined
  readonly code: 'invalid' | 'not_found' | 'too_large'

  constructor(
    message: string,
    at: { readonly offset: number },
    fix?: string,
    code: TextMistake['code'] = 'invalid',
  ) {
    super(message)
    this.name = 'TextMistake'
    this.offset = at.offset
    this.fix = fix
    this.code = code
  }
}

/** Each form at the place reached; the first that fits is taken, so dates stand before numbers. */
const forms: readonly { readonly kind: Token['kind']; readonly form: RegExp }[] = [
  { kind: 'word', form: /[A-Za-z_][A-Za-z0-9_.]*/y },
  { kind: 'date', form: /\d{4}-\d{2}-\d{2}(?![A-Za-z0-9_-])|-\d{1,9}d(?![A-Za-z0-9_])/y },
  { kind: 'number', form: /-?\d{1,40}(?:\.\d{1,40})?/y },
  { kind: 'id', form: /#\d{1,15}/y },
  { kind: 'symbol', form: /!=|<=|>=|[()=<>,@]/y },
  { kind: 'pattern', form: /\/(?:[^/\\\n]|\\[^\n])+\//y },
]

/** The same of a formula, in which signs are of its operations. */
const formsOfFormulas: typeof forms = [
  { kind: 'word', form: /[A-Za-z_][A-Za-z0-9_.]*/y },
  { kind: 'number', form: /\d{1,40}(?:\.\d{1,40})?/y },
  { kind: 'symbol', form: /[-+*/()]/y },
]

const blank = /\s+/y

/** The pieces of a text, in one pass over it; the last is `end`. */
export function tokenise(
  text: string,
  of: 'condition' | 'formula' = 'condition',
): readonly Token[] {
  const tokens: Token[] = []
  let offset = skipBlanks(text, 0)
  while (offset < text.length) {
    const token = tokenAt(text, offset, of === 'formula' ? formsOfFormulas : forms)
    tokens.push(token)
    offset = skipBlanks(text, offset + token.text.length)
  }
  return [...tokens, { kind: 'end', text: '', value: '', offset: text.length }]
}

function skipBlanks(text: string, offset: number): number {
  blank.lastIndex = offset
  return blank.test(text) ? blank.lastIndex : offset
}

function tokenAt(text: string, offset: number, known: typeof forms): Token {
  const first = text.charAt(offset)
  if (first === '"' || first === "'") return quotedAt(text, offset, first)
  for (const { kind, form } of known) {
    form.lastIndex = offset
    const found = form.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found, value: valueOf(kind, found), offset }
  }
  throw strange(text, offset)
}

function valueOf(kind: Token['kind'], text: string): string {
  if (kind === 'id') return text.slice(1)
  // A slash is written \/ between slashes; all other escapes are the pattern's own.
  return kind === 'pattern'
    ? text.slice(1, -1).replaceAll(/\\[^]/g, (pair) => (pair === '\\/' ? '/' : pair))
    : text
}

function strange(text: string, offset: number): TextMistake {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0)
  const at = { offset }
  if ('“”„«»‘’'.includes(character)) {
    return new TextMistake(
      `The quotation mark ${character} is not one of the language`,
      at,
      'Use " instead.',
    )
  }
  if (character === '/') {
    return new TextMistake(
      'The pattern does not end',
      at,
      'Write a pattern as /…/, a slash in it as \\/.',
    )
  }
  return new TextMistake(
    `The character ${JSON.stringify(character)} has no place here`,
    at,
    'Put names and texts that contain it between double quotes.',
  )
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

function quotedAt(text: string, offset: number, quote: string): Token {
  let value = ''
  for (let i = offset + 1; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === quote) {
      return { kind: 'string', text: text.slice(offset, i + 1), value, offset }
    }
    if (character !== '\\') value += character
    else {
      const escaped = escapeAt(text, ++i)
      value += escaped.value
      i += escaped.length - 1
    }
  }
  throw new TextMistake('The quoted text does not end', { offset }, `Close it by ${quote}.`)
}

/** What stands for a character after a backslash, and how long that is. */
function escapeAt(
  text: string,
  offset: number,
): { readonly value: string; readonly length: number } {
  const letter = text.charAt(offset)
  if (letter === 'u') return { value: unicodeAt(text, offset + 1), length: 5 }
  const value = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
  if (value !== undefined) return { value, length: 1 }
  const message = `\\${letter} stands for nothing`
  throw new TextMistake(message, { offset: offset - 1 }, 'Write a backslash as \\\\.')
}

function unicodeAt(text: string, offset: number): string {
  const digits = text.slice(offset, offset + 4)
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new TextMistake('\\u is followed by four hexadecimal digits', { offset: offset - 2 })
  }
  return String.fromCharCode(Number.parseInt(digits, 16))
}

/** A text between double quotes, as {@link tokenise} reads it back. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `line 2, column 7`, both from 1, columns in code points. */
export function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  const column = Array.from(lines.at(-1) ?? '').length + 1
  return `line ${lines.length}, column ${column}`
}
