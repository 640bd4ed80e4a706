/**
 * A person's mistake or the world's trouble, said so that somebody can mend it.
 * Our own mistakes are not failures: they are assertions, and end the request.
 */
export type Failure = {
  readonly code: FailureCode
  /** What is wrong, in one sentence. */
  readonly message: string
  /** Which part of what was given: a path as `of[1].test.value`, `line 3, column 7`, a setting's name. */
  readonly where?: string
  /** What to do about it. */
  readonly fix?: string
}

export type FailureCode =
  /** What was asked makes no sense as it stands. */
  | 'invalid'
  /** What it names does not exist. */
  | 'not_found'
  /** It contradicts what stands already. */
  | 'conflict'
  /** Nobody, or somebody without the right. */
  | 'unauthorized'
  /** More than a limit allows. */
  | 'too_large'
  /** Right, but not now: try again. */
  | 'unavailable'

/** A failure on its way up to whoever answers the person. */
export class Refusal extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.where === undefined ? failure.message : `${failure.where}: ${failure.message}`)
    this.name = 'Refusal'
    this.failure = failure
  }
}

/** More comes than there is room for: nothing was kept of it, and after so many seconds it may come again. */
export class Overfull extends Refusal {
  readonly seconds: number

  constructor(failure: Failure, seconds: number) {
    super(failure)
    this.seconds = seconds
  }
}

const failures = new WeakSet<object>()

/** Makes a failure. Only what this made is recognised by {@link isFailure}, so no data can pose as one. */
export function failure(
  code: FailureCode,
  message: string,
  more: { readonly where?: string; readonly fix?: string } = {},
): Failure {
  const made: Failure = { code, message, ...more }
  failures.add(made)
  return made
}

export function isFailure(x: unknown): x is Failure {
  return typeof x === 'object' && x !== null && failures.has(x)
}

/** The value, or the failure thrown as a {@link Refusal}. */
export function orRefuse<T>(x: T | Failure): T {
  if (isFailure(x)) throw new Refusal(x)
  return x
}
