import type { z } from 'zod'
import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { didYouMean } from '../suggest.ts'
import type { Condition } from './condition.ts'
import { conditionLimits } from './condition.ts'
import { guard } from './guard.ts'
import { normal } from './normal.ts'
import { conditionSchema } from './schema.ts'
import { sizeOf } from './size.ts'
import { quote } from './text/tokens.ts'

/** Where in a JSON tree: `['of', 1, 'test', 'value']`. */
export type Path = readonly (string | number)[]

/** What is wrong, without its place in `failure.where`, and the place. */
export type Misplaced = { readonly failure: Failure; readonly path: Path }

/**
 * Reads a condition from outside. What comes back is sound by itself and in normal form; whether the
 * fields, segments and lists that it names exist is for `check.ts`. A failure says which part is wrong
 * (`of[1].test.value`) and how to mend it. Takes any value whatever, however deep, in bounded time.
 */
export function parseCondition(json: unknown): Condition | Failure {
  const read = readCondition(json)
  if (!('failure' in read)) return normal(read.condition)
  return at(read.failure, showPath(read.path))
}

/** The same, the condition as it came, or what is wrong with the path to it: for who shows places in his own way. */
export function readCondition(json: unknown): { readonly condition: Condition } | Misplaced {
  const danger = guard(json)
  if (danger !== undefined) return { failure: danger, path: [] }
  const parsed = conditionSchema.safeParse(json)
  if (!parsed.success) return misplaced(parsed.error.issues[0], json)
  const large = tooLarge(parsed.data)
  return large === undefined ? { condition: parsed.data } : { failure: large, path: [] }
}

/** `of[1].test.value`. */
export function showPath(path: Path): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`))
    .join('')
}

/** The same failure with its place; the whole has none. */
function at(wrong: Failure, where: string): Failure {
  const { code, message, fix } = wrong
  return failure(code, message, {
    ...(where === '' ? {} : { where }),
    ...(fix === undefined ? {} : { fix }),
  })
}

/** A failure where a condition is deeper or larger than is answered. */
export function tooLarge(condition: Condition): Failure | undefined {
  const { depth, nodes, values } = sizeOf(condition)
  if (depth > conditionLimits.depth) {
    return failure('too_large', `The condition is ${depth} levels deep`, {
      fix: `At most ${conditionLimits.depth} are answered: save a part of it as a segment and refer to that.`,
    })
  }
  if (nodes > conditionLimits.nodes) {
    return failure('too_large', `The condition has ${nodes} parts`, {
      fix: `At most ${conditionLimits.nodes} are answered: use "is any of", or save a part of it as a segment.`,
    })
  }
  if (values > conditionLimits.values) {
    return failure('too_large', `The condition compares with ${values} values`, {
      fix: `At most ${conditionLimits.values} are answered: put those customers into a list.`,
    })
  }
  const characters = charactersIn(condition)
  if (characters <= conditionLimits.characters) return undefined
  return failure('too_large', `The condition has ${characters} characters of text`, {
    fix: `At most ${conditionLimits.characters} are read back from its text form: put those customers into a list.`,
  })
}

/** Of all texts inside, each as it is written between quotes: so that what can be saved can be printed and read. */
function charactersIn(part: unknown): number {
  if (typeof part === 'string') return quote(part).length
  if (typeof part !== 'object' || part === null) return 0
  return Object.values(part).reduce((sum: number, each) => sum + charactersIn(each), 0)
}

/** What a schema found wrong with JSON: the first of it, with its place and how to mend it. */
export function refusalOf(error: z.ZodError, json: unknown): Failure {
  const { failure: wrong, path } = misplaced(error.issues[0], json)
  return at(wrong, showPath(path))
}

/** A failure of a part as one of the whole: with the part's path before its own place. */
export function failureIn(path: Path, wrong: Failure): Failure {
  const [before, inside = ''] = [showPath(path), wrong.where]
  const dot = inside === '' || inside.startsWith('[') ? '' : '.'
  return at(wrong, `${before}${dot}${inside}`)
}

type Issue = z.core.$ZodIssue

function misplaced(issue: Issue | undefined, json: unknown): Misplaced {
  if (issue === undefined) throw new Error('refused without a reason')
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  const { message, fix } = inWords(issue, valueAt(json, path))
  const more = fix === undefined ? {} : { fix }
  const made = failure(issue.code === 'too_big' ? 'too_large' : 'invalid', message, more)
  return isFailure(made) ? { failure: made, path } : { failure: made, path: [] }
}

function inWords(issue: Issue, value: unknown): { message: string; fix?: string } {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 60))).join(', ')
    return { message: `There is no part ${keys} here`, fix: 'Remove it: nothing is skipped.' }
  }
  if (issue.code === 'invalid_union') return unknownKind(issue, value)
  if (issue.code === 'custom') {
    const fix: unknown = issue.params?.fix
    return { message: issue.message, ...(typeof fix === 'string' ? { fix } : {}) }
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return outOfBounds(issue)
  if (issue.code !== 'invalid_type') return { message: issue.message }
  const fix = `Give ${article(issue.expected)}.`
  return {
    message: value === undefined ? 'It is missing' : `It is not ${article(issue.expected)}`,
    fix,
  }
}

function outOfBounds(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): {
  message: string
  fix: string
} {
  const small = issue.code === 'too_small'
  const limit = String(small ? issue.minimum : issue.maximum)
  const counted = issue.origin === 'string' ? 'character' : 'element'
  const isLength = issue.origin === 'string' || issue.origin === 'array'
  const unit = isLength ? ` ${counted}${limit === '1' ? '' : 's'}` : ''
  return {
    message: small ? (isLength ? 'It is empty' : 'It is too small') : 'It is too large',
    fix: `Give ${small ? 'at least' : 'at most'} ${limit}${unit}.`,
  }
}

/** Of a union told apart by `type`, `op` or `of`: which it is not, and which it may have meant. */
function unknownKind(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
): { message: string; fix?: string } {
  const options =
    'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
  if (options.length === 0) return { message: issue.message, fix: 'Give a value of another type.' }
  const list = `It is one of ${options.join(', ')}.`
  if (typeof value !== 'string') return { message: 'It does not say what it is', fix: list }
  const shown = JSON.stringify(value.slice(0, 60))
  return { message: `There is no ${shown}`, fix: didYouMean(value, options, list) }
}

function valueAt(json: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined,
    json,
  )
}

function article(what: string): string {
  if (what === 'int') return 'a whole number'
  return what === 'object' || what === 'array' ? `an ${what}` : `a ${what}`
}
