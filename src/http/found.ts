import { failure, Refusal } from '../domain/failure.ts'

/** The thing, or a refusal that says what there is none of. */
export function found<T>(thing: T | undefined, what: string, where = 'id'): T {
  if (thing !== undefined) return thing
  throw new Refusal(failure('not_found', `There is no ${what} of that ${where}`, { where }))
}
