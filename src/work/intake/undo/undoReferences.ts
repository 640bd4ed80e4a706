import { isDeepStrictEqual } from 'node:util'
import { referenceKinds, retyped, type ReferenceKind } from '../../../domain/reference/reference.ts'
import type { TypeChange } from '../../../domain/customer/typeChange.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import {
  changedReferences,
  readReferenceEdits,
  referenceEditRow,
  referenceEditTables,
} from '../../../store/clickhouse/referenceEdits.ts'
import {
  readReferences,
  referenceRow,
  referenceTables,
  removedRow,
} from '../../../store/clickhouse/references.ts'
import { fault } from '../../../store/faults.ts'
import type { Db } from '../../../store/operational/tables.ts'
import { readTypeChanges } from '../../fields/typeChanges.ts'
import type { Settings } from '../setState.ts'
import { writeOnce } from '../writeSet.ts'
import { uniquesIn } from '../referenceOwners.ts'
import { keepUnique, type Planned } from './keepUnique.ts'
import { planReference } from './planReference.ts'
import { retoldReferences } from './retold.ts'
import { emptyReport, sumOf, type UndoReport, type Why } from './report.ts'
import type { Runs } from './runs.ts'

/** So many are read and written together: each comes with all its changes. */
const referencesPerSet = 500

/** How many sets there are at most. */
export function referenceSets({
  products,
  places,
}: {
  readonly products: number
  readonly places: number
}): number {
  return Math.ceil(products / referencesPerSet) + Math.ceil(places / referencesPerSet)
}

/** How far an undo is with products and places. */
export type ReferenceBound = {
  readonly kind: ReferenceKind
  /** The last that is done; empty before the first. */
  readonly after: string
  /** How many sets are done. */
  readonly done: number
}

export const firstReferences: ReferenceBound = { kind: 'product', after: '', done: 0 }

/** The run whose products and places are put back, and which runs count no more. */
export type UndoingReferences = {
  readonly database: Database
  readonly settings: Pick<Settings, 'references' | 'zone' | 'country' | 'currency'>
  readonly run: number
  readonly runs: Runs
  /** Of their fields. */
  readonly typeChanges: Readonly<Record<ReferenceKind, readonly TypeChange[]>>
}

/** What undoing a run of products and places rests on, with the changes of types read. */
export async function undoingReferences(
  db: Db,
  rest: Omit<UndoingReferences, 'typeChanges'>,
): Promise<UndoingReferences> {
  const product = await readTypeChanges(db, 'product')
  return { ...rest, typeChanges: { product, place: await readTypeChanges(db, 'place') } }
}

export type ReferenceSet = {
  readonly changes: readonly Planned[]
  readonly report: UndoReport
  /** Undefined behind the last. */
  readonly next: ReferenceBound | undefined
}

/**
 * The next set, as it stands before any row of `version` and later: what an attempt before has written
 * is not seen, so that a repeat plans the same.
 */
export async function planReferences(
  { database, settings, run, runs, typeChanges }: UndoingReferences,
  { kind, after, done }: ReferenceBound,
  version: number,
): Promise<ReferenceSet> {
  const ids = await changedReferences(database, kind, run, { after, limit: referencesPerSet })
  const [there, edits] = await Promise.all([
    readReferences(database, kind, ids),
    readReferenceEdits(database, kind, ids),
  ])
  const counts = (id: number): boolean => !runs.undone.has(id) && !runs.undoing.has(id)
  const retelling = { changes: typeChanges[kind], context: settings }
  const planned: Planned[] = []
  const stays: Why[] = []
  for (const id of ids) {
    const all = edits.get(id) ?? []
    const own = all.find((edit) => edit.version >= version)
    const before = own === undefined ? there.get(id) : own.before
    const past = all.filter((edit) => edit.version < version)
    const plan = planReference(before, retoldReferences(past, retelling), { run, counts })
    if (plan.stays) stays.push({ what: kind, why: 'changed', [kind]: id })
    const typing = { catalog: settings.references[kind], context: settings }
    const next = plan.next === undefined ? undefined : retyped(plan.next, typing)
    planned.push({ id, before, next })
  }
  const uniques = uniquesIn(settings.references[kind])
  const kept = await keepUnique(database, kind, { planned, uniques })
  const changes = kept.planned.filter(({ before, next }) => !isDeepStrictEqual(before, next))
  for (const { id, field } of kept.taken) {
    stays.push({ what: kind, why: 'taken', [kind]: id, field })
  }
  const stayed = new Set(stays.map((why) => why[kind]))
  const gone = changes.filter(({ next }) => next === undefined).length
  const counted = { gone, back: changes.length - gone, stayed: stayed.size }
  const following = referenceKinds[referenceKinds.indexOf(kind) + 1]
  const full = ids.length === referencesPerSet
  const more = full
    ? { kind, after: ids.at(-1) ?? '' }
    : following && { kind: following, after: '' }
  return {
    changes,
    report: sumOf(emptyReport, {
      [kind === 'product' ? 'products' : 'places']: counted,
      sample: stays,
    }),
    next: more && { ...more, done: done + 1 },
  }
}

/** Writes a set down: first the changes, by which a repeat knows what stood before. */
export async function writeReferences(
  { database, settings, run }: UndoingReferences,
  { kind, changes }: { readonly kind: ReferenceKind; readonly changes: readonly Planned[] },
  { version, now }: { readonly version: number; readonly now: number },
): Promise<void> {
  if (changes.length === 0) return
  const writing = {
    token: `undo-${version}`,
    versions: { from: version, to: version },
    // Always looked at: an attempt before may have been killed here.
    repeated: true,
  }
  await writeOnce(
    database,
    writing,
    referenceEditTables[kind].name,
    changes.map(({ id, before }) =>
      referenceEditRow(kind, { id, version, importId: run, before }, now),
    ),
  )
  fault('events')
  // Without a token, by which a repeat could be dropped: the same row twice is one.
  await database.insert(
    referenceTables[kind].name,
    changes.map(({ id, next }) =>
      next === undefined
        ? removedRow(kind, id, version)
        : referenceRow(kind, next, version, settings.references[kind]),
    ),
  )
}
