/**
 * What must be known of a statement before the engine sees it: that it is one, where the data of an
 * INSERT begins, and that it writes to or reads from no file of the host. The engine's own parser
 * refuses several statements too; the one thing that it cannot see so is what stands behind the
 * data of an INSERT. Reads ClickHouse's tokens: strings, quoted names, heredocs, comments, words.
 */
export type Statement =
  | { readonly kind: 'plain' }
  /** INSERT with data in the text or behind it. `target` is known of the everyday form only. */
  | {
      readonly kind: 'insert'
      readonly format: string
      /** Where in the text the data begins. */
      readonly dataAt: number
      readonly target: Target | undefined
    }
  | {
      readonly kind: 'refused'
      readonly code: number
      readonly type: string
      readonly message: string
    }

/** `INSERT INTO table (columns) FORMAT …` with names that need no quotes and no settings of its own. */
export type Target = { readonly table: string; readonly columns: readonly string[] | undefined }

/** Reads a statement. `text` may hold bytes as latin1: every token that matters is ASCII. */
export function readStatement(text: string): Statement {
  const tokens = [...readTokens(text, insertDataAt(text) ?? text.length)]
  const words = tokens.map((token) => token.text.toUpperCase())
  if (follows(words, 'INTO', 'OUTFILE'))
    return refused(358, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE')
  if (follows(words, 'FROM', 'INFILE')) return refused(48, 'NOT_IMPLEMENTED', 'FROM INFILE')
  const end = tokens.findIndex((token) => token.text === ';')
  if (end >= 0 && end < tokens.length - 1) return severalStatements()
  const dataAt = insertDataAt(text)
  if (dataAt === undefined) return { kind: 'plain' }
  const format = words.at(-2) === 'FORMAT' ? (tokens.at(-1)?.text ?? '') : 'Values'
  if (format === 'Values' && hasSecond(text, dataAt)) return severalStatements()
  return { kind: 'insert', format, dataAt, target: targetOf(tokens) }
}

type Token = { readonly text: string; readonly at: number; readonly depth: number }

function refused(code: number, type: string, what: string): Statement {
  return { kind: 'refused', code, type, message: `${what} is not allowed` }
}

function severalStatements(): Statement {
  return refused(62, 'SYNTAX_ERROR', 'Syntax error: more than one statement a call')
}

function follows(words: readonly string[], first: string, second: string): boolean {
  return words.some((word, i) => word === first && words[i + 1] === second)
}

/** Behind VALUES or FORMAT of an INSERT that selects nothing; undefined for any other statement. */
function insertDataAt(text: string): number | undefined {
  let previous: Token | undefined
  let count = 0
  for (const token of readTokens(text, text.length)) {
    const word = token.text.toUpperCase()
    if (count === 0 && word !== 'INSERT') return undefined
    count++
    // The third word names the table at the earliest, and may itself be `values`.
    const mayEnd = count > 3 && token.depth === 0
    if (mayEnd && (word === 'SELECT' || word === 'WITH' || word === 'WATCH')) return undefined
    if (mayEnd && previous?.text.toUpperCase() === 'FORMAT' && isWord(token.text)) {
      return afterBreak(text, token.at + token.text.length)
    }
    if (mayEnd && word === 'VALUES' && previous?.text !== '.') return token.at + token.text.length
    previous = token
  }
  return undefined
}

/** ClickHouse takes blanks and one line break behind the format's name as no part of the data. */
function afterBreak(text: string, at: number): number {
  let i = at
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\r') i++
  return text[i] === '\n' ? i + 1 : i
}

function hasSecond(text: string, from: number): boolean {
  let ended = false
  for (const token of readTokens(text, text.length, from)) {
    if (ended) return true
    ended = token.text === ';'
  }
  return false
}

/** The table and columns of `INSERT INTO [TABLE] [database.]table [(a, b)] FORMAT x`. */
function targetOf(tokens: readonly Token[]): Target | undefined {
  const texts = tokens.map((token) => token.text).slice(1, -2)
  if (texts.shift()?.toUpperCase() !== 'INTO') return undefined
  if (texts[0]?.toUpperCase() === 'TABLE' && texts.length > 1) texts.shift()
  const bracket = texts.indexOf('(')
  const name = bracket < 0 ? texts : texts.slice(0, bracket)
  if (name.length !== 1 && !(name.length === 3 && name[1] === '.')) return undefined
  const parts = name.filter((_, i) => i % 2 === 0).map(plainName)
  const columns = bracket < 0 ? undefined : columnNames(texts.slice(bracket))
  if (columns === null || parts.includes(undefined)) return undefined
  return { table: parts.join('.'), columns }
}

/** `( a , b )` as names; null when it is anything else. */
function columnNames(texts: readonly string[]): readonly string[] | null {
  if (texts.at(-1) !== ')') return null
  const inner = texts.slice(1, -1)
  const names = inner.filter((_, i) => i % 2 === 0).map(plainName)
  const commas = inner.filter((_, i) => i % 2 === 1)
  if (commas.some((comma) => comma !== ',') || inner.length % 2 === 0) return null
  return names.every((name) => name !== undefined) ? names : null
}

/** A name, without the quotes that it does not need. */
function plainName(text: string): string | undefined {
  const bare = /^`(\w+)`$/.exec(text)?.[1] ?? text
  return /^[A-Za-z_]\w*$/.test(bare) ? bare : undefined
}

function isWord(text: string): boolean {
  return /^\w+$/.test(text)
}

/** One pattern a kind of token, tried in order at a place; what none fits is a token of one character. */
const patterns: readonly { readonly kind: 'skip' | 'token'; readonly form: RegExp }[] = [
  { kind: 'skip', form: /\s+/y },
  { kind: 'skip', form: /--[^\n]*/y },
  { kind: 'skip', form: /#[ !][^\n]*/y },
  { kind: 'skip', form: /\/\*[^]*?(?:\*\/|$)/y },
  { kind: 'token', form: /'(?:[^'\\]|\\[^])*(?:'|$)/y },
  { kind: 'token', form: /`(?:[^`\\]|\\[^])*(?:`|$)/y },
  { kind: 'token', form: /"(?:[^"\\]|\\[^])*(?:"|$)/y },
  { kind: 'token', form: /\$(\w*)\$[^]*?\$\1\$/y },
  { kind: 'token', form: /[\w$]+/y },
]

function* readTokens(text: string, end: number, from = 0): Generator<Token> {
  let depth = 0
  let at = from
  while (at < end) {
    const found = tokenAt(text, at)
    if (found.kind === 'token') {
      if (found.text === ')') depth--
      yield { text: found.text, at, depth }
      if (found.text === '(') depth++
    }
    at += found.text.length
  }
}

function tokenAt(text: string, at: number): { kind: 'skip' | 'token'; text: string } {
  for (const { kind, form } of patterns) {
    form.lastIndex = at
    const match = form.exec(text)
    if (match) return { kind, text: match[0] }
  }
  return { kind: 'token', text: text.charAt(at) }
}
