import { failure, Refusal } from '../../domain/failure.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { leavesOf } from '../../domain/segment/leaves.ts'
import { calculationsOf, listCalculations } from './calculated.ts'
import { changingDefinitions } from './definitions.ts'
import { demandFolder } from './folders.ts'
import { nextId } from './ids.ts'
import { asPromotions, listPromotions, promotionsOf } from './promotions.ts'
import { nameTaken, properName } from './rows.ts'
import type { Db } from './tables.ts'
import { listViews } from './views.ts'

/** A segment as it now stands. Pins and members are in ClickHouse. */
export type Segment = {
  readonly id: number
  readonly name: string
  /** From 1; a new condition is a new one, a new name is not. */
  readonly version: number
  readonly condition: Condition
  /** The folder that it is in; 0 for none. */
  readonly folder: number
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

export type SegmentVersion = {
  readonly version: number
  readonly condition: Condition
  readonly at: number
  /** Who saved it: a key's id, `local` for this machine's own command line. */
  readonly by: string
}

export type NewSegment = {
  readonly name: string
  /** Checked and normal: the caller's duty. */
  readonly condition: Condition
  readonly folder?: number
  readonly by?: string
}

export type SegmentChange = {
  readonly name?: string
  readonly folder?: number
  readonly condition?: Condition
  /** The version that the person has seen: refused when another stands. */
  readonly version?: number
  readonly by?: string
}

/** Throws a Refusal: `conflict` where the name is taken, `invalid` where it is empty. */
export async function createSegment(db: Db, segment: NewSegment, now: number): Promise<Segment> {
  return await changingDefinitions(db, now, async (open) => {
    const name = await freeName(open, segment.name)
    await demandFolder(open, segment.folder ?? 0)
    const id = await nextId(open, 'segment')
    const made: Segment = {
      id,
      name,
      version: 1,
      condition: segment.condition,
      folder: segment.folder ?? 0,
      created: now,
      updated: now,
    }
    await open
      .insertInto('segments')
      .values({
        id,
        name,
        version: 1,
        folder: made.folder,
        created: now,
        updated: now,
        deleted: null,
      })
      .execute()
    await insertVersion(open, made, segment.by)
    return made
  })
}

/** All that are not deleted, in the order in which they were made. */
export async function listSegments(db: Db): Promise<readonly Segment[]> {
  return (await selectSegments(db).orderBy('segments.id').execute()).map(fromRow)
}

/** By id, the names of those that are there. */
export async function segmentNames(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('segments')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('deleted', 'is', null)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function segmentById(db: Db, id: number): Promise<Segment | undefined> {
  const row = await selectSegments(db).where('segments.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

export async function segmentByName(db: Db, name: string): Promise<Segment | undefined> {
  const row = await selectSegments(db).where('segments.name', '=', name.trim()).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** Latest first; empty if there is no such segment. */
export async function segmentVersions(db: Db, id: number): Promise<readonly SegmentVersion[]> {
  const rows = await db
    .selectFrom('segment_versions')
    .selectAll()
    .where('segment', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({
    version: row.version,
    condition: JSON.parse(row.condition) as Condition,
    at: row.at,
    by: row.by,
  }))
}

/**
 * The segment as it stands afterwards; undefined if there is none. A condition equal to the one that
 * stands makes no version. Throws a Refusal `conflict` for a taken name or a version that no longer stands.
 */
export async function changeSegment(
  db: Db,
  id: number,
  change: SegmentChange,
  now: number,
): Promise<Segment | undefined> {
  return await changingDefinitions(db, now, async (open) => {
    const before = await segmentById(open, id)
    if (before === undefined) return undefined
    if (change.version !== undefined && change.version !== before.version) {
      throw changedMeanwhile(before)
    }
    const condition = change.condition ?? before.condition
    const anew = JSON.stringify(condition) !== JSON.stringify(before.condition)
    const after: Segment = {
      ...before,
      name: change.name === undefined ? before.name : await freeName(open, change.name, id),
      version: anew ? before.version + 1 : before.version,
      condition,
      folder: change.folder ?? before.folder,
      updated: now,
    }
    await demandFolder(open, after.folder)
    await open
      .updateTable('segments')
      .set({ name: after.name, version: after.version, folder: after.folder, updated: now })
      .where('id', '=', id)
      .execute()
    if (anew) await insertVersion(open, after, change.by)
    return after
  })
}

/**
 * False if there is none. Its versions stay for the ledger. Throws a Refusal `conflict` that names the
 * segments, calculated fields, promotions and views whose conditions speak of it.
 */
export async function deleteSegment(db: Db, id: number, now: number): Promise<boolean> {
  return await changingDefinitions(db, now, async (open) => {
    if ((await segmentById(open, id)) === undefined) return false
    const users = await usersOf(open, { segment: id })
    const views = (await listViews(open, 'customer')).filter(
      ({ condition }) => condition !== null && mentions(condition, { segment: id }),
    )
    if (users.length + views.length > 0) throw inUse('segment', users, views)
    await open.updateTable('segments').set({ deleted: now }).where('id', '=', id).execute()
    return true
  })
}

/**
 * The segments, calculated fields and promotions whose present conditions speak of that segment or list
 * directly.
 */
export async function usersOf(
  db: Db,
  what: { readonly segment: number } | { readonly list: number },
): Promise<readonly ByName[]> {
  const speaksOf = (condition: Condition) => mentions(condition, what)
  return [
    ...(await listSegments(db)).filter(({ condition }) => speaksOf(condition)),
    ...calculationsOf(await listCalculations(db), speaksOf),
    ...asPromotions(promotionsOf(await listPromotions(db), speaksOf)),
  ]
}

type ByName = { readonly name: string; readonly kind?: string }

/** Why something that segments, calculated fields, promotions and views rest on is not deleted. */
export function inUse(
  what: 'segment' | 'list' | 'field',
  named: readonly ByName[],
  views: readonly ByName[] = [],
): Refusal {
  const users = [
    ...named.map(({ name, kind }) => (kind === undefined ? `"${name}"` : `the ${kind} "${name}"`)),
    ...views.map(({ name }) => `the view "${name}"`),
  ]
  const more = users.length > 5 ? ` and ${users.length - 5} more` : ''
  return new Refusal(
    failure('conflict', `The ${what} is used by ${users.slice(0, 5).join(', ')}${more}.`, {
      fix: `Take it out of those conditions first.`,
    }),
  )
}

function mentions(
  condition: Condition,
  what: { readonly segment: number } | { readonly list: number },
): boolean {
  return leavesOf(condition).some((leaf) => {
    if (leaf.type === 'segment') return 'segment' in what && what.segment === leaf.segment
    return leaf.type === 'list' && 'list' in what && what.list === leaf.list
  })
}

function selectSegments(db: Db) {
  return db
    .selectFrom('segments')
    .innerJoin('segment_versions', (join) =>
      join
        .onRef('segment_versions.segment', '=', 'segments.id')
        .onRef('segment_versions.version', '=', 'segments.version'),
    )
    .where('segments.deleted', 'is', null)
    .select([
      'segments.id',
      'segments.name',
      'segments.version',
      'segments.folder',
      'segments.created',
      'segments.updated',
      'segment_versions.condition',
    ])
}

function fromRow(row: Omit<Segment, 'condition'> & { readonly condition: string }): Segment {
  return { ...row, condition: JSON.parse(row.condition) as Condition }
}

async function insertVersion(db: Db, segment: Segment, by = ''): Promise<void> {
  const { id, version, condition, updated } = segment
  await db
    .insertInto('segment_versions')
    .values({ segment: id, version, condition: JSON.stringify(condition), at: updated, by })
    .execute()
}

async function freeName(db: Db, name: string, self?: number): Promise<string> {
  const proper = properName(name)
  const there = await segmentByName(db, proper)
  if (there !== undefined && there.id !== self) throw nameTaken('segment', proper)
  return proper
}

function changedMeanwhile(stands: Segment): Refusal {
  return new Refusal(
    failure(
      'conflict',
      `"${stands.name}" was changed meanwhile: version ${stands.version} stands.`,
      {
        where: 'version',
        fix: 'Read it again and repeat the change.',
      },
    ),
  )
}
