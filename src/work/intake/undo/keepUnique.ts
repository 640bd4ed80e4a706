import type { Field } from '../../../domain/customer/field.ts'
import {
  withValue,
  type Reference,
  type ReferenceKind,
} from '../../../domain/reference/reference.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { claimKey, claimsIn, readOwners } from '../referenceOwners.ts'

/** What is to become of a product or place. */
export type Planned = {
  readonly id: string
  readonly before: Reference | undefined
  readonly next: Reference | undefined
}

/** A value of a unique field that stays as it is, since another has what stood before. */
export type Taken = { readonly id: string; readonly field: number }

/**
 * What is planned for all records of a set, without the values of unique fields that another has by now:
 * these stay as they are. Records of the set may give theirs to each other.
 */
export async function keepUnique(
  database: Database,
  kind: ReferenceKind,
  {
    planned,
    uniques,
  }: { readonly planned: readonly Planned[]; readonly uniques: readonly Field[] },
): Promise<{ readonly planned: readonly Planned[]; readonly taken: readonly Taken[] }> {
  if (uniques.length === 0) return { planned, taken: [] }
  const own = new Set(planned.map(({ id }) => id))
  const claims = planned.flatMap(({ next }) => claimsIn(kind, uniques, next))
  const others = await readOwners(database, claims, { has: (_, id) => own.has(id) })
  const taken: Taken[] = []
  let left = planned
  for (;;) {
    const wrong = clashes(kind, { planned: left, uniques }, others)
    if (wrong.length === 0) return { planned: left, taken }
    taken.push(...wrong)
    left = left.map((each) => without(each, wrong))
  }
}

/** Which changed values are another's: of one outside the set, of one that keeps it, or of an earlier one. */
function clashes(
  kind: ReferenceKind,
  {
    planned,
    uniques,
  }: { readonly planned: readonly Planned[]; readonly uniques: readonly Field[] },
  others: ReadonlyMap<string, string>,
): Taken[] {
  const owners = new Map(others)
  const moving: (Taken & { readonly key: string })[] = []
  for (const { id, before, next } of planned) {
    const had = new Set(claimsIn(kind, uniques, before).map(claimKey))
    for (const claim of claimsIn(kind, uniques, next)) {
      const key = claimKey(claim)
      if (had.has(key)) owners.set(key, id)
      else moving.push({ id, field: claim.field.id, key })
    }
  }
  return moving.flatMap(({ id, field, key }) => {
    if (owners.has(key)) return [{ id, field }]
    owners.set(key, id)
    return []
  })
}

function without(each: Planned, wrong: readonly Taken[]): Planned {
  const { id, before, next } = each
  if (next === undefined) return each
  const mine = wrong.filter((taken) => taken.id === id)
  const kept = mine.reduce(
    (reference, { field }) => withValue(reference, field, before?.values[field]),
    next,
  )
  return { id, before, next: kept }
}
