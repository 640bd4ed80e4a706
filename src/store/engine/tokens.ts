/** A word, a number, a quoted string or name, a heredoc, or one character of anything else. */
export type Token = {
  readonly text: string
  readonly at: number
  /** Brackets around it. */
  readonly depth: number
}

/** The tokens of ClickHouse's SQL between two places, without blanks and comments. */
export function* readTokens(text: string, from: number, to: number): Generator<Token> {
  let depth = 0
  let at = from
  while (at < to) {
    const end = blankEnd(text, at)
    if (end > at) {
      at = end
      continue
    }
    const token = text.slice(at, tokenEnd(text, at))
    if (token === ')') depth--
    yield { text: token, at, depth }
    if (token === '(') depth++
    at += token.length
  }
}

/**
 * Where blanks and comments that begin at a place end. What is not ASCII counts as blank: ClickHouse
 * takes several such characters for blanks, and no word that matters here has one.
 */
function blankEnd(text: string, at: number): number {
  for (const form of [/[^!-~]+/y, /--[^\n]*/y, /#[ !][^\n]*/y, /\/\*[^]*?(?:\*\/|$)/y]) {
    form.lastIndex = at
    if (form.test(text)) return form.lastIndex
  }
  return at
}

function tokenEnd(text: string, at: number): number {
  const first = text.charAt(at)
  if (first === "'" || first === '`' || first === '"') return quotedEnd(text, at, first)
  for (const form of [/\$(\w*)\$[^]*?\$\1\$/y, /[\w$]+/y]) {
    form.lastIndex = at
    if (form.test(text)) return form.lastIndex
  }
  return at + 1
}

/** Behind the closing quote, or the end of the text. A doubled quote reads as two strings, which is as good here. */
function quotedEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === quote) return i + 1
  }
  return text.length
}

/** A word or quoted name as the name that it is; any other token as it stands. */
export function unquoted(token: string): string {
  if (!/^[`"]/.test(token)) return token
  return token
    .slice(1, -1)
    .replace(/\\x([0-9a-fA-F]{2})|\\([^])/g, (_, hex: string | undefined, char: string) =>
      hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
    )
}
