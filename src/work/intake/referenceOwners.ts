import type { Catalog } from '../../domain/customer/catalog.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import type { Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../domain/customer/unique.ts'
import type { Reference, ReferenceKind } from '../../domain/reference/reference.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'
import { readHolders } from '../../store/clickhouse/referenceValues.ts'

/** A value of a unique field of products or places. */
export type Claim = { readonly kind: ReferenceKind; readonly field: Field; readonly value: Value }

/** The fields of which no two have the same value. */
export function uniquesIn({ byName }: Catalog): readonly Field[] {
  return [...byName.values()].filter(({ unique }) => unique)
}

/** What a record has of them. */
export function claimsIn(
  kind: ReferenceKind,
  uniques: readonly Field[],
  reference: Reference | undefined,
): readonly Claim[] {
  return uniques.flatMap((field) => {
    const value = reference?.values[field.id]
    return value === undefined ? [] : [{ kind, field, value }]
  })
}

/** By what a value is the same as another: whatever case and accents. */
export function claimKey({ field, value }: Pick<Claim, 'field' | 'value'>): string {
  return identifierKey(uniqueIdentifier(field, value))
}

/**
 * Whose those values are, by {@link claimKey}. Those of the records `besides` are left out: the caller
 * knows them as they are, and what is stored of them may be its own work of an attempt before.
 */
export async function readOwners(
  database: Database,
  claims: readonly Claim[],
  besides: { has(kind: ReferenceKind, id: string): boolean },
): Promise<Map<string, string>> {
  const byField = new Map<number, { of: Claim; identifiers: Identifier[] }>()
  for (const claim of claims) {
    const same = byField.get(claim.field.id) ?? { of: claim, identifiers: [] }
    same.identifiers.push(uniqueIdentifier(claim.field, claim.value))
    byField.set(claim.field.id, same)
  }
  const owners = new Map<string, string>()
  for (const { of, identifiers } of byField.values()) {
    const texts = identifiers.map(({ value }) => value)
    for (const { id, text } of await readHolders(database, of.kind, of.field, texts)) {
      if (besides.has(of.kind, id)) continue
      owners.set(identifierKey({ ...uniqueIdentifier(of.field, ''), value: text }), id)
    }
  }
  return owners
}

/** Whose each value of a unique field is while a set is applied. */
export class ReferenceOwners {
  /** The keys of values that came to be somebody's or were let go. */
  readonly touched = new Set<string>()
  private readonly uniques: Readonly<Record<ReferenceKind, readonly Field[]>>
  private readonly owners: Map<string, string>

  constructor(
    uniques: Readonly<Record<ReferenceKind, readonly Field[]>>,
    owners: Map<string, string>,
  ) {
    this.uniques = uniques
    this.owners = owners
  }

  of(key: string): string | undefined {
    return this.owners.get(key)
  }

  /** Says whose a value is, or that it is nobody's. */
  set(key: string, id: string | undefined): void {
    if (id === undefined) this.owners.delete(key)
    else this.owners.set(key, id)
  }

  /** The unique values of the one that its record would take from another. */
  taken(kind: ReferenceKind, next: Reference): readonly Field[] {
    return claimsIn(kind, this.uniques[kind], next).flatMap((claim) => {
      const owner = this.owners.get(claimKey(claim))
      return owner === undefined || owner === next.id ? [] : [claim.field]
    })
  }

  /** A record is another from now on, or gone, or there. */
  moved(
    kind: ReferenceKind,
    id: string,
    {
      before,
      next,
    }: { readonly before: Reference | undefined; readonly next: Reference | undefined },
  ): void {
    const fields = this.uniques[kind]
    for (const claim of claimsIn(kind, fields, before)) {
      const key = claimKey(claim)
      this.touched.add(key)
      if (this.owners.get(key) === id) this.owners.delete(key)
    }
    for (const claim of claimsIn(kind, fields, next)) {
      const key = claimKey(claim)
      this.touched.add(key)
      this.owners.set(key, id)
    }
  }
}
