import type { Field } from '../../domain/customer/field.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import {
  completed,
  withFields,
  withValue,
  type Put,
  type Reference,
  type ReferenceKind,
} from '../../domain/reference/reference.ts'
import { readVariants } from '../../domain/reference/variant.ts'
import type { Prepared } from './prepare.ts'
import { referenceId, setReference } from './referenceDraft.ts'
import { valuesSaid, type ReferencePart } from './referencePart.ts'
import type { SetState } from './setState.ts'

/**
 * Applies what was said of a product or a place, and answers what it came to. A value that its field
 * cannot hold, or that is unique and another's, is rejected for itself, with its place and mend, and the
 * others are taken; of what is taken `whole` or not at all it is all that is rejected.
 */
export function applyReference(
  state: SetState,
  prepared: Prepared & { readonly part: ReferencePart },
  { whole = false }: { readonly whole?: boolean } = {},
): 'new' | 'changed' | 'unchanged' | 'refused' {
  const { part } = prepared
  const put = readPut(state, part)
  const why = isFailure(put) ? put : whole ? put.wrong[0] : undefined
  if (isFailure(put) || why !== undefined) {
    if (why !== undefined) state.reject(prepared, why)
    return 'refused'
  }
  for (const each of put.wrong) state.reject(prepared, each)
  const { id, draft, next } = put
  return setReference(state, draft, { id, kind: part.type, next, place: part.place })
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
  const own = withoutTaken(state, kind, { put, before })
  const next = completed(own.reference, before, known)
  return isFailure(next) ? next : { id, draft, next, wrong: own.wrong }
}

/** Without the values of unique fields that another has: what stood stays. */
function withoutTaken(
  { referenceDrafts: { owners } }: SetState,
  kind: ReferenceKind,
  { put, before }: { readonly put: Put; readonly before: Reference | undefined },
): Put {
  const taken = owners.taken(kind, put.reference)
  return taken.reduce<Put>(
    ({ reference, wrong }, field) => ({
      reference: withValue(reference, field.id, before?.values[field.id]),
      wrong: [...wrong, anothers(kind, field)],
    }),
    put,
  )
}

function anothers(kind: ReferenceKind, { name, label }: Field): Failure {
  return failure('conflict', `Another ${kind} has this value of ${label}, which is unique`, {
    where: `fields.${name}`,
    fix: 'Look for which has it, and correct one of the two.',
  })
}

function withGiven(
  { settings }: SetState,
  part: ReferencePart,
  { id, before }: { readonly id: string; readonly before: Reference | undefined },
): Put | Failure {
  const { type: kind, write, mode } = part
  const nothing: Reference = { id, values: {}, others: {}, variants: [] }
  const start = mode === 'replace' || before === undefined ? nothing : before
  const known = { catalog: settings.references[kind], context: settings }
  const said = valuesSaid(part)
  if (kind === 'place') return withFields(start, said, known, before)
  const variants = 'variants' in write ? readVariants(write.variants) : start.variants
  const wrong = isFailure(variants) ? [variants] : []
  const from = { ...start, variants: isFailure(variants) ? (before?.variants ?? []) : variants }
  const put = withFields(from, said, known, before)
  return isFailure(put) ? put : { ...put, wrong: [...wrong, ...put.wrong] }
}

function noneThere(kind: ReferenceKind, id: string): Failure {
  const shown = JSON.stringify(id.slice(0, 100))
  return failure('not_found', `There is no ${kind} ${shown}`, { where: 'id' })
}
