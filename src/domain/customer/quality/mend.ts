import { isFailure } from '../../failure.ts'
import { fold } from '../../fold.ts'
import { suggest } from '../../suggest.ts'
import type { Field, Value } from '../field.ts'
import { suggestEmail } from '../formats/email.ts'
import { parseValue, sameValue, showValue } from '../value.ts'
import type { FindingCode } from './code.ts'
import { judgeOf, type Judging } from './judge.ts'
import { unbrokenLetters, withoutOddCharacters, withSingleBlanks } from './letters.ts'
import { titleCase } from './titleCase.ts'

/** What changes the values that a finding is about. Plain JSON: a run keeps it until it is done. */
export type Mend =
  /** Each of those by another, null for none. */
  | { readonly does: 'replace'; readonly pairs: readonly Pair[] }
  /** What is judged so is taken away. */
  | { readonly does: 'clear'; readonly code: FindingCode }
  /** What is judged so is written as it should be. */
  | { readonly does: 'rewrite'; readonly code: FindingCode }

export type Pair = readonly [from: string | number, to: string | null]

/** So many values are replaced by one mend; the others are the next one's. */
export const mostPairs = 1_000

/**
 * What a mend makes of a value: another, null where it is to be taken away, undefined where it stays. What
 * it makes is a value of the field, in the form in which values are kept.
 */
export function menderOf(mend: Mend, judging: Judging): (value: Value) => Value | null | undefined {
  const make = makerOf(mend, judging)
  const { field, shop } = judging
  return (value) => {
    const made = make(value)
    if (made === undefined) return undefined
    if (made === null) return field.required ? undefined : null
    const read = parseValue(field, showValue(field, made), shop)
    if (isFailure(read)) return undefined
    if (read === undefined) return field.required ? undefined : null
    return sameValue(read, value) ? undefined : read
  }
}

type Make = (value: Value) => Value | null | undefined

function makerOf(mend: Mend, judging: Judging): Make {
  if (mend.does === 'replace') {
    const pairs = new Map(mend.pairs)
    return (value) =>
      typeof value === 'string' || typeof value === 'number' ? pairs.get(value) : undefined
  }
  const judge = judgeOf(judging)
  const { code } = mend
  const is = (value: Value): boolean => judge(value).includes(code)
  if (mend.does === 'clear') return clearing(is)
  const rewrite = rewriterOf(code, judging.field)
  return (value) => (is(value) ? rewrite(value) : undefined)
}

/** Of a list only the elements that are so. */
function clearing(is: (value: Value) => boolean): Make {
  return (value) => {
    if (!is(value)) return undefined
    if (!Array.isArray(value)) return null
    const kept = (value as readonly string[]).filter((each) => !is([each]))
    return kept.length === 0 ? null : kept
  }
}

function rewriterOf(code: FindingCode, field: Field): Make {
  if (code === 'other_form') return (value) => value
  const rewrite = textRewriterOf(code, field)
  return (value) => {
    if (typeof value === 'string') return rewrite(value) || null
    if (!Array.isArray(value)) return undefined
    const made = (value as readonly string[]).flatMap((each) => rewrite(each) || [])
    return made.length === 0 ? null : made
  }
}

/** Empty where nothing is left of it. */
function textRewriterOf(
  code: FindingCode,
  { type, choices = [] }: Field,
): (text: string) => string {
  const rewriters: Partial<Record<FindingCode, (text: string) => string>> = {
    email_typo: (text) => suggestEmail(text) ?? text,
    broken_letters: unbrokenLetters,
    odd_characters: (text) => withoutOddCharacters(text, type === 'long_text'),
    blanks: withSingleBlanks,
    all_capitals: titleCase,
    all_small: titleCase,
    not_a_choice: (text) => nearestOf(text, choices) ?? '',
  }
  const rewriter = rewriters[code]
  if (rewriter === undefined) throw new Error(`nothing rewrites what is ${code}`)
  return rewriter
}

function nearestOf(text: string, choices: readonly string[]): string | undefined {
  const wanted = fold(text)
  return choices.find((each) => fold(each) === wanted) ?? suggest(text, choices)
}
