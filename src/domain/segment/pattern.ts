import { RE2JS, RE2JSException } from 're2js'
import type { Failure } from '../failure.ts'
import { failure, isFailure } from '../failure.ts'
import { classesIn, patternClasses } from './patternClasses.ts'

/** A compiled pattern of `matches`: whether it occurs anywhere in a text as stored. */
export type Pattern = { readonly test: (text: string) => boolean }

/**
 * The engine compiles a pattern into steps over bytes and refuses it ("pattern too large") beyond a
 * bound of memory, somewhere between 400,000 and 1,400,000 of the steps that we estimate. What is
 * refused there must be refused here first.
 */
const stepsLimit = 200_000

/** How many compiled patterns are kept; the one unused for longest goes first. */
const cacheSize = 500

const compiled = new Map<string, Pattern | Failure>()

/**
 * An RE2 pattern, unanchored, ignoring case, `.` for any character: `(?is)`. Only RE2 engines run
 * people's patterns, in time linear in the text. A failure says what is wrong with the pattern.
 */
export function compilePattern(pattern: string): Pattern | Failure {
  const known = compiled.get(pattern)
  const made = known ?? compileAnew(pattern)
  compiled.delete(pattern)
  compiled.set(pattern, made)
  if (compiled.size > cacheSize) {
    const oldest = compiled.keys().next()
    if (!oldest.done) compiled.delete(oldest.value)
  }
  return made
}

/** Of a condition that was checked before. */
export function patternOf(pattern: string): Pattern {
  const made = compilePattern(pattern)
  if (isFailure(made)) throw new Error(`unchecked pattern: ${made.message}`)
  return made
}

function compileAnew(pattern: string): Pattern | Failure {
  try {
    const program = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL)
    if (stepsOf(program) > stepsLimit) {
      return failure('too_large', 'The pattern is too complex', {
        fix: 'Repeat fewer times, or ask in several tests.',
      })
    }
    const strange = classesIn(pattern).find((name) => !patternClasses.has(name))
    if (strange !== undefined) return unknownClass(strange)
    return { test: (text) => program.test(text) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return failure('invalid', `The pattern cannot be read: ${error.message}`, {
      fix: 'Write a pattern as RE2 reads it (https://github.com/google/re2/wiki/Syntax); it has no look-around and no back-references.',
    })
  }
}

/** A class that re2js knows and the engine does not. */
function unknownClass(name: string): Failure {
  const shown = JSON.stringify(name.slice(0, 60))
  return failure(
    'invalid',
    `The pattern cannot be read: there is no class of characters ${shown}`,
    {
      fix: 'Name a category such as \\p{L}, or a script such as \\p{Greek}.',
    },
  )
}

/**
 * About how many steps over bytes: a step of ours is of one code point, and one of a class of many
 * ranges (`\pL` has about 650) becomes about two for each.
 */
function stepsOf(program: RE2JS): number {
  const steps: unknown = program.re2Input.prog?.inst
  if (!Array.isArray(steps)) throw new Error('re2js keeps its program elsewhere')
  return steps.reduce((sum: number, step: { readonly runes?: readonly number[] | null }) => {
    const bounds = step.runes?.length ?? 0
    return sum + (bounds <= 1 ? 4 : 10 + bounds)
  }, 0)
}
