import type { Field } from './field.ts'

/** The shop's fields, archived ones too, as they stand at one moment. */
export type Catalog = {
  readonly byName: ReadonlyMap<string, Field>
  readonly byId: ReadonlyMap<number, Field>
}

export function catalogOf(fields: readonly Field[]): Catalog {
  return {
    byName: new Map(fields.filter((field) => !field.archived).map((field) => [field.name, field])),
    byId: new Map(fields.map((field) => [field.id, field])),
  }
}
