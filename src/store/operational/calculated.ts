import { failure, Refusal } from '../../domain/failure.ts'
import type { Calculation, Calculations } from '../../domain/segment/calculated/calculation.ts'
import { conditionsOf } from '../../domain/segment/calculated/calculation.ts'
import type { CalculatedField } from '../../domain/segment/calculated/kind.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { changingDefinitions } from './definitions.ts'
import { nextId } from './ids.ts'
import type { Db } from './tables.ts'

/** A calculated field as it now stands. */
export type StoredCalculation = CalculatedField & {
  /** From 1; another definition is a new one, another name is not. */
  readonly version: number
  readonly archived: boolean
  /** Milliseconds, as `updated`. */
  readonly created: number
  readonly updated: number
}

export type CalculationVersion = {
  readonly version: number
  readonly calculation: Calculation
  readonly at: number
  readonly by: string
}

type Words = Pick<CalculatedField, 'name' | 'label' | 'description'>

export type NewCalculation = Words & {
  /** Checked and normal: the caller's duty, as of the name. */
  readonly calculation: Calculation
  readonly by: string
}

export type CalculationChange = Partial<Words> & {
  readonly calculation?: Calculation
  readonly archived?: boolean
  /** The version that the person has seen: refused when another stands. */
  readonly version?: number
  readonly by: string
}

/** In a transaction of `changingDefinitions`, in which its name was seen to be free. */
export async function createCalculation(
  db: Db,
  { calculation, by, ...words }: NewCalculation,
  now: number,
): Promise<StoredCalculation> {
  return await changingDefinitions(db, now, async (open) => {
    const id = await nextId(open, 'calculated')
    const state = { version: 1, archived: false, created: now, updated: now }
    const made: StoredCalculation = { id, ...words, calculation, ...state }
    await open
      .insertInto('calculated_fields')
      .values({ id, ...words, ...state })
      .execute()
    await insertVersion(open, made, by)
    return made
  })
}

/** All, archived ones too, in the order in which they were made. */
export async function listCalculations(db: Db): Promise<readonly StoredCalculation[]> {
  return (await select(db).orderBy('calculated_fields.id').execute()).map(fromRow)
}

export async function calculationByName(
  db: Db,
  name: string,
): Promise<StoredCalculation | undefined> {
  const row = await select(db).where('calculated_fields.name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : fromRow(row)
}

/** Those that conditions may use, by name. */
export function usableCalculations(all: readonly StoredCalculation[]): Calculations {
  return new Map(
    all.flatMap(({ name, calculation, archived }) => (archived ? [] : [[name, calculation]])),
  )
}

/** Those, not archived, of which a condition is so. */
export function calculationsOf(
  all: readonly StoredCalculation[],
  is: (condition: Condition) => boolean,
): readonly StoredCalculation[] {
  return all.filter(
    ({ archived, calculation }) =>
      !archived && conditionsOf(calculation).some(({ condition }) => is(condition)),
  )
}

/** The versions of a field, latest first. */
export async function calculationVersions(
  db: Db,
  id: number,
): Promise<readonly CalculationVersion[]> {
  const rows = await db
    .selectFrom('calculated_versions')
    .selectAll()
    .where('field', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(({ version, calculation, at, by }) => ({
    version,
    calculation: JSON.parse(calculation) as Calculation,
    at,
    by,
  }))
}

/**
 * The field as it stands afterwards; undefined if there is none of that id. A definition equal to the one
 * that stands makes no version. Throws a Refusal `conflict` for a version that no longer stands.
 */
export async function changeCalculation(
  db: Db,
  before: StoredCalculation,
  { version: seen, by, ...change }: CalculationChange,
  now: number,
): Promise<StoredCalculation> {
  return await changingDefinitions(db, now, async (open) => {
    if (seen !== undefined && seen !== before.version) throw changedMeanwhile(before)
    const { calculation = before.calculation } = change
    const anew = JSON.stringify(calculation) !== JSON.stringify(before.calculation)
    const version = anew ? before.version + 1 : before.version
    const after: StoredCalculation = { ...before, ...change, calculation, version, updated: now }
    const { id, name, label, description, archived } = after
    await open
      .updateTable('calculated_fields')
      .set({ name, label, description, archived, version, updated: now })
      .where('id', '=', id)
      .execute()
    if (anew) await insertVersion(open, after, by)
    return after
  })
}

function select(db: Db) {
  return db
    .selectFrom('calculated_fields')
    .innerJoin('calculated_versions', (join) =>
      join
        .onRef('calculated_versions.field', '=', 'calculated_fields.id')
        .onRef('calculated_versions.version', '=', 'calculated_fields.version'),
    )
    .selectAll('calculated_fields')
    .select('calculated_versions.calculation')
}

type Row = Omit<StoredCalculation, 'calculation' | 'archived'> & {
  readonly calculation: string
  readonly archived: number
}

function fromRow({ calculation, archived, ...row }: Row): StoredCalculation {
  return {
    ...row,
    calculation: JSON.parse(calculation) as Calculation,
    archived: archived === 1,
  }
}

async function insertVersion(db: Db, field: StoredCalculation, by: string): Promise<void> {
  const { id, version, calculation, updated } = field
  await db
    .insertInto('calculated_versions')
    .values({ field: id, version, calculation: JSON.stringify(calculation), at: updated, by })
    .execute()
}

function changedMeanwhile({ name, version }: StoredCalculation): Refusal {
  return new Refusal(
    failure('conflict', `"${name}" was changed meanwhile: version ${version} stands.`, {
      where: 'version',
      fix: 'Read it again and repeat the change.',
    }),
  )
}
