import { failure, Refusal, type Failure } from '../../domain/failure.ts'

/** Every error of the API by one function: what went wrong, where, and how to mend it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) return error.failure
  return failure('unavailable', error instanceof Error ? error.message : String(error))
}
