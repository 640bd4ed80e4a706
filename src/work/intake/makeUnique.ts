import type { Field, Value } from '../../domain/customer/field.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier, uniqueKind } from '../../domain/customer/unique.ts'
import { showValue } from '../../domain/customer/value.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { customerIds } from '../../store/clickhouse/ids.ts'
import { identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import { readRecords, type CustomerRecord } from '../../store/clickhouse/records.ts'
import { sql } from '../../store/sql/sql.ts'

/** Values that several customers have: how many more have one than the first, and some of them. */
export type Shared = {
  readonly count: number
  readonly values: Readonly<Record<string, number>>
}

export const noneShared: Shared = { count: 0, values: {} }

/** So many values are named. */
export const mostNamed = 10

/** The claims of customers that are there, as far as the set needs them. */
type Claims = {
  /** Whose each is, by key. */
  readonly owners: ReadonlyMap<string, string>
  /** What each customer has, which may no longer be her value. */
  readonly held: ReadonlyMap<string, readonly Identifier[]>
}

/**
 * Makes the value of each of these customers hers alone, and lets go what she had claimed before and has
 * no more. While this goes on nothing else claims values of the field; what arrives changes values, and
 * who is changed comes again. Repeating it does no harm.
 */
export async function claimSet(
  database: Database,
  field: Field,
  {
    records,
    version,
    before,
  }: {
    readonly records: readonly CustomerRecord[]
    readonly version: number
    readonly before: Shared
  },
): Promise<Shared> {
  const wanted = records.map((record): Wanted => {
    const value = record.values.get(field.id)?.[0] ?? null
    return {
      id: record.id,
      value,
      claim: value === null ? undefined : uniqueIdentifier(field, value),
    }
  })
  const { owners: claimed, held } = await readClaims(database, field, wanted)
  const owners = await standing(database, field, { claimed, wanted })
  const set = { field, version, mine: new Map(owners), rows: new Map<string, Row>() }
  for (const { id, claim } of wanted) {
    const old = (held.get(id) ?? []).filter((each) => each.value !== claim?.value)
    for (const each of old) release(set, each, id)
  }
  let shared = before
  for (const each of wanted) {
    const again = claimFor(set, each)
    if (again !== undefined) shared = withOneMore(shared, again)
  }
  if (set.rows.size > 0) await database.insert('identities', [...set.rows.values()])
  return shared
}

/**
 * Of those claims, the ones whose owners still have the value. Who was seen, claimed it and has another
 * since is seen again later: until then her claim stands in nobody's way.
 */
async function standing(
  database: Database,
  field: Field,
  {
    claimed,
    wanted,
  }: { readonly claimed: ReadonlyMap<string, string>; readonly wanted: readonly Wanted[] },
): Promise<ReadonlyMap<string, string>> {
  const here = new Set(wanted.map(({ id }) => id))
  // What those of the set itself have no more is let go before anybody claims it.
  const others = [...new Set(claimed.values())].filter((id) => !here.has(id))
  const records = await readRecords(database, others)
  return new Map(
    [...claimed].filter(([key, id]) => {
      if (here.has(id)) return true
      const value = records.get(id)?.values.get(field.id)?.[0] ?? null
      return value !== null && identifierKey(uniqueIdentifier(field, value)) === key
    }),
  )
}

type Row = Readonly<Record<string, unknown>>

type Wanted = {
  readonly id: string
  readonly value: Value | null
  readonly claim: Identifier | undefined
}

/** What is known and written while a set is gone through: whose each claim is, and the last row of each. */
type ClaimSet = {
  readonly field: Field
  readonly version: number
  readonly mine: Map<string, string>
  readonly rows: Map<string, Row>
}

function release({ version, mine, rows }: ClaimSet, claim: Identifier, id: string): void {
  mine.delete(identifierKey(claim))
  rows.set(claim.value, { ...claim, customer_id: id, version, deleted: 1 })
}

/** Answers the value where another has it. */
function claimFor(set: ClaimSet, { id, value, claim }: Wanted): string | undefined {
  if (claim === undefined || value === null) return undefined
  const owner = set.mine.get(identifierKey(claim))
  if (owner === id) return undefined
  if (owner !== undefined) {
    // Folded, so that what is the same value is named once.
    return typeof value === 'string' ? claim.value : String(showValue(set.field, value))
  }
  set.mine.set(identifierKey(claim), id)
  set.rows.set(claim.value, { ...claim, customer_id: id, version: set.version, deleted: 0 })
  return undefined
}

/** Lets go of every claim of the field. */
export async function releaseClaims(database: Database, field: number): Promise<void> {
  await database.run(sql`DELETE FROM identities WHERE kind = ${uniqueKind(field)}`)
}

async function readClaims(
  database: Database,
  field: Field,
  wanted: readonly Wanted[],
): Promise<Claims> {
  const kind = uniqueKind(field.id)
  const owners = await readIdentities(
    database,
    wanted.flatMap(({ claim }) => claim ?? []),
  )
  const ids = customerIds(wanted.map(({ id }) => id))
  const rows = await database.rows<{ value: string; customer: string }>(sql`
    SELECT value, toString(customer_id) AS customer FROM identities FINAL
    WHERE kind = ${kind} AND customer_id IN ${ids}`)
  const held = new Map<string, Identifier[]>()
  for (const { value, customer } of rows) {
    held.set(customer, [...(held.get(customer) ?? []), { kind, value }])
  }
  return { owners, held }
}

function withOneMore({ count, values }: Shared, value: string): Shared {
  const named = Object.hasOwn(values, value) || Object.keys(values).length < mostNamed
  return {
    count: count + 1,
    // Assigned by definition, so that a value such as __proto__ is a key like any other.
    values: named
      ? Object.fromEntries([...Object.entries(values), [value, (values[value] ?? 0) + 1]])
      : values,
  }
}
