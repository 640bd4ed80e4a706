import { dayOf, civilOf } from '../../time/civil.ts'
import type { Field, Value } from '../field.ts'
import { showValue } from '../value.ts'
import { findingCodes, findings, type FindingCode } from './code.ts'
import { judgeOf, type Judging } from './judge.ts'
import { meaningOf, type Meaning } from './meaning.ts'
import { mostPairs } from './mend.ts'
import { Most } from './most.ts'
import { masked, type FieldQuality, type Finding } from './report.ts'
import { Spellings } from './spellings.ts'
import { Styles } from './styles.ts'
import { mendOf, replaced, Tally } from './tally.ts'
import { typeSeen, TypeTally } from './typeTally.ts'

/** How many customers have a value, by whom it was said. */
export type Seen = {
  readonly value: Value
  readonly source: string
  readonly n: number
  /** The same for all values that may be spellings of one; such values come one after the other. */
  readonly group: string
}

const mostExamples = 5
const mostSources = 20
const sharedBy = 5

/**
 * Looks at all values of a field, each with how many have it, and says what is wrong. The rows of one
 * value come one after the other. Memory does not grow with them.
 */
export class Examination {
  readonly #field: Field
  readonly #meaning: Meaning
  readonly #judge: (value: Value) => readonly FindingCode[]
  readonly #tallies = new Map<FindingCode, Tally>()
  readonly #sources = new Map<string, { filled: number; invalid: number }>()
  readonly #tops = new Most<Judged>(20)
  readonly #shared = new Most<string>(mostPairs)
  readonly #spellings: Spellings | undefined
  readonly #styles: Styles | undefined
  readonly #types: TypeTally | undefined
  #current: Current | undefined
  #filled = 0
  #distinct = 0
  #invalid = 0
  #suspicious = 0
  #january = 0

  constructor(judging: Judging) {
    const { field } = judging
    this.#field = field
    this.#meaning = meaningOf(field)
    this.#judge = judgeOf(judging)
    const isWords = ['text', 'city', 'state', 'country', 'language'].includes(field.type)
    const isFree = isWords && !field.identifying && this.#meaning !== 'name'
    this.#spellings = isFree ? new Spellings() : undefined
    this.#styles = isFree ? new Styles() : undefined
    this.#types = field.type === 'text' && !field.builtIn ? new TypeTally() : undefined
  }

  add({ value, source, n, group }: Seen): void {
    const key = JSON.stringify(value)
    if (this.#current?.key !== key) {
      this.#close()
      const codes = this.#judge(value)
      const isInvalid = codes.some((code) => findings[code].level === 'invalid')
      this.#current = { key, value, group, codes, isInvalid, n: 0 }
    }
    this.#current.n += n
    const known = this.#sources.has(source) || this.#sources.size < mostSources
    const name = known ? source : '…'
    const of = this.#sources.get(name) ?? { filled: 0, invalid: 0 }
    this.#sources.set(name, of)
    of.filled += n
    if (this.#current.isInvalid) of.invalid += n
  }

  /** All is seen. */
  finish(): FieldQuality {
    this.#close()
    this.#addShared()
    this.#addFrequent()
    this.#addJanuary()
    const found = [
      ...[...this.#tallies].map(([code, tally]) => this.#finding(code, tally)),
      ...this.#pairings(),
      ...this.#allSame(),
      ...this.#otherType(),
    ]
    const order = (code: FindingCode): number => findingCodes.indexOf(code)
    return {
      field: this.#field.id,
      filled: this.#filled,
      distinct: this.#distinct,
      invalid: this.#invalid,
      suspicious: this.#suspicious,
      sources: [...this.#sources]
        .map(([source, counts]) => ({ source, ...counts }))
        .toSorted((a, b) => b.filled - a.filled),
      findings: found.toSorted((a, b) => order(a.code) - order(b.code)),
    }
  }

  /** What there is to know of a value once all its rows have come. */
  #close(): void {
    const current = this.#current
    this.#current = undefined
    if (current === undefined) return
    const { value, codes, isInvalid, n, group } = current
    const isSuspicious = codes.some((code) => findings[code].level === 'suspicious')
    this.#filled += n
    this.#distinct += 1
    if (isInvalid) this.#invalid += n
    if (isSuspicious) this.#suspicious += n
    for (const code of codes) this.#tally(code).add(value, n)
    const judged = { value, isFound: isInvalid || isSuspicious }
    this.#tops.add(judged, n)
    if (typeof value === 'string') this.#types?.add(value, n)
    if (!judged.isFound) this.#compare(value, n, group)
  }

  /** What nothing is wrong with by itself, beside the others. */
  #compare(value: Value, n: number, group: string): void {
    if (typeof value === 'string') {
      if (n > sharedBy && sharing.has(this.#field.type)) this.#shared.add(value, n)
      this.#spellings?.add(value, n, group)
      this.#styles?.add(value, n)
    }
    if (this.#meaning === 'birth' && isJanuary(value)) this.#january += n
  }

  #addShared(): void {
    for (const { item, n } of this.#shared.all()) this.#suspect('shared', item, n)
  }

  /** One value with far more than its share of all. */
  #addFrequent(): void {
    const code = this.#meaning === 'birth' ? 'default_date' : 'one_value'
    const text = this.#field.type === 'text' && this.#meaning !== 'place' && this.#spreads()
    if (!text && this.#meaning !== 'birth') return
    if (this.#distinct < 50) return
    const least = Math.max(10, (20 * this.#filled) / this.#distinct, this.#filled / 100)
    for (const { item, n } of this.#tops.all()) {
      if (item.isFound || n < least) continue
      this.#suspect(code, item.value, n)
      if (isJanuary(item.value)) this.#january -= n
    }
  }

  /** Nearly everybody has another value, so that one which many have stands out. */
  #spreads(): boolean {
    return this.#distinct * 5 >= this.#filled
  }

  #addJanuary(): void {
    const least = Math.max(10, (5 * this.#filled) / 365)
    if (this.#january < least) return
    const days = this.#tops
      .all()
      .flatMap(({ item, n }) => (isJanuary(item.value) && !item.isFound ? [{ item, n }] : []))
    const tally = this.#tally('first_of_january')
    for (const { item, n } of days) tally.example(item.value, n)
    tally.count += this.#january
    this.#suspicious += this.#january
  }

  #suspect(code: FindingCode, value: Value, n: number): void {
    this.#tally(code).add(value, n)
    this.#suspicious += n
  }

  #tally(code: FindingCode): Tally {
    const there = this.#tallies.get(code)
    if (there !== undefined) return there
    const made = new Tally(replaced.has(code) ? mostPairs : mostExamples)
    this.#tallies.set(code, made)
    return made
  }

  #finding(code: FindingCode, tally: Tally): Finding {
    const mend = mendOf(code, tally.most(), this.#field.required)
    return {
      code,
      count: tally.count,
      values: tally.values,
      examples: this.#shown(tally.most()),
      ...(mend === undefined ? {} : { mend }),
    }
  }

  #pairings(): Finding[] {
    const pairings = [
      ['spelling', this.#spellings?.finish()],
      ['mixed_styles', this.#styles?.finish(this.#filled)],
    ] as const
    return pairings.flatMap(([code, said]): Finding[] => {
      if (said === undefined || said.count === 0) return []
      const { count, values, pairs } = said
      const examples = this.#shown(pairs.map(([from]) => from))
      return [{ code, count, values, examples, mend: { does: 'replace', pairs } }]
    })
  }

  #allSame(): Finding[] {
    const [top] = this.#tops.all()
    if (this.#distinct !== 1 || top === undefined || top.item.isFound) return []
    if (this.#filled < 20 || this.#maySame()) return []
    const examples = this.#shown([top.item.value])
    return [{ code: 'all_same', count: this.#filled, values: 1, examples }]
  }

  #otherType(): Finding[] {
    const seen = this.#types === undefined ? undefined : typeSeen(this.#field.name, this.#types)
    if (seen === undefined) return []
    const { type, count, values } = seen
    return [{ code: 'other_type', count, values, examples: this.#shown(seen.examples), type }]
  }

  /** All customers of a shop may well be of one place. */
  #maySame(): boolean {
    const { type, name } = this.#field
    const isPlace = ['country', 'state', 'city', 'language'].includes(type)
    const called = /^(?:country|state|city|language|currency|pais|estado|uf|cidade|idioma|moeda)$/
    return isPlace || this.#meaning === 'place' || called.test(name)
  }

  #shown(values: readonly Value[]): unknown[] {
    const { identifying, sensitive } = this.#field
    return values.slice(0, mostExamples).map((value) => {
      const json = showValue(this.#field, value)
      if (identifying || sensitive) {
        return masked(typeof json === 'string' ? json : JSON.stringify(json))
      }
      return typeof json === 'string' ? json.slice(0, 200) : json
    })
  }
}

type Judged = { readonly value: Value; readonly isFound: boolean }

type Current = {
  readonly key: string
  readonly value: Value
  readonly group: string
  readonly codes: readonly FindingCode[]
  readonly isInvalid: boolean
  n: number
}

/** Types of which one person has a value of her own. */
const sharing: ReadonlySet<string> = new Set(['phone', 'email', 'cpf'])

function isJanuary(value: Value): boolean {
  if (typeof value !== 'number') return false
  return value === dayOf(civilOf(value).year, 1, 1)
}
