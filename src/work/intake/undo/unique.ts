import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../../domain/customer/unique.ts'
import type { Stored } from '../../../store/clickhouse/stored.ts'

/** Of a value as `edits` has it, by what it is unique; undefined where its field is not, or it is none. */
export type UniqueOf = (field: number, text: string) => Identifier | undefined

export function uniqueIn({ byId }: Catalog): UniqueOf {
  return (field, text) => {
    if (text === '' || byId.get(field)?.unique !== true) return undefined
    const [value] = JSON.parse(text) as Stored
    return value === null ? undefined : uniqueIdentifier({ id: field }, value)
  }
}
