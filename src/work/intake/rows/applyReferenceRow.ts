import type { Catalog } from '../../../domain/customer/catalog.ts'
import type { Reference } from '../../../domain/reference/reference.ts'
import { applyReference } from '../applyReference.ts'
import { isSame } from '../draft.ts'
import type { SetState } from '../setState.ts'
import type { RowResult, RowSample } from './options.ts'
import { changeOf } from './sample.ts'
import type { TypedReference } from './typed.ts'

/** Takes a row of products or places in, whole or not at all; answers what it came to and what it changed. */
export function applyReferenceRow(
  state: SetState,
  { prepared, reference: { kind, id } }: TypedReference,
): { readonly result: RowResult; readonly sample: RowSample['changes'] } {
  const { part } = prepared
  if (part.type !== 'product' && part.type !== 'place') throw new Error(`a row of a ${part.type}`)
  const draft = state.referenceDrafts[kind].get(id)
  const before = draft?.now
  const result = applyReference(state, { ...prepared, part }, { whole: true })
  if (result === 'refused') return { result: 'rejected', sample: [] }
  return { result, sample: changesOf(before, draft?.now, state.settings.references[kind]) }
}

function changesOf(
  before: Reference | undefined,
  after: Reference | undefined,
  { byId }: Catalog,
): RowSample['changes'] {
  return Object.keys(after?.values ?? {}).flatMap((id) => {
    const field = byId.get(Number(id))
    if (field === undefined) return []
    const [old = null, now = null] = [before, after].map((each) => each?.values[field.id])
    return isSame(old, now) ? [] : [changeOf(field, old, now)]
  })
}
