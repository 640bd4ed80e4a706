import { RE2JS, RE2JSException } from 're2js'
import type { Failure } from '../failure.ts'
import { failure, isFailure } from '../failure.ts'

/** A compiled pattern of `matches`: whether it occurs anywhere in a text as stored. */
export type Pattern = { readonly test: (text: string) => boolean }

/** Beyond this many instructions an engine with bounded memory refuses to run a pattern. */
const sizeLimit = 10_000

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
    if (program.programSize() > sizeLimit) {
      return failure('too_large', 'The pattern is too complex', {
        fix: 'Repeat fewer times, or ask in several tests.',
      })
    }
    return { test: (text) => program.test(text) }
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return failure('invalid', `The pattern cannot be read: ${error.message}`, {
      fix: 'Write a pattern as RE2 reads it (https://github.com/google/re2/wiki/Syntax); it has no look-around and no back-references.',
    })
  }
}
