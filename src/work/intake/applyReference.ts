import type { ProductWrite } from '../../domain/arrival.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { productFields } from '../../domain/reference/builtin.ts'
import {
  completed,
  withFields,
  type Put,
  type Reference,
  type ReferenceKind,
} from '../../domain/reference/reference.ts'
import { readVariants } from '../../domain/reference/variant.ts'
import type { Part } from './arrivals.ts'
import type { Prepared } from './prepare.ts'
import { referenceId, setReference } from './referenceDraft.ts'
import type { SetState } from './setState.ts'

type ReferencePart = Extract<Part, { type: ReferenceKind }>

/**
 * Applies what was said of a product or a place, and answers what it came to. A value that its field
 * cannot hold is rejected for itself, with its place and mend, and the others are taken.
 */
export function applyReference(
  state: SetState,
  prepared: Prepared & { readonly part: ReferencePart },
): 'new' | 'changed' | 'unchanged' | 'refused' {
  const { part } = prepared
  const put = readPut(state, part)
  if (isFailure(put)) {
    state.reject(prepared, put)
    return 'refused'
  }
  for (const each of put.wrong) state.reject(prepared, each)
  const { id, draft, next } = put
  return setReference(state, draft, { id, next, place: part.place })
}

/** What would come of the part as things stand in the set; nothing is changed. */
function readPut(state: SetState, part: ReferencePart) {
  const { type: kind, mode } = part
  const { settings } = state
  const id = referenceId(part, settings)
  if (isFailure(id)) return id
  const draft = state.referenceDrafts[kind].get(id)
  if (draft === undefined) throw new Error(`the ${kind} ${id} was not read before the set began`)
  const before = draft.now
  if (mode === 'remove') return { id, draft, next: undefined, wrong: [] }
  if (mode === 'patch' && before === undefined) return noneThere(kind, id)
  const put = withGiven(state, part, { id, before })
  if (isFailure(put)) return put
  const known = { catalog: settings.references[kind], context: settings }
  const next = completed(put.reference, before, known)
  return isFailure(next) ? next : { id, draft, next, wrong: put.wrong }
}

function withGiven(
  { settings }: SetState,
  { type: kind, write, mode }: ReferencePart,
  { id, before }: { readonly id: string; readonly before: Reference | undefined },
): Put | Failure {
  const nothing: Reference = { id, values: {}, others: {}, variants: [] }
  const start = mode === 'replace' || before === undefined ? nothing : before
  const known = { catalog: settings.references[kind], context: settings }
  if (kind === 'place') return withFields(start, recordOf(write.fields), known, before)
  const variants = 'variants' in write ? readVariants(write.variants) : start.variants
  const wrong = isFailure(variants) ? [variants] : []
  const from = { ...start, variants: isFailure(variants) ? (before?.variants ?? []) : variants }
  const put = withFields(from, productValues(write), known, before)
  return isFailure(put) ? put : { ...put, wrong: [...wrong, ...put.wrong] }
}

/** The values of a product by field name, wherever they stand. */
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

function noneThere(kind: ReferenceKind, id: string): Failure {
  const shown = JSON.stringify(id.slice(0, 100))
  return failure('not_found', `There is no ${kind} ${shown}`, { where: 'id' })
}
