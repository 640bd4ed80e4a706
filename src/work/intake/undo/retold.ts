import { valueInto, type TypeChange } from '../../../domain/customer/typeChange.ts'
import type { ValueContext } from '../../../domain/customer/value.ts'
import { withValue, type Reference } from '../../../domain/reference/reference.ts'
import type { ReferenceEdit } from '../../../store/clickhouse/referenceEdits.ts'
import { storedText, type Stored } from '../../../store/clickhouse/stored.ts'
import type { StoredEdit } from '../../../store/clickhouse/storedEdits.ts'

/** What changes of types an undo looks back over, and how values are read. */
export type Retelling = {
  readonly changes: readonly TypeChange[]
  readonly context: ValueContext
}

/**
 * The changes of a customer as they would be told had the fields the types of today: who changed a value
 * of a field as it was has changed what it became. So an undo takes both back, and a value that somebody
 * wrote into the field as it is now stays.
 */
export function retoldEdits(
  edits: readonly StoredEdit[],
  { changes, context }: Retelling,
): readonly StoredEdit[] {
  return changes.reduce((told, change) => retoldBy(told, change, context), edits)
}

function retoldBy(
  edits: readonly StoredEdit[],
  change: TypeChange,
  context: ValueContext,
): readonly StoredEdit[] {
  const { from, into, until } = change
  const written = new Set<string>()
  // Until it took the place only the job wrote it, as it follows from the field as it was.
  for (const { version, fields } of edits) {
    if (version >= until) continue
    for (const each of fields) if (each.field === into.id) written.add(each.new)
  }
  const became = (text: string): string => {
    if (text === '') return ''
    const [value, at, source] = JSON.parse(text) as Stored
    const after = valueInto(change, value ?? undefined, context)
    if (after !== undefined) return storedText([after, at, source])
    // Of what became nothing, nothing is stored where there was nothing before.
    const nothing = storedText([null, at, source])
    return written.has(nothing) ? nothing : ''
  }
  return edits.map((edit) => {
    if (edit.version >= until) return edit
    const fields = edit.fields.filter(({ field }) => field !== into.id)
    const own = fields.find(({ field }) => field === from.id)
    const told = own && { field: into.id, old: became(own.old), new: became(own.new) }
    return { ...edit, fields: told === undefined ? fields : [...fields, told] }
  })
}

/**
 * The changes of products or places as they would be told had their fields had the types of today: what
 * stood before a field had its type stands there as the value that it becomes. So an undo that puts
 * together what was before puts it into the field that people see.
 */
export function retoldReferences(
  edits: readonly ReferenceEdit[],
  { changes, context }: Retelling,
): readonly ReferenceEdit[] {
  if (changes.length === 0) return edits
  return edits.map((edit) => {
    const { before, version } = edit
    if (before === undefined) return edit
    return { ...edit, before: asOfToday(before, version, { changes, context }) }
  })
}

function asOfToday(stood: Reference, version: number, { changes, context }: Retelling): Reference {
  return changes
    .filter(({ until }) => version < until)
    .reduce(
      (reference, change) =>
        withValue(
          reference,
          change.into.id,
          valueInto(change, reference.values[change.from.id], context),
        ),
      stood,
    )
}
