import type { Identifier } from '../../domain/customer/identity.ts'
import type { Value } from '../../domain/customer/field.ts'
import type { CustomerRecord, Stored } from '../../store/clickhouse/records.ts'

/** A customer while a set is applied to her: the record as it was, and what becomes of it. */
export type Draft = {
  readonly id: string
  readonly created: number
  updated: number
  readonly values: Map<number, Stored>
  readonly identifiers: Map<string, string[]>
  /** Of the last write that made it differ from what is stored, or may have; 0 while nothing does. */
  version: number
}

export function draftOf(record: CustomerRecord): Draft {
  return {
    id: record.id,
    created: record.created,
    updated: record.updated,
    values: new Map(record.values),
    identifiers: new Map([...record.identifiers].map(([kind, values]) => [kind, [...values]])),
    version: 0,
  }
}

/** When and by what a write changes a draft. */
export type Change = {
  readonly now: number
  readonly version: number
  /**
   * The write may have been stored before, in one of her two rows and not in the other: what is found
   * to be so already is written again, into both.
   */
  readonly repeated: boolean
}

/** Somebody who was not known before. */
export function newDraft(id: string, { now, version }: Omit<Change, 'repeated'>): Draft {
  return {
    id,
    created: now,
    updated: now,
    values: new Map(),
    identifiers: new Map(),
    version,
  }
}

/** What is to be stored of it; the versions are the writer's business. */
export function recordOfDraft(draft: Draft): CustomerRecord {
  const { id, created, updated, values, identifiers } = draft
  return { id, created, updated, known: isKnown(draft), values, identifiers }
}

/** By more than an anonymous id. */
function isKnown({ identifiers }: Draft): boolean {
  for (const [kind, values] of identifiers) {
    if (kind !== 'anonymous_id' && values.length > 0) return true
  }
  return false
}

/**
 * The last write wins, by the instant since which a value holds, then by arrival: an older value never
 * replaces a newer one, in whatever order they come. Answers what changed, as texts of JSON, if
 * something did; the same value said again for later only moves its instant.
 */
export function setValue(
  draft: Draft,
  field: number,
  [value, at, source]: Stored,
  change: Change,
): { readonly old: string; readonly new: string } | undefined {
  const before = draft.values.get(field)
  if (before !== undefined && at < before[1]) return undefined
  const old = textOf(before?.[0] ?? null)
  const text = textOf(value)
  if (old === text && before !== undefined && at === before[1]) {
    if (change.repeated) mark(draft, change)
    return undefined
  }
  // Taking away what was never there says nothing, unless a value from before that instant comes later.
  draft.values.set(field, [value, at, source])
  draft.version = change.version
  if (old === text) return undefined
  mark(draft, change)
  return { old, new: text }
}

/** Gives the customer one more identifier. */
export function addIdentifier(draft: Draft, { kind, value }: Identifier, change: Change): void {
  const values = draft.identifiers.get(kind)
  const there = values?.includes(value) === true
  if (there && !change.repeated) return
  if (values === undefined) draft.identifiers.set(kind, [value])
  else if (!there) values.push(value)
  mark(draft, change)
}

function mark(draft: Draft, { now, version }: Change): void {
  draft.version = version
  draft.updated = Math.max(draft.updated, now)
}

/** JSON; empty for a missing value. Keys of locations in one order, so that equal values are equal texts. */
function textOf(value: Value | null): string {
  if (value === null) return ''
  if (typeof value === 'object' && 'lat' in value) {
    return JSON.stringify({ lat: value.lat, lon: value.lon })
  }
  return JSON.stringify(value)
}
