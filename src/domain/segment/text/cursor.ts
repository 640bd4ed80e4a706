import { suggest } from '../../suggest.ts'
import { bareName, reserved } from './words.ts'
import type { Token } from './tokens.ts'
import { TextMistake } from './tokens.ts'

/** So many brackets and nots may stand inside each other: more than any condition that is answered. */
const depthLimit = 60

/** Symbols that compare what stands before them with what follows. */
export const comparisons: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>='])

/** The place reached in a text, and what each part that was read begins with. */
export class Cursor {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0
  /** Where each part of the condition begins in the text, to show mistakes found in it later. */
  readonly begins = new Map<object, number>()

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The next token, or the one `ahead` of it; at the end, `end`. */
  peek(ahead = 0): Token {
    const token = this.#tokens[this.#next + ahead] ?? this.#tokens.at(-1)
    if (token === undefined) throw new Error('tokens without an end')
    return token
  }

  take(): Token {
    const token = this.peek()
    this.#next++
    return token
  }

  /** The next word in lower case, `ahead` of the place; '' where there is none. */
  word(ahead = 0): string {
    const token = this.peek(ahead)
    return token.kind === 'word' ? token.text.toLowerCase() : ''
  }

  /** Whether that word was taken before. */
  has(word: string): boolean {
    const before = this.#tokens.slice(0, this.#next)
    return before.some(({ kind, text }) => kind === 'word' && text.toLowerCase() === word)
  }

  symbol(ahead = 0): string {
    const token = this.peek(ahead)
    return token.kind === 'symbol' ? token.text : ''
  }

  /** Whether these words come next; they are not taken. */
  comes(...words: readonly string[]): boolean {
    return words.every((word, i) => this.word(i) === word)
  }

  /** Takes these words if they come next. */
  takes(...words: readonly string[]): boolean {
    if (!this.comes(...words)) return false
    this.#next += words.length
    return true
  }

  takesSymbol(symbol: string): boolean {
    if (this.symbol() !== symbol) return false
    this.#next++
    return true
  }

  /** Takes these words, or says that they were expected. */
  must(...words: readonly string[]): void {
    for (const word of words) if (!this.takes(word)) throw this.expected([word])
  }

  mustSymbol(symbol: string, instead?: string): void {
    if (!this.takesSymbol(symbol)) throw this.expected([symbol], instead)
  }

  /** Reads a part and remembers where it began. */
  part<T extends object>(read: () => T): T {
    const { offset } = this.peek()
    const part = read()
    if (!this.begins.has(part)) this.begins.set(part, offset)
    return part
  }

  /** Reads what is inside brackets or after `not`, which may not go on for ever. */
  deeper<T>(read: () => T): T {
    if (this.#depth >= depthLimit) {
      const fix = 'Save a part of it as a segment and refer to that.'
      throw new TextMistake('The condition is too deep', this.peek(), fix, 'too_large')
    }
    this.#depth++
    const inner = read()
    this.#depth--
    return inner
  }

  /** A name of something: bare, or quoted. */
  name(what: string): string {
    const token = this.peek()
    if (token.kind === 'string') return this.take().value
    if (token.kind !== 'word') throw this.expected([what])
    if (reserved.has(token.text.toLowerCase())) {
      const fix = `If ${token.text} is a name, quote it: "${token.text}".`
      throw new TextMistake(`Expected ${what}, found the word ${token.text}`, token, fix)
    }
    if (!bareName.test(token.text)) {
      const fix = `Write ${token.text.toLowerCase()}, or "${token.text}" if that is its name.`
      throw new TextMistake(`The name ${token.text} has capitals, so it is quoted`, token, fix)
    }
    return this.take().text
  }

  /** Whether a name of what is tested comes next: no word of the language, or one that a test follows. */
  isSubject(): boolean {
    const token = this.peek()
    if (token.kind === 'string') return true
    if (token.kind !== 'word') return false
    const word = token.text.toLowerCase()
    if (!reserved.has(word)) return true
    if (word === 'not' || word === 'and' || word === 'or') return false
    return comparisons.has(this.symbol(1)) || this.word(1) === 'is' || this.word(1) === 'exists'
  }

  /** The name of what is tested; a word of the language too where a test follows it. */
  subject(what: string): string {
    const token = this.peek()
    if (token.kind === 'word' && bareName.test(token.text) && this.isSubject()) {
      return this.take().text
    }
    return this.name(what)
  }

  /** What to say when one of these was to come: with the nearest of them, or the words given instead. */
  expected(what: readonly string[], instead?: string): TextMistake {
    const token = this.peek()
    const found = token.kind === 'end' ? 'the text ends' : `found '${shorten(token.text)}'`
    const meant = token.kind === 'word' ? suggest(token.text, what) : undefined
    const fix = meant === undefined ? instead : `Did you mean '${meant}'?`
    return new TextMistake(`Expected ${listed(what)}, ${found}`, token, fix)
  }
}

/** Words of the language stand between quotes, descriptions (`a number`) do not. */
function listed(what: readonly string[]): string {
  const quoted = what.map((each) => (/^(?:an?|the) /.test(each) ? each : `'${each}'`))
  return quoted.length < 2
    ? quoted.join('')
    : `${quoted.slice(0, -1).join(', ')} or ${quoted.slice(-1).join('')}`
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
