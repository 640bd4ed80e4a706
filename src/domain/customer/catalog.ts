import type { Field } from './field.ts'

/** Fields as they stand at one moment, archived ones too. */
export type Catalog = {
  readonly byName: ReadonlyMap<string, Field>
  /** What arrives under a name that a field had before is still its own. */
  readonly byFormerName: ReadonlyMap<string, Field>
  readonly byId: ReadonlyMap<number, Field>
}

/** The catalog of customers' fields alone, out of all that conditions may speak of. */
export function customersCatalog(fields: ReadonlyMap<string, Field>): Catalog {
  return catalogOf([...fields.values()].filter(({ of }) => of === 'customer'))
}

export function catalogOf(fields: readonly Field[]): Catalog {
  const standing = fields.filter((field) => !field.archived)
  return {
    byName: new Map(standing.map((field) => [field.name, field])),
    byFormerName: new Map(
      standing.flatMap((field) => field.formerNames.map((name) => [name, field] as const)),
    ),
    byId: new Map(fields.map((field) => [field.id, field])),
  }
}

/** The field that is meant by that name in what arrives: the one that has it, else the one that had it. */
export function fieldNamed({ byName, byFormerName }: Catalog, name: string): Field | undefined {
  return byName.get(name) ?? byFormerName.get(name)
}
