import type { ProductWrite } from '../../domain/arrival.ts'
import { productFields } from '../../domain/reference/builtin.ts'
import type { ReferenceKind } from '../../domain/reference/reference.ts'
import type { Part } from './arrivals.ts'

/** What was said of a product or a place. */
export type ReferencePart = Extract<Part, { type: ReferenceKind }>

/** The values that it says, by field name, wherever they stand; what came is anybody's JSON. */
export function valuesSaid({ type, write }: ReferencePart): Readonly<Record<string, unknown>> {
  return type === 'product' ? productValues(write) : recordOf(write.fields)
}

function productValues(write: ProductWrite): Record<string, unknown> {
  const given: Readonly<Record<string, unknown>> = write
  const own = Object.keys(productFields).filter((name) => given[name] !== undefined)
  return Object.fromEntries([
    ...Object.entries(recordOf(write.fields)),
    ...own.map((name) => [name, given[name]] as const),
  ])
}

function recordOf(fields: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof fields === 'object' && fields !== null && !Array.isArray(fields)
  return isRecord ? (fields as Readonly<Record<string, unknown>>) : {}
}
