import { failure, Refusal } from '../../../domain/failure.ts'
import type { Session } from '../../session.ts'
import { finishImport, type RowImport } from '../../wait.ts'
import { demandAnswerable } from '../import/asking.ts'
import { begin, changeImport, giveUp, sourceOf, type RowBody } from '../import/sending.ts'

/** A file that says who is in a cluster. */
export type Filling = {
  readonly file: string
  /** The column that names the customer, and what stands in it; else guessed. */
  readonly key?: string | undefined
  readonly identifier?: string | undefined
  /** The column with the values; else the one that is called as the cluster or its field. */
  readonly column?: string | undefined
}

/**
 * Brings in a file's values of a field, and of other fields that there are; no field is made. The same
 * file twice changes nothing. Refused where no column has values of the field.
 */
export async function fillByFile(
  session: Session,
  field: string,
  { file, key, identifier, column }: Filling,
): Promise<RowImport> {
  const source = await sourceOf(file)
  const options: RowBody['options'] = {
    ...(key === undefined ? {} : { key }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(column === undefined ? {} : { map: { [column]: field } }),
  }
  const fileName = file === '-' ? 'standard input' : undefined
  const asked = { kind: 'customers', fileName, options } as const
  let looked = (await begin(session, source, asked)) as RowImport
  try {
    const columns = looked.detection?.columns ?? []
    if (columns.every(({ to }) => to !== field)) throw noColumn(columns, field, file)
    const strange = columns.filter(({ make }) => make !== null).map(({ name }) => name)
    const ignored = Object.fromEntries(strange.map((name) => [name, 'ignore']))
    if (strange.length > 0) {
      looked = await changeImport(session, looked, { map: { ...options.map, ...ignored } })
    }
    demandAnswerable(session, looked, { yes: true, 'dry-run': false })
  } catch (error) {
    await giveUp(session, looked)
    throw error
  }
  const begun = await session.ask(session.routes.imports.start, { params: { id: looked.id } })
  const done = await finishImport(session, begun as RowImport)
  await session.settled()
  return done
}

function noColumn(
  columns: readonly { readonly name: string }[],
  field: string,
  file: string,
): Refusal {
  const names = columns.map(({ name }) => name).join(', ')
  return new Refusal(
    failure('invalid', `No column of ${file} has values of ${field}`, {
      where: 'column',
      fix: `Say which one by --column: ${names}.`,
    }),
  )
}
