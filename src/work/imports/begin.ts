import { join, relative } from 'node:path'
import type { Arrival } from '../../domain/arrival.ts'
import type { Field } from '../../domain/customer/field.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { zoneOf } from '../../domain/time/zone.ts'
import { listFields } from '../../store/operational/fields.ts'
import { changeImport, type Import } from '../../store/operational/imports.ts'
import type { Operational } from '../../store/operational/open.ts'
import type { Db } from '../../store/operational/tables.ts'
import { understandInThread } from '../intake/files/thread.ts'
import type { Understanding } from '../intake/files/understand.ts'
import { isWhole, lookAtFile, understandFile, type Understood } from '../intake/orders/dialect.ts'
import type { OrderOptions, OrdersSaid } from '../intake/orders/options.ts'
import { ownerOfKind, type RowKind, type RowOptions } from '../intake/rows/options.ts'
import { planRows, type Planned } from '../intake/rows/plan.ts'

/** What the columns of such a file may fill. */
export async function fieldsOfKind(db: Db, kind: string): Promise<readonly Field[]> {
  return await listFields(db, ownerOfKind(kind))
}

/** Where a file that was sent lies, and what it is looked at with. */
type Where = {
  readonly db: Db
  readonly directory: string
  /** What a packed file may hold. */
  readonly unpackedLimitBytes: number
}

/** How a file is understood, and of orders the options, where some of them were found in it. */
type Sent = { readonly detection: object; readonly options?: OrdersSaid }

/** Looks at the file that was sent; refuses options that speak of columns it has not. */
export async function understandSent(
  where: Where,
  { kind, options }: Pick<Import, 'kind' | 'options'>,
  spool: string,
): Promise<Sent> {
  if (kind !== 'orders') {
    const said = options as RowOptions
    return { detection: await understandRows(where, kind as RowKind, said, spool) }
  }
  const path = join(where.directory, spool)
  const limits = { inflatedBytes: where.unpackedLimitBytes }
  const said = options as OrdersSaid
  if (!isWhole(said)) return await lookAtFile(path, said, { limits })
  return { detection: await understandFile(path, said, limits) }
}

/** Looks again at a file of orders of which more was said: rows have been made of it before. */
export async function understandOrders(
  { directory }: Pick<Where, 'directory'>,
  said: OrdersSaid,
  { spool, before }: { readonly spool: string; readonly before: object },
): Promise<Sent> {
  return await lookAtFile(join(directory, spool), said, { before: before as Understood })
}

/** Refuses what orders are said to fill and is not there, and a zone that is none. */
export async function demandOrderFields(
  db: Db,
  { fields = {}, timezone }: Pick<OrderOptions, 'fields' | 'timezone'>,
): Promise<void> {
  if (timezone !== undefined) orRefuse(zoneOf(timezone))
  const known = new Set((await listFields(db)).map(({ name }) => name))
  const unknown = Object.keys(fields).find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new Refusal(
    failure('not_found', `There is no field ${JSON.stringify(unknown)}`, {
      where: `options.fields.${unknown}`,
      fix: 'Make it first (POST /api/fields), or leave it out.',
    }),
  )
}

async function understandRows(
  { db, directory, unpackedLimitBytes }: Where,
  kind: RowKind,
  options: RowOptions,
  spool: string,
): Promise<Understanding> {
  const fields = await fieldsOfKind(db, kind)
  const limits = { inflatedBytes: unpackedLimitBytes }
  const understood = await understandInThread(join(directory, spool), {
    ...options,
    kind,
    fields,
    limits,
  })
  orRefuse(planRows(kind, understood, options, fields))
  return { ...understood, csv: relative(directory, understood.csv) }
}

/**
 * Refuses to begin while something is open. A trial makes do without fields that are not there, and shows
 * what would be cleared.
 */
export async function demandAnswers(db: Db, made: Import, to: 'start' | 'try'): Promise<void> {
  const { kind, detection, options } = made
  if (kind === 'orders') {
    const [first] = (detection as Understood).asked ?? []
    if (first !== undefined) throw new Refusal({ ...first, code: 'conflict' })
    if (!isWhole(options as OrdersSaid)) throw new Refusal(changedMeanwhile)
    return await demandOrderFields(db, options as OrderOptions)
  }
  const planned = planRows(
    kind as RowKind,
    detection as Understanding,
    options as RowOptions,
    await fieldsOfKind(db, kind),
  )
  const open = questionsOf(planned).find(
    ({ about }) => to === 'start' || (about !== 'field' && about !== 'whole'),
  )
  if (open === undefined) return
  const where = open.column === '' ? open.about : `${open.about}: ${open.column}`
  throw new Refusal(failure('conflict', open.says, { where, fix: open.fix }))
}

function questionsOf(planned: ReturnType<typeof planRows>): Planned['questions'] {
  if (isFailure(planned)) throw new Refusal(planned)
  return planned.questions
}

const changedMeanwhile = failure('conflict', 'What was said of it and its file do not fit', {
  where: 'id',
  fix: 'Send the file again.',
})

/** Has the loader take it in. False where it is not ready, or no longer. */
export async function beginImport({ db, inbox }: Operational, id: number): Promise<boolean> {
  if ((await changeImport(db, id, { state: 'waiting' }, ['ready'])) === undefined) return false
  try {
    const arrival: Arrival = { kind: 'import', import: id }
    const position = await inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)))
    await changeImport(db, id, { position })
    return true
  } catch (error) {
    await changeImport(db, id, { state: 'ready' }, ['waiting'])
    throw error
  }
}
