import { identifierKinds } from '../customer/identity.ts'
import { customerColumns, eventColumns, kindPrefix, ownId } from '../export/ownColumns.ts'

/** What a column of a file that we exported is for. */
type OwnTarget =
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: 'identifier'; readonly kind: string }
  | { readonly is: 'record'; readonly name: string }
  | { readonly is: 'property'; readonly name: string }
  | { readonly is: 'nothing' }

/** In which form a file was exported: as a table, or as JSON lines in the form of the API. */
export type OwnForm = 'table' | 'api'

/** Which form of our exports that header is of; undefined where the file is somebody else's. */
export function ownForm(columns: readonly { readonly name: string }[]): OwnForm | undefined {
  const names = columns.map(({ name }) => name)
  if (names.includes(ownId) || names.includes(customerColumns[ownId])) return 'table'
  if (productNames.every((name) => names.includes(name))) return 'api'
  if (placeNames.every((name) => names.includes(name))) return 'api'
  const api = names.includes('id') && (names.includes('known') || names.includes('event'))
  return api && names.some((name) => name.startsWith('identifiers.')) ? 'api' : undefined
}

/**
 * What a column of such a file is for, where that is not to be guessed: an identifier, or what a record has
 * besides. When she was made and changed is ours to say: it is brought to nothing.
 */
export function ownColumn(name: string, kind: string, form: OwnForm): OwnTarget | undefined {
  return form === 'api' ? apiColumn(name, kind) : tableColumn(name, kind)
}

function tableColumn(name: string, kind: string): OwnTarget | undefined {
  if (name.startsWith(kindPrefix)) return { is: 'identifier', kind: name.slice(kindPrefix.length) }
  const common = identifierKinds.find((each) => each === name)
  if (common !== undefined) return { is: 'identifier', kind: common }
  const columns = kind === 'customers' ? customerColumns : kind === 'events' ? eventColumns : {}
  const found = Object.entries(columns).find(([own, label]) => own === name || label === name)?.[0]
  return found === undefined ? undefined : recordOf(found)
}

function apiColumn(name: string, kind: string): OwnTarget | undefined {
  const [, part, rest = ''] = /^(fields|identifiers|properties)\.(.+)$/s.exec(name) ?? []
  if (part === 'fields') return { is: 'field', name: rest }
  if (part === 'identifiers') return { is: 'identifier', kind: rest }
  if (part === 'properties') return { is: 'property', name: rest }
  if (kind === 'products') return productColumns.get(name)
  if (kind === 'places') return placeColumns.get(name)
  const events = kind === 'events'
  const own = (events ? apiEventNames : apiCustomerNames)[name] ?? name
  return Object.hasOwn(events ? eventColumns : customerColumns, own) ? recordOf(own) : undefined
}

/** What every product of ours has as the API shows it, and other programs' products have not together. */
const productNames = ['id', 'variants', 'unknown']

const productColumns: ReadonlyMap<string, OwnTarget> = new Map([
  ['id', { is: 'record', name: 'product_id' }],
  ['variants', { is: 'record', name: 'variants' }],
  ['unknown', { is: 'nothing' }],
])

/** The same of places. */
const placeNames = ['id', 'by', 'key', 'unknown']

const placeColumns: ReadonlyMap<string, OwnTarget> = new Map([
  ['id', { is: 'record', name: 'place' }],
  ['by', { is: 'nothing' }],
  ['key', { is: 'nothing' }],
  ['unknown', { is: 'nothing' }],
])

/** What the API calls otherwise than a table of ours. */
const apiCustomerNames: Readonly<Record<string, string>> = { id: ownId }
const apiEventNames: Readonly<Record<string, string>> = { id: 'event_id', customer: ownId }

function recordOf(name: string): OwnTarget {
  return nothing.has(name) ? { is: 'nothing' } : { is: 'record', name }
}

const nothing: ReadonlySet<string> = new Set(['created', 'updated', 'known', 'import'])
