import { failure, type Failure } from '../failure.ts'

/**
 * What a filter of VTEX's Master Data says: `firstName=Jon AND (age between 18 AND 25 OR email is null)`.
 * Texts are as they were typed; `*text*`, `text*`, `*text` are told apart where they are read.
 */
export type Where =
  | { readonly type: 'all'; readonly of: readonly Where[] }
  | { readonly type: 'any'; readonly of: readonly Where[] }
  | Comparison

export type Comparison =
  | { readonly type: 'null'; readonly field: string }
  | { readonly type: 'notNull'; readonly field: string }
  | {
      readonly type: 'compare'
      readonly field: string
      readonly op: '=' | '<>' | '<' | '<=' | '>' | '>='
      readonly value: string
    }
  | {
      readonly type: 'between'
      readonly field: string
      readonly from: string
      readonly to: string
    }
  /** Of clusters of promotions alone: some value is that one. */
  | { readonly type: 'contains'; readonly field: string; readonly value: string }

/** Beyond these a filter is refused. */
const limits = { length: 10_000, depth: 20, comparisons: 200 } as const
const most = limits.depth

/**
 * Reads a filter. AND binds closer than OR; words are read whatever their case; a value ends at the next AND,
 * OR or parenthesis, or is put in quotes.
 */
export function parseWhere(text: string): Where | Failure {
  if (text.length > limits.length) {
    return failure('too_large', `A filter has at most ${limits.length} characters`)
  }
  const reader = new Reader(text)
  try {
    const read = reader.any(0)
    return reader.atEnd ? read : reader.wrong('AND, OR or the end is expected')
  } catch (error) {
    if (error instanceof Wrong) return error.failure
    throw error
  }
}

/** Leaves the reading from any depth; never leaves this file. */
class Wrong extends Error {
  readonly failure: Failure
  constructor(said: Failure) {
    super(said.message)
    this.failure = said
  }
}

class Reader {
  #at = 0
  #comparisons = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    this.#skip()
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  wrong(message: string): Failure {
    return failure('invalid', `${message} at character ${this.#at + 1}`, {
      fix: 'Write it as firstName=Jon AND (age between 18 AND 25 OR email is null).',
    })
  }

  any(depth: number): Where {
    return this.#joined('any', 'or', () => this.#joined('all', 'and', () => this.#one(depth)))
  }

  #joined(type: 'all' | 'any', word: string, part: () => Where): Where {
    const first = part()
    const of = [first]
    while (this.#word(word)) of.push(part())
    return of.length === 1 ? first : { type, of }
  }

  #one(depth: number): Where {
    if (!this.#taken('(')) return this.#comparison()
    if (depth >= limits.depth) throw this.#no(`Parentheses are nested more than ${most} deep`)
    const inside = this.any(depth + 1)
    if (!this.#taken(')')) throw this.#no('A closing parenthesis is expected')
    return inside
  }

  #comparison(): Comparison {
    this.#comparisons += 1
    if (this.#comparisons > limits.comparisons) {
      throw this.#no(`There are more than ${limits.comparisons} comparisons`)
    }
    const field = this.#match(/[A-Za-z_][\w.]*/y)
    if (field === undefined) throw this.#no('The name of a field is expected')
    if (this.#word('is')) {
      const type = this.#word('not') ? 'notNull' : 'null'
      if (!this.#word('null')) throw this.#no('null is expected')
      return { type, field }
    }
    if (this.#word('between')) {
      const from = this.#value()
      if (!this.#word('and')) throw this.#no('AND and the other bound are expected')
      return { type: 'between', field, from, to: this.#value() }
    }
    if (this.#word('contains')) return { type: 'contains', field, value: this.#value() }
    const op = this.#match(/<>|<=|>=|[=<>]/y)
    if (op === undefined) throw this.#no('=, <>, <, >, is or between is expected')
    return { type: 'compare', field, op: op as '=', value: this.#value() }
  }

  #value(): string {
    const quoted = this.#match(/"[^"]*"|'[^']*'/y)
    if (quoted !== undefined) return quoted.slice(1, -1)
    const plain = this.#match(/(?:(?!\s+(?:and|or)\b)[^()])+/iy)?.trim()
    if (plain === undefined || plain === '') throw this.#no('A value is expected')
    return plain
  }

  /** A word, and what comes after it. */
  #word(word: string): boolean {
    return this.#match(new RegExp(`${word}(?![\\w.])`, 'iy')) !== undefined
  }

  #taken(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    this.#skip()
    return true
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    this.#skip()
    return found
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #no(message: string): Wrong {
    return new Wrong(this.wrong(message))
  }
}
