import { isDeepStrictEqual } from 'node:util'
import type { Value } from '../../../domain/customer/field.ts'
import type { Reference } from '../../../domain/reference/reference.ts'
import type { Variant } from '../../../domain/reference/variant.ts'
import type { ReferenceEdit } from '../../../store/clickhouse/referenceEdits.ts'

/** How a product or place is to be once a run is undone. */
export type PlannedReference = {
  /** Undefined where it goes. */
  readonly next: Reference | undefined
  /** The run changed something that is left, as another changed it since. */
  readonly stays: boolean
}

/**
 * Goes through all changes of a record again and leaves out those of the runs that count no more: each
 * part is as the last that counts made it. A record that nobody who counts has made goes, unless
 * somebody who counts has changed it since: then it stays as it is.
 */
export function planReference(
  current: Reference | undefined,
  edits: readonly ReferenceEdit[],
  { run, counts }: { readonly run: number; readonly counts: (importId: number) => boolean },
): PlannedReference {
  const states = [...edits.map(({ before }) => before), current]
  const parts = partsOf(states[0])
  let standing: Standing = states[0] === undefined ? 'gone' : 'made'
  let stays = false
  const ofRun = new Set<string>()
  for (const [i, { importId }] of edits.entries()) {
    const [before, after] = [states[i], states[i + 1]]
    const changed = changesOf(before, after)
    const keys = [...changed.keys()]
    if (importId === run) keys.forEach((key) => ofRun.add(key))
    if (!counts(importId)) continue
    standing = standingAfter(standing, before, after)
    stays ||= keys.some((key) => ofRun.has(key))
    changed.forEach((value, key) => parts.set(key, value))
  }
  if (standing === 'rested on') return { next: current, stays: true }
  if (standing === 'gone') return { next: undefined, stays: false }
  return { next: recordOf(edits, parts), stays }
}

/** Whether whoever counts has made it, or has changed what only those have made who do not. */
type Standing = 'made' | 'rested on' | 'gone'

function standingAfter(
  standing: Standing,
  before: Reference | undefined,
  after: Reference | undefined,
): Standing {
  if (after === undefined) return 'gone'
  if (standing === 'made' || before === undefined) return 'made'
  return 'rested on'
}

/** The parts that differ, as they are afterwards; undefined where they are gone. */
function changesOf(
  before: Reference | undefined,
  after: Reference | undefined,
): Map<string, unknown> {
  const [old, now] = [partsOf(before), partsOf(after)]
  const keys = new Set([...old.keys(), ...now.keys()])
  const differ = [...keys].filter((key) => !isDeepStrictEqual(old.get(key), now.get(key)))
  return new Map(differ.map((key) => [key, now.get(key)]))
}

/** By what it is: `v` and the field's id, `o` and the name, or `all variants`. */
function partsOf(reference: Reference | undefined): Map<string, unknown> {
  if (reference === undefined) return new Map()
  const { values, others, variants } = reference
  return new Map<string, unknown>([
    ...Object.entries(values).map(([id, value]) => [`v${id}`, value] as const),
    ...Object.entries(others).map(([name, value]) => [`o${name}`, value] as const),
    ['all variants', variants],
  ])
}

function recordOf(
  [edit]: readonly ReferenceEdit[],
  parts: ReadonlyMap<string, unknown>,
): Reference {
  const under = (letter: string) =>
    Object.fromEntries(
      [...parts].flatMap(([key, value]) =>
        key.startsWith(letter) && value !== undefined ? [[key.slice(1), value] as const] : [],
      ),
    )
  return {
    id: edit?.id ?? '',
    values: under('v') as Record<number, Value>,
    others: under('o'),
    variants: (parts.get('all variants') as readonly Variant[] | undefined) ?? [],
  }
}
