import type { Field } from '../../domain/customer/field.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier, uniqueKind } from '../../domain/customer/unique.ts'
import { showValue } from '../../domain/customer/value.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { customerIds } from '../../store/clickhouse/ids.ts'
import { identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import type { CustomerRecord } from '../../store/clickhouse/records.ts'
import { sql } from '../../store/sql/sql.ts'

/** Values that several customers have: how many more have one than the first, and some of them. */
export type Shared = {
  readonly count: number
  readonly values: Readonly<Record<string, number>>
}

export const noneShared: Shared = { count: 0, values: {} }

/** So many values are named. */
const mostNamed = 10

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
  const wanted = records.map((record) => {
    const value = record.values.get(field.id)?.[0] ?? null
    return {
      id: record.id,
      value,
      claim: value === null ? undefined : uniqueIdentifier(field, value),
    }
  })
  const { owners, held } = await readClaims(database, field, wanted)
  const mine = new Map(owners)
  const rows = new Map<string, Record<string, unknown>>()
  const write = ({ kind, value }: Identifier, customer_id: string, deleted: 0 | 1): void =>
    void rows.set(value, { kind, value, customer_id, version, deleted })
  for (const { id, claim } of wanted) {
    for (const old of held.get(id) ?? []) {
      if (old.value === claim?.value) continue
      mine.delete(identifierKey(old))
      write(old, id, 1)
    }
  }
  let shared = before
  for (const { id, value, claim } of wanted) {
    if (claim === undefined || value === null) continue
    const owner = mine.get(identifierKey(claim))
    if (owner !== undefined && owner !== id) {
      // Folded, so that what is the same value is named once.
      const named = typeof value === 'string' ? claim.value : String(showValue(field, value))
      shared = withOneMore(shared, named)
      continue
    }
    if (owner === id) continue
    mine.set(identifierKey(claim), id)
    write(claim, id, 0)
  }
  if (rows.size > 0) await database.insert('identities', [...rows.values()])
  return shared
}

/** Lets go of every claim of the field. */
export async function releaseClaims(database: Database, field: number): Promise<void> {
  await database.run(sql`DELETE FROM identities WHERE kind = ${uniqueKind(field)}`)
}

async function readClaims(
  database: Database,
  field: Field,
  wanted: readonly { readonly id: string; readonly claim: Identifier | undefined }[],
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
