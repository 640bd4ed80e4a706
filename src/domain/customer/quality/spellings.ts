import { fold } from '../../fold.ts'
import { withSingleBlanks } from './letters.ts'
import { mostPairs, type Pair } from './mend.ts'
import { Most } from './most.ts'

/** What is to be replaced by what, and how many customers it concerns. */
export type Pairing = {
  readonly count: number
  readonly values: number
  /** The most frequent first. */
  readonly pairs: readonly Pair[]
}

const mostSpellings = 100

/** Finds values that differ by capitals, accents and blanks only. Those of one group come one after the other. */
export class Spellings {
  readonly #pairs = new Most<Pair>(mostPairs)
  #group = ''
  #byFold = new Map<string, Most<string>>()
  #count = 0
  #values = 0

  add(text: string, n: number, group: string): void {
    if (group !== this.#group) this.#close()
    this.#group = group
    const key = fold(withSingleBlanks(text))
    const spellings = this.#byFold.get(key) ?? new Most<string>(mostSpellings)
    spellings.add(text, n)
    this.#byFold.set(key, spellings)
  }

  finish(): Pairing {
    this.#close()
    const pairs = this.#pairs.all().map(({ item }) => item)
    return { count: this.#count, values: this.#values, pairs }
  }

  #close(): void {
    for (const spellings of this.#byFold.values()) {
      const all = spellings.all()
      const best = bestOf(all)
      for (const { item, n } of all) {
        if (item === best) continue
        this.#count += n
        this.#values += 1
        this.#pairs.add([item, best], n)
      }
    }
    this.#byFold = new Map()
  }
}

/** The most frequent; of those as frequent, the one that says most by its letters. */
function bestOf(all: readonly { readonly item: string; readonly n: number }[]): string {
  const most = all[0]?.n ?? 0
  const first = all.filter(({ n }) => n === most).map(({ item }) => item)
  return first.toSorted((a, b) => careOf(b) - careOf(a) || (a < b ? -1 : 1))[0] ?? ''
}

/** With capitals and small letters, with accents, without blanks too many. */
function careOf(text: string): number {
  const mixed = /\p{Lu}/u.test(text) && /\p{Ll}/u.test(text)
  const accents = text.replaceAll(/[\0-\x7f]/g, '').length
  return (mixed ? 1_000 : 0) + (withSingleBlanks(text) === text ? 100 : 0) + Math.min(99, accents)
}
