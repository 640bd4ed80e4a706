import { readTokens, unquoted, type Token } from './tokens.ts'

/**
 * What must be known of a statement before the engine sees it: that it is one, where the data of an
 * INSERT begins, and that it writes to or reads from no file of the host. The engine's own parser
 * refuses several statements too; the one thing that it cannot see so is what stands behind the
 * data of an INSERT. Reads ClickHouse's tokens: strings, quoted names, heredocs, comments, words.
 */
export type Statement =
  /** `format` is what its own FORMAT clause says. */
  | { readonly kind: 'plain'; readonly format: string | undefined }
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

/**
 * Reads a statement. `text` may hold bytes as latin1: every token that matters is ASCII. `reading`:
 * it goes with `readonly`, under which chDB still runs some statements that a reader has no use for.
 */
export function readStatement(text: string, reading: boolean): Statement {
  const data = insertData(text)
  const tokens = [...readTokens(text, 0, data?.at ?? text.length)]
  const words = tokens.map((token) => token.text.toUpperCase())
  const outfile = follows(words, 'INTO', 'OUTFILE')
  if (outfile) return refused(358, 'INTO_OUTFILE_NOT_ALLOWED', 'INTO OUTFILE')
  if (follows(words, 'FROM', 'INFILE')) return refused(48, 'NOT_IMPLEMENTED', 'FROM INFILE')
  if (isSeveral(tokens)) return severalStatements()
  const plain: Statement = { kind: 'plain', format: formatOf(tokens) }
  if (data === undefined) return readingOf(tokens, reading) ?? plain
  if (data.format === 'Values' && isSeveral(readTokens(text, data.at, text.length))) {
    return severalStatements()
  }
  return { kind: 'insert', format: data.format, dataAt: data.at, target: targetOf(tokens) }
}

/** The word of a FORMAT clause, which stands last or before SETTINGS. */
function formatOf(tokens: readonly Token[]): string | undefined {
  const at = tokens.findLastIndex(({ text }) => text.toUpperCase() === 'FORMAT')
  const [, format, next] = at < 0 ? [] : tokens.slice(at)
  const ends = next === undefined || next.text === ';' || next.text.toUpperCase() === 'SETTINGS'
  return format !== undefined && ends && /^\w+$/.test(format.text) ? format.text : undefined
}

const readers: ReadonlySet<string> = new Set(
  'SELECT WITH FROM ( SHOW DESCRIBE DESC EXISTS EXPLAIN'.split(' '),
)

/** `readonly=1` keeps neither KILL QUERY nor the function `file`, which reads any file of the host. */
function readingOf(tokens: readonly Token[], reading: boolean): Statement | undefined {
  if (!reading) return undefined
  const first = tokens[0]?.text.toUpperCase()
  if (first !== undefined && !readers.has(first)) {
    return refused(164, 'READONLY', `Cannot execute query in readonly mode: ${first}`)
  }
  const names = tokens.map((token) => unquoted(token.text).toLowerCase())
  return names.includes('file')
    ? refused(164, 'READONLY', 'Function file in readonly mode')
    : undefined
}

function refused(code: number, type: string, what: string): Statement & { kind: 'refused' } {
  return { kind: 'refused', code, type, message: `${what} is not allowed` }
}

function severalStatements(): Statement {
  return refused(62, 'SYNTAX_ERROR', 'Syntax error: more than one statement a call')
}

function follows(words: readonly string[], first: string, second: string): boolean {
  return words.some((word, i) => word === first && words[i + 1] === second)
}

/** The data behind VALUES or FORMAT of an INSERT that selects nothing; undefined for any other statement. */
function insertData(text: string): { at: number; format: string } | undefined {
  let previous = ''
  let count = 0
  for (const { text: word, at, depth } of readTokens(text, 0, text.length)) {
    const upper = word.toUpperCase()
    if (count === 0 && upper !== 'INSERT') return undefined
    count++
    // The third word names the table at the earliest, and may itself be `values`.
    if (count > 3 && depth === 0) {
      if (selecting.has(upper)) return undefined
      const end = at + word.length
      if (previous === 'FORMAT' && isWord(word)) return { at: afterBreak(text, end), format: word }
      if (upper === 'VALUES' && previous !== '.') return { at: end, format: 'Values' }
    }
    previous = upper
  }
  return undefined
}

const selecting: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'WATCH'])

/** ClickHouse takes blanks and one line break behind the format's name as no part of the data. */
function afterBreak(text: string, at: number): number {
  let i = at
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\r') i++
  return text[i] === '\n' ? i + 1 : i
}

/** Something stands behind a semicolon. */
function isSeveral(tokens: Iterable<Token>): boolean {
  let ended = false
  for (const token of tokens) {
    if (ended && token.text !== ';') return true
    ended ||= token.text === ';'
  }
  return false
}

/** The table and columns of `INSERT INTO [TABLE] [database.]table [(a, b)] FORMAT x`. */
function targetOf(tokens: readonly Token[]): Target | undefined {
  const texts = tokens.map((token) => token.text).slice(1, -2)
  if (texts.shift()?.toUpperCase() !== 'INTO') return undefined
  if (texts[0]?.toUpperCase() === 'TABLE' && texts.length > 1) texts.shift()
  const bracket = texts.indexOf('(')
  const table = tableName(bracket < 0 ? texts : texts.slice(0, bracket))
  const columns = bracket < 0 ? undefined : columnNames(texts.slice(bracket))
  return table === undefined || columns === null ? undefined : { table, columns }
}

/** `table` or `database . table` as one name. */
function tableName(texts: readonly string[]): string | undefined {
  const parts = texts.filter((_, i) => i % 2 === 0).map(plainName)
  const shape = texts.length === 1 || (texts.length === 3 && texts[1] === '.')
  return shape && !parts.includes(undefined) ? parts.join('.') : undefined
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
