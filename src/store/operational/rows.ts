import { failure, Refusal } from '../../domain/failure.ts'

/** Without the keys that are present but undefined: what is not given is not changed. */
export function given<T extends object>(change: T): T {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as T
}

/** The key with its value, or nothing where the column is null. */
export function optional<K extends string, T>(
  key: K,
  value: T | null,
): { readonly [P in K]?: NonNullable<T> } {
  return (value === null ? {} : { [key]: value }) as { readonly [P in K]?: NonNullable<T> }
}

/** A name as a person gave it, without the space around it. Throws a Refusal `invalid` where nothing is left. */
export function properName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 200) {
    throw new Refusal(
      failure('invalid', trimmed === '' ? 'The name is empty.' : 'The name is too long.', {
        where: 'name',
        fix: 'Give it a name of 1 to 200 characters.',
      }),
    )
  }
  return trimmed
}

export function nameTaken(what: string, name: string): Refusal {
  return new Refusal(
    failure('conflict', `There is a ${what} "${name}" already.`, {
      where: 'name',
      fix: 'Choose another name.',
    }),
  )
}
