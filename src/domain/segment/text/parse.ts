import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { didYouMean } from '../../suggest.ts'
import type { Condition } from '../condition.ts'
import { everyone, noOne } from '../condition.ts'
import { normal } from '../normal.ts'
import { readCondition } from '../parse.ts'
import type { Path } from '../parse.ts'
import { Cursor } from './cursor.ts'
import { parseGroup } from './group.ts'
import type { Names } from './names.ts'
import { measureComes, parseDid, parseMeasure } from './parseDid.ts'
import { parseRank, rankComes } from './parseRank.ts'
import { parseTest, percent } from './parseTest.ts'
import { parseSequence, sequenceComes } from './parseSequence.ts'
import type { Token } from './tokens.ts'
import { placeOf, TextMistake, tokenise } from './tokens.ts'
import { consentWords } from './words.ts'

/** Longer texts are refused unread. What `conditionLimits` let through is shorter when printed. */
const textLimit = 1_000_000

/**
 * Reads the text form: `did "Order Completed" at least 2 times and city = "Recife"`. What comes back
 * is sound by itself and in normal form; whether fields exist is for `check.ts`. A failure says line
 * and column, what was expected, and what was probably meant. Takes any text, in time linear in it.
 */
export function parseText(text: string, names: Names): Condition | Failure {
  return reading(text, () => checked(readTree(text, names), text))
}

/** What is read out of a text, or where in it and why it could not be. */
export function reading<T>(text: string, read: () => T | Failure): T | Failure {
  if (text.length > textLimit) {
    return failure('too_large', `The text has ${text.length} characters`, {
      fix: `At most ${textLimit} are read: put customers into a list.`,
    })
  }
  try {
    return read()
  } catch (mistake) {
    if (!(mistake instanceof TextMistake)) throw mistake
    const where = placeOf(text, mistake.offset)
    const { code, message, fix } = mistake
    return failure(code, message, fix === undefined ? { where } : { where, fix })
  }
}

/** What a text says as it says it, and where each part begins. */
export type Tree = { readonly condition: Condition; readonly begins: ReadonlyMap<object, number> }

/** Reads a text as it stands, neither checked nor normal; what cannot be read is thrown as a {@link TextMistake}. */
export function readTree(text: string, names: Names): Tree {
  const cursor = new Cursor(tokenise(text))
  const condition = parseWhole(cursor, names)
  if (cursor.peek().kind !== 'end') throw trailing(cursor)
  return { condition, begins: cursor.begins }
}

/** A condition, up to what can be no part of it. */
export function parseWhole(cursor: Cursor, names: Names): Condition {
  return parseGroup(cursor, (at) => leaf(at, names))
}

/** What the schema refuses, shown at the innermost part of the text that it is about. */
export function checked({ condition, begins }: Tree, text: string): Condition | Failure {
  const read = readCondition(condition)
  if (!('failure' in read)) return normal(read.condition)
  const { code, message, fix } = read.failure
  const where = placeOf(text, beginOf(condition, read.path, begins))
  return failure(code, message, fix === undefined ? { where } : { where, fix })
}

function beginOf(condition: Condition, path: Path, begins: ReadonlyMap<object, number>): number {
  let part: unknown = condition
  let begin = 0
  for (const step of [undefined, ...path]) {
    if (typeof part !== 'object' || part === null) break
    if (step !== undefined) part = Reflect.get(part, step)
    if (typeof part === 'object' && part !== null) begin = begins.get(part) ?? begin
  }
  return begin
}

function trailing(cursor: Cursor): TextMistake {
  return cursor.expected(['and', 'or', 'the end'], mendOf(cursor))
}

/** What of a condition on events people write after `where`. */
const beforeWhere = ['at', 'exactly', 'between', 'more', 'less', 'in', 'since', 'this', 'once']

function mendOf(cursor: Cursor): string {
  if (cursor.peek().text === ',') return 'Numbers have a point, not a comma.'
  return cursor.has('where') && beforeWhere.includes(cursor.word())
    ? 'How often, and when, come before where: did "Order Completed" at least 2 times in last 90 days where total > 100.'
    : 'Quote names and texts.'
}

function leaf(cursor: Cursor, names: Names): Condition {
  if (cursor.symbol() === '@') return inSegment(cursor, names)
  if (sequenceComes(cursor)) return parseSequence(cursor)
  if (cursor.isSubject()) return field(cursor)
  if (cursor.takes('everyone')) return everyone
  if (cursor.takes('no', 'one')) return noOne
  if (cursor.comes('did')) return parseDid(cursor)
  if (measureComes(cursor)) return measured(cursor)
  if (cursor.comes('in')) return membership(cursor, names)
  if (cursor.comes('sample')) return sample(cursor)
  if (consentComes(cursor)) return consent(cursor)
  if (rankComes(cursor)) return parseRank(cursor, (at) => leaf(at, names))
  return field(cursor)
}

function measured(cursor: Cursor): Condition {
  const { negated, ...did } = parseMeasure(cursor)
  return negated ? { type: 'not', of: did } : did
}

function field(cursor: Cursor): Condition {
  const { kind } = cursor.peek()
  if (kind !== 'word' && kind !== 'string') {
    throw cursor.expected(['a condition'], 'For example did "Order Completed", or city = "Recife".')
  }
  const name = cursor.subject("a field's name")
  const { test, negated } = parseTest(cursor)
  const tested: Condition = { type: 'field', field: name, test }
  return negated ? { type: 'not', of: tested } : tested
}

const consentStates = Object.keys(consentWords) as (keyof typeof consentWords)[]

function consentComes(cursor: Cursor): boolean {
  return consentStates.some((each) => cursor.comes(...consentWords[each].split(' ')))
}

/** `consented to "newsletter" by email`, `denied …`, `not asked for …`: one of them is next. */
function consent(cursor: Cursor): Condition {
  const state = consentStates.find((each) => cursor.takes(...consentWords[each].split(' ')))
  if (state === undefined) throw new Error('no question about consent comes')
  const purpose = cursor.name('a purpose')
  const channel = cursor.takes('by') ? { channel: cursor.name('a channel') } : {}
  return { type: 'consent', state, purpose, ...channel }
}

/** `sample 10 percent "spring"`; `sample` is next. */
function sample(cursor: Cursor): Condition {
  cursor.must('sample')
  const share = percent(cursor)
  const { kind } = cursor.peek()
  if (kind !== 'string') {
    throw cursor.expected(
      ['a seed'],
      'Any text between quotes: the same one gives the same people.',
    )
  }
  return { type: 'sample', percent: share, seed: cursor.take().value }
}

/** `in segment "…"`, `in list "…"`; `in` is next. */
function membership(cursor: Cursor, names: Names): Condition {
  if (cursor.comes('in', 'segment')) return inSegment(cursor, names)
  cursor.must('in')
  if (!cursor.takes('list')) throw cursor.expected(['segment', 'list'])
  const list = idOf(cursor, 'list', names.listId, names.listNames)
  return { type: 'list', list }
}

function inSegment(cursor: Cursor, names: Names): Condition {
  const short = cursor.takesSymbol('@')
  if (!short) cursor.must('in', 'segment')
  // After @ nothing but a name can come, so that capitals and words of the language need no quotes.
  if (short && cursor.peek().kind === 'word') {
    const token = cursor.take()
    return {
      type: 'segment',
      segment: found(token, 'segment', names.segmentId, names.segmentNames),
    }
  }
  const segment = idOf(cursor, 'segment', names.segmentId, names.segmentNames)
  return { type: 'segment', segment }
}

function idOf(
  cursor: Cursor,
  what: 'segment' | 'list',
  lookUp: (name: string) => number | undefined,
  all: Iterable<string> = [],
): number {
  const token = cursor.peek()
  if (token.kind === 'id') return Number(cursor.take().value)
  const name = cursor.name(`the name of a ${what}`)
  return found({ ...token, value: name }, what, lookUp, all)
}

function found(
  token: Token,
  what: 'segment' | 'list',
  lookUp: (name: string) => number | undefined,
  all: Iterable<string> = [],
): number {
  const name = token.value
  const id = lookUp(name)
  if (id !== undefined) return id
  const message = `There is no ${what} ${JSON.stringify(name.slice(0, 60))}`
  const fix = didYouMean(name, all, `Ask for the ${what}s, or make this one first.`)
  throw new TextMistake(message, token, fix, 'not_found')
}
