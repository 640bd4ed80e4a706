import type { Selectable } from 'kysely'
import { nameFor } from '../../domain/customer/newField.ts'
import { reservedSources, type SourceKind } from '../../domain/event/source.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { changingDefinitions } from './definitions.ts'
import { nextId } from './ids.ts'
import { given, nameTaken, optional, properName } from './rows.ts'
import type { Db, Tables } from './tables.ts'

/** A site, app or program of the shop that sends events by the tracking API. */
export type Source = {
  readonly id: number
  /** By which events name it; never changed. */
  readonly code: string
  readonly name: string
  readonly kind: SourceKind
  /** Whether the addresses of visitors are kept with their events. */
  readonly keepIp: boolean
  /** Milliseconds. */
  readonly created: number
  /** Since when nothing is taken from it any more; milliseconds. */
  readonly archived?: number
}

/** The code is made of the name where none is given. */
export type NewSource = Pick<Source, 'name' | 'kind' | 'keepIp'> & { readonly code?: string }

export type SourceChange = Partial<Pick<Source, 'name' | 'kind' | 'keepIp'>> & {
  readonly archived?: boolean
}

/** All keys are held in memory: so many sources there may be. */
const mostSources = 500

/** Throws a Refusal: `conflict` for a name or code that is taken, `invalid` for a code that cannot be one. */
export async function createSource(db: Db, made: NewSource, now: number): Promise<Source> {
  return await changingDefinitions(db, now, async (open) => {
    const name = properName(made.name)
    const code = codeFor(made.code ?? name)
    const all = await listSources(open)
    if (all.length >= mostSources) throw tooMany()
    demandFreeName(all, name)
    if (all.some((each) => each.code === code)) throw codeTaken(code)
    const source: Source = {
      id: await nextId(open, 'source'),
      code,
      name,
      kind: made.kind,
      keepIp: made.keepIp,
      created: now,
    }
    await open
      .insertInto('sources')
      .values({
        id: source.id,
        code,
        name,
        kind: source.kind,
        keep_ip: source.keepIp,
        created: now,
        archived: null,
      })
      .execute()
    return source
  })
}

/** All of them, archived ones too, in the order in which they were made. */
export async function listSources(db: Db): Promise<readonly Source[]> {
  return (await db.selectFrom('sources').selectAll().orderBy('id').execute()).map(fromRow)
}

export async function sourceById(db: Db, id: number): Promise<Source | undefined> {
  const row = await db.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** The source as it stands afterwards; undefined if there is none. Throws a Refusal `conflict` for a taken name. */
export async function changeSource(
  db: Db,
  id: number,
  change: SourceChange,
  now: number,
): Promise<Source | undefined> {
  return await changingDefinitions(db, now, async (open) => {
    const before = await sourceById(open, id)
    if (before === undefined) return undefined
    const { archived, ...more } = given(change)
    const after = { ...before, ...more }
    const name = properName(after.name)
    const all = await listSources(open)
    demandFreeName(
      all.filter((each) => each.id !== id),
      name,
    )
    const since = archived === undefined ? before.archived : archived ? now : undefined
    await open
      .updateTable('sources')
      .set({ name, kind: after.kind, keep_ip: after.keepIp, archived: since ?? null })
      .where('id', '=', id)
      .execute()
    return await sourceById(open, id)
  })
}

function demandFreeName(others: readonly Source[], name: string): void {
  if (others.some((each) => each.name === name)) throw nameTaken('source', name)
}

function codeFor(words: string): string {
  const code = nameFor(words)
  if (code !== undefined && !reservedSources.has(code)) return code
  const message =
    code === undefined
      ? 'No code can be made of that.'
      : `"${code}" is what events have that come on another way.`
  throw new Refusal(
    failure('invalid', message, { where: 'code', fix: 'Give it a code such as site_pt.' }),
  )
}

function codeTaken(code: string): Refusal {
  return new Refusal(
    failure('conflict', `There is a source of the code "${code}" already.`, {
      where: 'code',
      fix: 'Choose another code; events name it by that, so it is never used again.',
    }),
  )
}

function tooMany(): Refusal {
  return new Refusal(
    failure('too_large', `There are ${mostSources} sources already.`, {
      fix: 'Let several pages or programs share one.',
    }),
  )
}

function fromRow(row: Selectable<Tables['sources']>): Source {
  const { id, code, name, kind, keep_ip: keepIp, created, archived } = row
  return {
    id,
    code,
    name,
    kind: kind as SourceKind,
    keepIp: keepIp === 1,
    created,
    ...optional('archived', archived),
  }
}
