import { failure, type Failure } from '../../../domain/failure.ts'
import { fold } from '../../../domain/fold.ts'
import { didYouMean } from '../../../domain/suggest.ts'

/**
 * Where the one column of that name stands, from 0: as it is written, else without regard to case, accents
 * and blanks. The failure says which columns there are.
 * @param option names in the failure what asked for the column
 */
export function columnAt(
  header: readonly string[],
  column: string,
  option: string,
): number | Failure {
  const alike = (same: (name: string) => boolean): number[] =>
    header.flatMap((name, at) => (same(name) ? [at] : []))
  const exact = alike((name) => name === column)
  const found = exact.length > 0 ? exact : alike((name) => plain(name) === plain(column))
  const [at] = found
  if (at !== undefined && found.length === 1) return at
  if (found.length > 1) {
    return failure('invalid', `The file has ${found.length} columns named ${quoted(column)}`, {
      where: option,
      fix: 'Give each column of the file a name of its own.',
    })
  }
  const there = header.slice(0, 50).map(quoted).join(', ')
  return failure('invalid', `The file has no column ${quoted(column)}; it has ${there}`, {
    where: option,
    fix: didYouMean(column, header, 'Name one of these.'),
  })
}

function plain(name: string): string {
  return fold(name).replaceAll(/\s+/g, ' ').trim()
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100))
}
