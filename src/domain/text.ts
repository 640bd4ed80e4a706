import { failure } from './failure.ts'
import type { Failure } from './failure.ts'

/**
 * Text as we keep it: half a surrogate pair becomes U+FFFD, since no encoding can carry it, and a
 * text with NUL is refused, since stores cut there. Everything else stays as it came.
 */
export function cleanText(text: string): string | Failure {
  if (text.includes('\0')) {
    return failure('invalid', 'The text contains the character NUL', {
      fix: 'Remove the character U+0000.',
    })
  }
  return wellFormed(text)
}

/** The text with each half of a surrogate pair that lacks its other half as U+FFFD. */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replaceAll(loneSurrogate, '\uFFFD') : text
}

const surrogate = /[\ud800-\udfff]/
/** With the flag u a pair is one character: only halves are surrogates. */
const loneSurrogate = /\p{Surrogate}/gu
