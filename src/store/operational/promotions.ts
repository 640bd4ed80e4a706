import { failure, Refusal } from '../../domain/failure.ts'
import type { Promotion } from '../../domain/promotion/promotion.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { changingDefinitions } from './definitions.ts'
import { nextId } from './ids.ts'
import { nameTaken, properName } from './rows.ts'
import type { Db } from './tables.ts'

/**
 * Only one that runs is given to carts. A draft has never run; one that is paused or archived may run
 * again, and what was used of it still counts.
 */
export type PromotionState = 'draft' | 'running' | 'paused' | 'archived'

/** A promotion as it now stands. */
export type StoredPromotion = {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly state: PromotionState
  /** From 1; another definition is a new one, another name is not. */
  readonly version: number
  readonly definition: Promotion
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

export type PromotionVersion = {
  readonly version: number
  readonly definition: Promotion
  readonly at: number
  /** Who saved it: a key's id, `local` for this machine's own command line. */
  readonly by: string
}

export type NewPromotion = {
  readonly name: string
  readonly description: string
  /** Checked and normal: the caller's duty. */
  readonly definition: Promotion
  readonly by: string
}

export type PromotionChange = {
  readonly name?: string
  readonly description?: string
  readonly state?: PromotionState
  readonly definition?: Promotion
  /** The version that the person has seen: refused when another stands. */
  readonly version?: number
  readonly by: string
}

/** A draft. Throws a Refusal: `conflict` where the name is taken, `invalid` where it is empty. */
export async function createPromotion(
  db: Db,
  { name: given, description, definition, by }: NewPromotion,
  now: number,
): Promise<StoredPromotion> {
  return await changingDefinitions(db, now, async (open) => {
    const name = await freeName(open, given)
    const id = await nextId(open, 'promotion')
    const state = { state: 'draft', version: 1, created: now, updated: now } as const
    const made: StoredPromotion = { id, name, description, definition, ...state }
    await open
      .insertInto('promotions')
      .values({ id, name, description, ...state })
      .execute()
    await open.insertInto('promotion_totals').values({ promotion: id, uses: 0, spent: 0 }).execute()
    await insertVersion(open, made, by)
    return made
  })
}

/** All, archived ones too, in the order in which they were made. */
export async function listPromotions(db: Db): Promise<readonly StoredPromotion[]> {
  return (await select(db).orderBy('promotions.id').execute()).map(fromRow)
}

export async function promotionById(db: Db, id: number): Promise<StoredPromotion | undefined> {
  const row = await select(db).where('promotions.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** Latest first; empty if there is no such promotion. */
export async function promotionVersions(db: Db, id: number): Promise<readonly PromotionVersion[]> {
  const rows = await db
    .selectFrom('promotion_versions')
    .selectAll()
    .where('promotion', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(({ version, definition, at, by }) => ({
    version,
    definition: JSON.parse(definition) as Promotion,
    at,
    by,
  }))
}

/**
 * The promotion as it stands afterwards. A definition equal to the one that stands makes no version.
 * Throws a Refusal `conflict` for a taken name or a version that no longer stands.
 */
export async function changePromotion(
  db: Db,
  before: StoredPromotion,
  { version: seen, by, ...change }: PromotionChange,
  now: number,
): Promise<StoredPromotion> {
  return await changingDefinitions(db, now, async (open) => {
    if (seen !== undefined && seen !== before.version) throw changedMeanwhile(before)
    const { definition = before.definition } = change
    const anew = JSON.stringify(definition) !== JSON.stringify(before.definition)
    const after: StoredPromotion = {
      ...before,
      ...change,
      name: change.name === undefined ? before.name : await freeName(open, change.name, before.id),
      definition,
      version: anew ? before.version + 1 : before.version,
      updated: now,
    }
    const { name, description, state, version } = after
    await open
      .updateTable('promotions')
      .set({ name, description, state, version, updated: now })
      .where('id', '=', before.id)
      .execute()
    if (anew) await insertVersion(open, after, by)
    return after
  })
}

/** Those of which the customers' condition is so; archived ones are left out. */
export function promotionsOf(
  all: readonly StoredPromotion[],
  is: (condition: Condition) => boolean,
): readonly StoredPromotion[] {
  return all.filter(
    ({ state, definition: { customers } }) =>
      state !== 'archived' && customers !== undefined && is(customers),
  )
}

/** What a person is told of whoever uses something that is to go. */
export function asPromotions(
  all: readonly { readonly name: string }[],
): readonly { readonly name: string; readonly kind: 'promotion' }[] {
  return all.map(({ name }) => ({ name, kind: 'promotion' }))
}

function select(db: Db) {
  return db
    .selectFrom('promotions')
    .innerJoin('promotion_versions', (join) =>
      join
        .onRef('promotion_versions.promotion', '=', 'promotions.id')
        .onRef('promotion_versions.version', '=', 'promotions.version'),
    )
    .selectAll('promotions')
    .select('promotion_versions.definition')
}

type Row = Omit<StoredPromotion, 'definition' | 'state'> & {
  readonly definition: string
  readonly state: string
}

function fromRow({ definition, state, ...row }: Row): StoredPromotion {
  return {
    ...row,
    state: state as PromotionState,
    definition: JSON.parse(definition) as Promotion,
  }
}

async function insertVersion(db: Db, promotion: StoredPromotion, by: string): Promise<void> {
  const { id, version, definition, updated } = promotion
  await db
    .insertInto('promotion_versions')
    .values({ promotion: id, version, definition: JSON.stringify(definition), at: updated, by })
    .execute()
}

async function freeName(db: Db, given: string, self?: number): Promise<string> {
  const name = properName(given)
  const there = await db
    .selectFrom('promotions')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst()
  if (there !== undefined && there.id !== self) throw nameTaken('promotion', name)
  return name
}

function changedMeanwhile({ name, version }: StoredPromotion): Refusal {
  return new Refusal(
    failure('conflict', `"${name}" was changed meanwhile: version ${version} stands.`, {
      where: 'version',
      fix: 'Read it again and repeat the change.',
    }),
  )
}
