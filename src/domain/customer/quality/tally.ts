import type { Value } from '../field.ts'
import { findings, type FindingCode } from './code.ts'
import type { Mend, Pair } from './mend.ts'
import { Most } from './most.ts'

/** How many customers a finding is about, and which of their values are the most frequent. */
export class Tally {
  count = 0
  values = 0
  readonly #most: Most<Value>

  constructor(kept: number) {
    this.#most = new Most<Value>(kept)
  }

  add(value: Value, n: number): void {
    this.count += n
    this.example(value, n)
  }

  /** Without being counted. */
  example(value: Value, n: number): void {
    this.values += 1
    this.#most.add(value, n)
  }

  most(): readonly Value[] {
    return this.#most.all().map(({ item }) => item)
  }
}

/** What is mended value by value. */
export const replaced: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'default_date',
  'shared',
  'one_value',
])

const rewritten: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'not_a_choice',
  'broken_letters',
  'odd_characters',
  'email_typo',
  'other_form',
  'all_capitals',
  'all_small',
  'blanks',
])

/** What mends values in which that was found, where something does. What is required is not taken away. */
export function mendOf(
  code: FindingCode,
  values: readonly Value[],
  required: boolean,
): Mend | undefined {
  if (findings[code].mend === undefined) return undefined
  if (rewritten.has(code)) return { does: 'rewrite', code }
  if (required) return undefined
  if (!replaced.has(code)) return { does: 'clear', code }
  const pairs = values.flatMap((value): Pair[] =>
    typeof value === 'string' || typeof value === 'number' ? [[value, null]] : [],
  )
  return { does: 'replace', pairs }
}
