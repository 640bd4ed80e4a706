import { identifierKey } from '../../../store/clickhouse/identities.ts'
import type { EditedField, StoredEdit } from '../../../store/clickhouse/storedEdits.ts'
import type { CustomerRecord } from '../../../store/clickhouse/records.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import { storedText } from '../../../store/clickhouse/stored.ts'
import type { UniqueOf } from './unique.ts'
import type { Why } from './report.ts'
import type { Retelling } from './retold.ts'
import type { Runs } from './runs.ts'

/** All of a customer that decides what becomes of her when a run is undone. */
export type Hers = {
  readonly id: string
  /** Undefined where she is not there. */
  readonly record: CustomerRecord | undefined
  /** All her changes, in the order of their versions. */
  readonly edits: readonly StoredEdit[]
  /** Names of what she has that others brought, besides values and identifiers. */
  readonly rests: ReadonlySet<string>
  /** Keys of identifiers that later events of others named. */
  readonly named: ReadonlySet<string>
  /** Whose an identifier is now, by its key. */
  readonly ownerOf: (key: string) => string | undefined
  /** She was deleted, or somebody with one of her identifiers was. */
  readonly buried: boolean
}

/** The undoing of a run. */
export type Undoing = {
  /** Whether a change is one that is taken back. */
  readonly isOfRun: (edit: StoredEdit) => boolean
  /** As they will be when it is done. */
  readonly runs: Runs
  /** The undo's own. */
  readonly run: number
  readonly version: number
  readonly now: number
  /** Of a value as `edits` has it: by what it is unique, where its field is. */
  readonly uniqueOf: UniqueOf
  /** How changes are told of fields that have other types by now. */
  readonly retelling: Retelling
}

/** What becomes of her, as the row of `edits` that says it, and what stays as it is and why. */
export type PlannedCustomer = {
  readonly edit: StoredEdit | undefined
  readonly stays: readonly Why[]
}

/**
 * Takes a run's changes of one customer back, the latest first. A value goes back where it stands as the
 * run wrote it: value, instant and source. What was there before counts as it is now: what a run had
 * written that is undone by now is not brought back, but what was before that.
 */
export function planCustomer(hers: Hers, undoing: Undoing): PlannedCustomer {
  const mine = hers.edits.filter(undoing.isOfRun).toReversed()
  const work = new Work(hers)
  if (!work.present) {
    const why = comeBack(work, hers, mine[0], undoing)
    if (why !== undefined) return { edit: undefined, stays: why }
  }
  for (const edit of mine) revertValues(work, hers, edit, undoing)
  const own = ownIdentifiers(mine)
  const goes = work.original !== undefined && isMadeByNobodyElse(hers, mine, undoing)
  if (goes && isBare(work, hers, own, undoing)) {
    return { edit: work.removal(undoing), stays: [] }
  }
  revertIdentifiers(work, hers, mine, { keep: goes && mine.some(({ made }) => made) })
  return { edit: work.edit(undoing, updatedOf(hers, mine, undoing)), stays: work.stays }
}

/** Her record while changes are taken back. */
class Work {
  /** By field, as `edits` has it. */
  readonly values = new Map<number, string>()
  readonly identifiers = new Map<string, Identifier>()
  readonly stays: Why[] = []
  readonly original: CustomerRecord | undefined
  present: boolean
  created: number
  madeBy: number
  private readonly id: string
  private readonly valuesBefore: ReadonlyMap<number, string>
  private readonly identifiersBefore: ReadonlyMap<string, Identifier>

  constructor({ id, record }: Pick<Hers, 'id' | 'record'>) {
    this.id = id
    this.original = record
    this.present = record !== undefined
    this.created = record?.created ?? 0
    this.madeBy = record?.importId ?? 0
    for (const [field, stored] of record?.values ?? []) this.values.set(field, storedText(stored))
    for (const [kind, all] of record?.identifiers ?? []) {
      for (const value of all) {
        this.identifiers.set(identifierKey({ kind, value }), { kind, value })
      }
    }
    this.valuesBefore = new Map(this.values)
    this.identifiersBefore = new Map(this.identifiers)
  }

  removal(undoing: Undoing): StoredEdit {
    this.values.clear()
    this.identifiers.clear()
    return { ...this.row(undoing, 0), removed: true }
  }

  /** Undefined where nothing of her is other than it was. */
  edit(undoing: Undoing, updated: number): StoredEdit | undefined {
    const row = this.row(undoing, updated)
    const made = this.original === undefined
    const same = row.fields.length + row.added.length + row.lost.length === 0
    return same && !made ? undefined : { ...row, made }
  }

  private row({ run, version, now }: Undoing, updated: number): StoredEdit {
    const fields = new Set([...this.valuesBefore.keys(), ...this.values.keys()])
    const changed = [...fields].flatMap((field): EditedField[] => {
      const [old, then] = [this.valuesBefore.get(field) ?? '', this.values.get(field) ?? '']
      return old === then ? [] : [{ field, old, new: then }]
    })
    return {
      customer: this.id,
      version,
      importId: run,
      noticed: now,
      made: false,
      removed: false,
      updatedBefore: this.original?.updated ?? 0,
      updated,
      created: this.created,
      madeBy: this.madeBy,
      other: '0',
      fields: changed,
      added: without(this.identifiers, this.identifiersBefore),
      lost: without(this.identifiersBefore, this.identifiers),
    }
  }
}

function without(
  some: ReadonlyMap<string, Identifier>,
  others: ReadonlyMap<string, Identifier>,
): Identifier[] {
  return [...some].flatMap(([key, identifier]) => (others.has(key) ? [] : [identifier]))
}

/** Brings her back whom the run took away; why she stays away. */
function comeBack(
  work: Work,
  hers: Hers,
  latest: StoredEdit | undefined,
  { runs }: Undoing,
): Why[] | undefined {
  const last = hers.edits.at(-1)
  if (latest === undefined || last === undefined) return []
  // Away by the run itself, or by an undo of what had brought her back.
  const again = runs.undoing.has(last.importId) && last.other === latest.other
  if (!latest.removed || !last.removed || (last !== latest && !again)) {
    // Gone by an undo of what made her, she is as whoever undoes this wants her.
    return last.removed && last.other !== '0' ? [{ what: 'customer', why: 'merged' }] : []
  }
  if (hers.buried) return [{ what: 'customer', why: 'deleted' }]
  const taken = latest.lost.some((each) => {
    const owner = hers.ownerOf(identifierKey(each))
    return owner !== undefined && owner !== latest.other
  })
  if (taken) return [{ what: 'customer', why: 'taken' }]
  work.present = true
  work.created = latest.created
  work.madeBy = latest.madeBy
  return undefined
}

function revertValues(work: Work, hers: Hers, edit: StoredEdit, undoing: Undoing): void {
  for (const field of edit.fields) {
    const before = standingBefore(hers.edits, edit, field, undoing)
    const now = work.values.get(field.field) ?? ''
    if (now === before) continue
    const unique = undoing.uniqueOf(field.field, before)
    const owner = unique === undefined ? undefined : hers.ownerOf(identifierKey(unique))
    const why = now === field.new ? 'taken' : 'changed'
    const free = owner === undefined || owner === hers.id || owner === edit.other
    if (now !== field.new || !free) work.stays.push({ what: 'value', field: field.field, why })
    else if (before === '') work.values.delete(field.field)
    else work.values.set(field.field, before)
  }
}

/**
 * What was before a change, without what runs wrote that are undone by now. What an undo wrote is what
 * another run had written before: that one decides whether it counts.
 */
function standingBefore(
  edits: readonly StoredEdit[],
  edit: StoredEdit,
  { field, old }: EditedField,
  { runs }: Undoing,
): string {
  let value = old
  for (let at = edits.indexOf(edit) - 1; at >= 0 && value !== ''; at -= 1) {
    const earlier = edits[at]
    const wrote = earlier?.fields.find((each) => each.field === field && each.new === value)
    if (earlier === undefined || wrote === undefined) continue
    if (runs.undoing.has(earlier.importId)) continue
    if (!runs.undone.has(earlier.importId)) break
    value = wrote.old
  }
  return value
}

/** Keys of the identifiers that the run gave her. */
function ownIdentifiers(mine: readonly StoredEdit[]): Set<string> {
  return new Set(mine.flatMap(({ added }) => added.map(identifierKey)))
}

/** The run made her, or only runs that are undone by now. */
function isMadeByNobodyElse(
  { record }: Hers,
  mine: readonly StoredEdit[],
  { runs }: Undoing,
): boolean {
  return mine.some(({ made }) => made) || runs.undone.has(record?.importId ?? 0)
}

/** Nothing is left of her that others brought. */
function isBare(work: Work, hers: Hers, own: ReadonlySet<string>, { runs }: Undoing): boolean {
  if (work.values.size > 0 || hers.rests.size > 0) return false
  return [...work.identifiers.keys()].every((key) => {
    if (own.has(key)) return true
    const by = originOf(hers.edits, key, runs)
    return by !== undefined && runs.undone.has(by)
  })
}

/**
 * The run that gave her that identifier, 0 for none: not an undo, which only brings back what another
 * brought. Undefined where her changes do not say it.
 */
export function originOf(
  edits: readonly StoredEdit[],
  key: string,
  { undone, undoing }: Runs,
): number | undefined {
  const gave = edits.filter(({ added }) => added.some((each) => identifierKey(each) === key))
  const by = gave.map(({ importId }) => importId).filter((run) => !undoing.has(run))
  return by.findLast((run) => !undone.has(run)) ?? by.at(-1)
}

function revertIdentifiers(
  work: Work,
  hers: Hers,
  mine: readonly StoredEdit[],
  { keep }: { readonly keep: boolean },
): void {
  if (keep) work.stays.push({ what: 'customer', why: [...hers.rests][0] ?? 'values' })
  for (const edit of mine) {
    regain(work, hers, edit)
    for (const each of edit.added) {
      const key = identifierKey(each)
      if (!work.identifiers.has(key)) continue
      // By it others have found her since, or will.
      const rests = keep || (hers.named.has(key) && edit.other === '0')
      if (!rests) work.identifiers.delete(key)
      else work.stays.push({ what: 'identifier', kind: each.kind, why: keep ? 'hers' : 'named' })
    }
  }
}

/** What she lost by it is hers again, unless another has it now. */
function regain(work: Work, { id, ownerOf }: Hers, { lost, other }: StoredEdit): void {
  for (const each of lost) {
    const key = identifierKey(each)
    const owner = ownerOf(key)
    if (work.identifiers.has(key)) continue
    if (owner === undefined || owner === id || owner === other) work.identifiers.set(key, each)
    else work.stays.push({ what: 'identifier', kind: each.kind, why: 'taken' })
  }
}

/** As before the run where nobody changed her since, else now. */
function updatedOf(hers: Hers, mine: readonly StoredEdit[], undoing: Undoing): number {
  const first = mine.at(-1)
  if (first === undefined) return undoing.now
  const since = hers.edits.slice(hers.edits.indexOf(first))
  const { undone, undoing: undos } = undoing.runs
  const nobodyElse = since.every(
    (edit) => undoing.isOfRun(edit) || undos.has(edit.importId) || undone.has(edit.importId),
  )
  return nobodyElse ? first.updatedBefore : undoing.now
}
