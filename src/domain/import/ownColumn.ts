import { identifierKinds } from '../customer/identity.ts'
import { customerColumns, eventColumns, kindPrefix, ownId } from '../export/ownColumns.ts'

/** What a column of a file that we exported is for. */
type OwnTarget =
  | { readonly is: 'identifier'; readonly kind: string }
  | { readonly is: 'record'; readonly name: string }
  | { readonly is: 'nothing' }

/** Whether that is the header of a file that we exported: it has our own id of customers. */
export function isOurs(columns: readonly { readonly name: string }[]): boolean {
  return columns.some(({ name }) => name === ownId || name === customerColumns[ownId])
}

/**
 * What a column of such a file is for, where that is neither a field nor to be guessed: an identifier, or what
 * a record has besides. When she was made and changed is ours to say: it is brought to nothing.
 */
export function ownColumn(name: string, kind: string): OwnTarget | undefined {
  if (name.startsWith(kindPrefix)) return { is: 'identifier', kind: name.slice(kindPrefix.length) }
  const common = identifierKinds.find((each) => each === name)
  if (common !== undefined) return { is: 'identifier', kind: common }
  const columns = kind === 'customers' ? customerColumns : kind === 'events' ? eventColumns : {}
  const found = Object.entries(columns).find(([own, label]) => own === name || label === name)?.[0]
  if (found === undefined) return undefined
  return nothing.has(found) ? { is: 'nothing' } : { is: 'record', name: records[found] ?? found }
}

const nothing: ReadonlySet<string> = new Set(['created', 'updated', 'known', 'import'])

/** Where an import calls it otherwise. */
const records: Readonly<Record<string, string>> = { event_id: 'message_id' }
