import { isDeepStrictEqual } from 'node:util'
import { fieldNamed } from '../../domain/customer/catalog.ts'
import { placeId } from '../../domain/reference/place.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { cleanText } from '../../domain/text.ts'
import {
  readValue,
  referenceKinds,
  type Reference,
  type ReferenceKind,
} from '../../domain/reference/reference.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  readReferenceEdits,
  referenceEditRow,
  type ReferenceEdit,
} from '../../store/clickhouse/referenceEdits.ts'
import { readReferences, referenceRow, removedRow } from '../../store/clickhouse/references.ts'
import type { Place } from './arrivals.ts'
import type { Prepared } from './prepare.ts'
import {
  claimKey,
  claimsIn,
  readOwners,
  ReferenceOwners,
  uniquesIn,
  type Claim,
} from './referenceOwners.ts'
import { valuesSaid, type ReferencePart } from './referencePart.ts'
import type { Settings, SetState } from './setState.ts'

/** A product or place while a set is applied. */
export type ReferenceDraft = {
  /** Undefined where there is none. */
  now: Reference | undefined
  /** Of the part that changed it last. */
  version: number
  readonly edits: (ReferenceEdit & { readonly noticed: number })[]
}

export type ReferenceDrafts = Readonly<Record<ReferenceKind, Map<string, ReferenceDraft>>> & {
  /** Of unique values, as far as the set needs them. */
  readonly owners: ReferenceOwners
}

/** Of a set that changes none. */
export const noReferences: ReferenceDrafts = {
  product: new Map(),
  place: new Map(),
  owners: new ReferenceOwners({ product: [], place: [] }, new Map()),
}

/** Reads what the parts of a set change. On a repeat, as it stood before the set: as its own edits say. */
export async function readReferenceDrafts(
  database: Database,
  settings: Settings,
  {
    parts,
    repeated,
    before,
  }: {
    readonly parts: readonly Prepared[]
    readonly repeated: boolean
    readonly before: number
  },
): Promise<ReferenceDrafts> {
  const read = async (kind: ReferenceKind): Promise<Map<string, ReferenceDraft>> => {
    const ids = idsOf(parts, kind, settings)
    if (ids.length === 0) return new Map()
    const [there, edits] = await Promise.all([
      readReferences(database, kind, ids),
      repeated ? readReferenceEdits(database, kind, ids, before) : new Map<string, undefined>(),
    ])
    return new Map(
      ids.map((id) => {
        const [first] = edits.get(id) ?? []
        return [
          id,
          { now: first === undefined ? there.get(id) : first.before, version: 0, edits: [] },
        ]
      }),
    )
  }
  const [product, place] = await Promise.all([read('product'), read('place')])
  const drafts = { product, place }
  return { ...drafts, owners: await ownersFor(database, settings, { parts, drafts }) }
}

/** Whose the unique values are that the parts bring, or that their records have. */
async function ownersFor(
  database: Database,
  settings: Settings,
  {
    parts,
    drafts,
  }: {
    readonly parts: readonly Prepared[]
    readonly drafts: Readonly<Record<ReferenceKind, Map<string, ReferenceDraft>>>
  },
): Promise<ReferenceOwners> {
  const { product, place } = settings.references
  const uniques = { product: uniquesIn(product), place: uniquesIn(place) }
  const claims = parts.flatMap(({ part }) =>
    part.type === 'product' || part.type === 'place' ? claimsOf(part, settings) : [],
  )
  const owners = new ReferenceOwners(
    uniques,
    await readOwners(database, claims, { has: (kind, id) => drafts[kind].has(id) }),
  )
  for (const kind of referenceKinds) {
    for (const [id, { now }] of drafts[kind]) {
      for (const claim of claimsIn(kind, uniques[kind], now)) owners.set(claimKey(claim), id)
    }
  }
  return owners
}

/** The unique values that a part brings. */
export function claimsOf(part: ReferencePart, settings: Settings): readonly Claim[] {
  const catalog = settings.references[part.type]
  if (part.mode === 'remove' || uniquesIn(catalog).length === 0) return []
  return Object.entries(valuesSaid(part)).flatMap(([name, raw]) => {
    const field = fieldNamed(catalog, name)
    if (field?.unique !== true) return []
    const value = readValue(field, raw, settings)
    return value === undefined || isFailure(value) ? [] : [{ kind: part.type, field, value }]
  })
}

function idsOf(
  parts: readonly Prepared[],
  kind: ReferenceKind,
  settings: Pick<Settings, 'country'>,
): string[] {
  const ids = new Set<string>()
  for (const { part } of parts) {
    if (part.type !== kind) continue
    const id = referenceId(part, settings)
    if (!isFailure(id)) ids.add(id)
  }
  return [...ids]
}

const mostId = 200

/** What the part is about; what came is anybody's JSON. */
export function referenceId(
  { type, write }: ReferencePart,
  { country }: Pick<Settings, 'country'>,
): string | Failure {
  if (type === 'place') return placeId(write.by, write.key, country)
  const given: unknown = write.id
  if (given === undefined || given === null) return noId
  if (typeof given !== 'string') return failure('invalid', 'The id is no text', { where: 'id' })
  const clean = cleanText(given)
  if (isFailure(clean)) return failure(clean.code, clean.message, { ...clean, where: 'id' })
  const id = clean.trim()
  if (id === '') return noId
  if (id.length <= mostId) return id
  return failure('too_large', `The id has more than ${mostId} characters`, { where: 'id' })
}

const noId = failure('invalid', 'A product has an id', { where: 'id' })

/** From now on it is so, or is not there; what changes nothing is no change. */
export function setReference(
  state: SetState,
  draft: ReferenceDraft,
  {
    id,
    kind,
    next,
    place,
  }: {
    readonly id: string
    readonly kind: ReferenceKind
    readonly next: Reference | undefined
    readonly place: Place
  },
): 'new' | 'changed' | 'unchanged' {
  const before = draft.now
  if (isDeepStrictEqual(before, next)) return 'unchanged'
  const version = state.versionAt(place)
  if (draft.version !== version) {
    draft.edits.push({ id, version, importId: place.importId, before, noticed: place.received })
  }
  draft.now = next
  draft.version = version
  for (const field of fieldsChanged(before, next)) state.touched.related.add(field)
  state.referenceDrafts.owners.moved(kind, id, { before, next })
  return before === undefined ? 'new' : 'changed'
}

/** Ids of the fields of which it has another value by then. */
function fieldsChanged(before: Reference | undefined, next: Reference | undefined): number[] {
  const [old, now] = [before?.values ?? {}, next?.values ?? {}]
  const all = [...new Set([...Object.keys(old), ...Object.keys(now)])].map(Number)
  return all.filter((id) => !isDeepStrictEqual(old[id], now[id]))
}

type Rows = readonly Readonly<Record<string, unknown>>[]

/** What the drafts of a set come to, by table. */
export function referenceRows({
  referenceDrafts,
  settings,
}: Pick<SetState, 'referenceDrafts' | 'settings'>): Record<
  'products' | 'product_edits' | 'places' | 'place_edits',
  Rows
> {
  const [products, places] = referenceKinds.map((kind) => {
    const drafts = [...referenceDrafts[kind]].filter(([, { edits }]) => edits.length > 0)
    return {
      rows: drafts.map(([id, { now, version }]) =>
        now === undefined
          ? removedRow(kind, id, version)
          : referenceRow(kind, now, version, settings.references[kind]),
      ),
      edits: drafts.flatMap(([, { edits }]) =>
        edits.map((edit) => referenceEditRow(kind, edit, edit.noticed)),
      ),
    }
  })
  return {
    products: products?.rows ?? [],
    product_edits: products?.edits ?? [],
    places: places?.rows ?? [],
    place_edits: places?.edits ?? [],
  }
}
