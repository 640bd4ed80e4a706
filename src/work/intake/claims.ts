import { fieldNamed } from '../../domain/customer/catalog.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../domain/customer/unique.ts'
import { parseValue } from '../../domain/customer/value.ts'
import { isFailure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readFormerValues } from '../../store/clickhouse/edits.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'
import type { Draft } from './draft.ts'
import type { Prepared } from './prepare.ts'
import type { Settings } from './setState.ts'

/** The values of unique fields that the parts bring, as the identifiers by which they are unique. */
export function claimsOf(parts: readonly Prepared[], settings: Settings): readonly Identifier[] {
  const { catalog } = settings
  if (uniqueIds(settings).length === 0) return []
  const claims: Identifier[] = []
  for (const { part, failure } of parts) {
    if (part.type !== 'customer' || failure !== undefined) continue
    for (const [name, given] of Object.entries(part.write.fields ?? {})) {
      const field = fieldNamed(catalog, name)
      if (field?.unique !== true) continue
      const value = parseValue(field, given, settings)
      if (value !== undefined && !isFailure(value)) claims.push(uniqueIdentifier(field, value))
    }
  }
  return claims
}

/**
 * Puts the unique values back to what they were before the set, which an earlier attempt may have written:
 * from the edits, which are written before anything is replaced. Without this a repeat would not see
 * whose a value was that the set itself has freed, nor that it is still to be freed.
 */
export async function unclaim(
  database: Database,
  settings: Settings,
  before: number,
  {
    identities,
    drafts,
  }: {
    readonly identities: Map<string, string>
    readonly drafts: ReadonlyMap<string, Draft>
  },
): Promise<void> {
  const fields = uniqueIds(settings)
  if (fields.length === 0) return
  for (const { customer, field, old } of await readFormerValues(database, fields, before)) {
    const draft = drafts.get(customer)
    if (old === undefined) draft?.values.delete(field)
    else draft?.values.set(field, old)
    if (old === undefined || old[0] === null) continue
    const key = identifierKey(uniqueIdentifier({ id: field }, old[0]))
    if (!identities.has(key)) identities.set(key, customer)
  }
}

function uniqueIds({ catalog }: Settings): number[] {
  return [...catalog.byName.values()].filter(({ unique }) => unique).map(({ id }) => id)
}
