import { looksLike, type Look } from '../../import/looks.ts'
import { typeOf } from '../../import/typeOf.ts'
import type { FieldType } from '../field.ts'

/** How often values of a field of text look like each thing. */
export class TypeTally {
  cells = 0
  distinct = 0
  longest = 0
  readonly looks: Partial<Record<Look, number>> = {}
  readonly values: Partial<Record<Look, number>> = {}
  readonly examples: string[] = []

  add(text: string, n: number): void {
    this.cells += n
    this.distinct += 1
    this.longest = Math.max(this.longest, text.length)
    if (this.examples.length < 5) this.examples.push(text)
    for (const look of looksLike(text)) {
      this.looks[look] = (this.looks[look] ?? 0) + n
      this.values[look] = (this.values[look] ?? 0) + 1
    }
  }
}

export type OtherType = {
  readonly type: FieldType
  /** Customers whose values look like it. */
  readonly count: number
  readonly values: number
  readonly examples: readonly string[]
}

/** So many customers' values, of which so much looks like one type. */
const fewest = 20
const enough = 0.95

/** The type that nearly all values of a field of text look like; undefined where they are text. */
export function typeSeen(name: string, tally: TypeTally): OtherType | undefined {
  const { cells, distinct, longest, looks, values, examples } = tally
  if (cells < fewest || distinct < fewest / 2) return undefined
  const { type } = typeOf(name, { cells, looks, distinct, filled: cells, longest, listed: 0 })
  const look = lookOf[type]
  // Looks overlap: the one with the most is at least as many as are of any.
  const count = Math.max(0, ...(look ?? []).map((each) => looks[each] ?? 0))
  if (look === undefined || count < enough * cells) return undefined
  const different = Math.max(0, ...look.map((each) => values[each] ?? 0))
  return { type, count, values: different, examples }
}

const lookOf: Partial<Record<FieldType, readonly Look[]>> = {
  email: ['email'],
  url: ['url'],
  cpf: ['cpf'],
  cnpj: ['cnpj'],
  cep: ['cep'],
  phone: ['phone'],
  date: ['date'],
  datetime: ['datetime', 'date'],
  percent: ['percent'],
  money: ['money'],
  integer: ['integer'],
  decimal: ['decimal', 'integer'],
}
