import { weakKinds, type Identifier } from '../../domain/customer/identity.ts'
import type { Field, Value } from '../../domain/customer/field.ts'
import type { CustomerRecord } from '../../store/clickhouse/records.ts'
import { storedText, valueText, type Stored } from '../../store/clickhouse/stored.ts'

/** A customer while a set is applied to her: the record as it was, and what becomes of it. */
export type Draft = {
  readonly id: string
  readonly created: number
  updated: number
  readonly values: Map<number, Stored>
  readonly identifiers: Map<string, string[]>
  /** Of the last write that made it differ from what is stored, or may have; 0 while nothing does. */
  version: number
  /** The run of imports that made her; 0 for none. */
  readonly importId: number
  /** What was changed, one for each version, in their order: rows of `edits`. */
  readonly edits: Edit[]
  /** How often something was changed. */
  changes: number
}

/** What the writes of one version changed in a record. */
export type Edit = {
  readonly version: number
  readonly importId: number
  /** When it was taken in, milliseconds. */
  readonly noticed: number
  /** She was made by it. */
  readonly made: boolean
  readonly updatedBefore: number
  /** Of each field, by id, what was stored before the first and after the last of the writes. */
  readonly fields: Map<number, { readonly old: Stored | undefined; readonly new: Stored }>
  /** Identifiers that she got. */
  readonly added: Identifier[]
}

export function draftOf(record: CustomerRecord): Draft {
  return {
    id: record.id,
    created: record.created,
    updated: record.updated,
    values: new Map(record.values),
    identifiers: new Map([...record.identifiers].map(([kind, values]) => [kind, [...values]])),
    version: 0,
    importId: record.importId,
    edits: [],
    changes: 0,
  }
}

/** When and by what a write changes a draft. */
export type Change = {
  readonly now: number
  readonly version: number
  /** The run of imports that it is part of; 0 for none. */
  readonly importId: number
  /**
   * The write may have been stored before, in one of her two rows and not in the other: what is found
   * to be so already is written again, into both.
   */
  readonly repeated: boolean
}

/** Somebody who was not known before. */
export function newDraft(id: string, change: Omit<Change, 'repeated'>): Draft {
  const { now, version, importId } = change
  const draft = {
    id,
    created: now,
    updated: now,
    values: new Map(),
    identifiers: new Map(),
    version,
    importId,
    edits: [],
    changes: 0,
  }
  editOf(draft, change, true)
  return draft
}

/** What is to be stored of it; the versions are the writer's business. */
export function recordOfDraft(draft: Draft): CustomerRecord {
  const { id, created, updated, values, identifiers, importId } = draft
  return { id, created, updated, known: isKnown(draft), importId, values, identifiers }
}

/** By more than what she uses. */
export function isKnown({ identifiers }: Pick<CustomerRecord, 'identifiers'>): boolean {
  for (const [kind, values] of identifiers) {
    if (!weakKinds.has(kind) && values.length > 0) return true
  }
  return false
}

/** The source of values that whoever is new gets: any other takes their place. */
export const defaultSource = 'default'

/**
 * Whether a value takes the place of the one that is stored. The last write wins, by the instant since
 * which a value holds, then by arrival: an older value never replaces a newer one, in whatever order
 * they come. A field may name a source that wins: what others say never replaces its values, and what it
 * says replaces theirs, whenever.
 */
export function replaces(
  { wins }: { readonly wins?: string | undefined },
  before: Stored | undefined,
  [, at, source]: Stored,
): boolean {
  if (before === undefined || before[2] === defaultSource) return true
  if (wins !== undefined && source !== before[2]) {
    if (source === wins) return true
    if (before[2] === wins && before[0] !== null) return false
  }
  return at >= before[1]
}

/** Sets a value where it {@link replaces} what is stored. The same value said again for later only moves its instant. */
export function setValue(
  draft: Draft,
  field: Pick<Field, 'id' | 'wins'>,
  stored: Stored,
  change: Change,
): void {
  if (replaces(field, draft.values.get(field.id), stored)) writeValue(draft, field, stored, change)
}

/** Sets a value whatever is stored. */
export function writeValue(
  draft: Draft,
  { id: field }: Pick<Field, 'id'>,
  stored: Stored,
  change: Change,
): void {
  const before = draft.values.get(field)
  const [value, at] = stored
  const same = isSame(before?.[0] ?? null, value)
  if (same && before !== undefined && at === before[1] && !isDefault(before, stored)) {
    if (change.repeated) mark(draft, change)
    return
  }
  // Taking away what was never there says nothing, unless a value from before that instant comes later.
  const { fields } = editOf(draft, change)
  draft.changes += 1
  const edited = fields.get(field)
  fields.set(field, { old: edited === undefined ? before : edited.old, new: stored })
  draft.values.set(field, stored)
  draft.version = change.version
  if (!same) mark(draft, change)
}

/** Whether what somebody says takes the place of a default. */
function isDefault([, , before]: Stored, [, , source]: Stored): boolean {
  return before === defaultSource && source !== defaultSource
}

/** Gives the customer one more identifier. */
export function addIdentifier(draft: Draft, { kind, value }: Identifier, change: Change): void {
  const values = draft.identifiers.get(kind)
  const there = values?.includes(value) === true
  if (there && !change.repeated) return
  if (!there) {
    editOf(draft, change).added.push({ kind, value })
    draft.changes += 1
  }
  if (values === undefined) draft.identifiers.set(kind, [value])
  else if (!there) values.push(value)
  mark(draft, change)
}

/** The row of `edits` that says what one version changed. */
export function editRow(draft: Draft, edit: Edit): Record<string, unknown> {
  const fields = [...edit.fields].sort(([a], [b]) => a - b)
  return {
    customer_id: draft.id,
    version: edit.version,
    import_id: edit.importId,
    noticed: edit.noticed,
    made: edit.made,
    updated_before: edit.updatedBefore,
    fields: fields.map(([id]) => id),
    olds: fields.map(([, { old }]) => (old === undefined ? '' : storedText(old))),
    news: fields.map(([, { new: stored }]) => storedText(stored)),
    added_kinds: edit.added.map(({ kind }) => kind),
    added: edit.added.map(({ value }) => value),
  }
}

/** What that version changed so far; the writes of one version come one after the other. */
function editOf(draft: Draft, change: Omit<Change, 'repeated'>, made = false): Edit {
  const last = draft.edits.at(-1)
  if (last?.version === change.version) return last
  const edit: Edit = {
    version: change.version,
    importId: change.importId,
    noticed: change.now,
    made,
    updatedBefore: made ? 0 : draft.updated,
    fields: new Map(),
    added: [],
  }
  draft.edits.push(edit)
  return edit
}

function mark(draft: Draft, { now, version }: Change): void {
  draft.version = version
  draft.updated = Math.max(draft.updated, now)
}

/** Whether the one is kept as the other is. */
export function isSame(a: Value | null, b: Value | null): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  return valueText(a) === valueText(b)
}
