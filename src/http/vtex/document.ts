import { randomUUID } from 'node:crypto'
import type { Json } from '../../api/parts.ts'
import type { Field } from '../../domain/customer/field.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { didYouMean } from '../../domain/suggest.ts'
import { isNamePart } from '../../domain/vtex/nameParts.ts'
import { identifierNames, ownName, recordedNames } from '../../domain/vtex/names.ts'
import type { StoredCalculation } from '../../store/operational/calculated.ts'
import { calculatedValues, calculationsNow, showCalculated } from '../calculatedValues.ts'
import { readCustomers, type ShownCustomer } from '../customer.ts'
import type { Vocabulary } from '../questions.ts'
import { knownIn } from '../reading.ts'
import type { Works } from '../works.ts'

export type VtexDocument = Record<string, Json>

/** Of a document whatever fields it has, what says which it is. */
const ofEach = { accountId: 'clientela', accountName: 'clientela', dataEntityId: 'CL' } as const

/** What VTEX keeps of a document by itself: said in what is written it is passed over, unless the shop has such a field. */
const ownKeys: ReadonlySet<string> = new Set([
  ...Object.keys(ofEach),
  ...Object.keys(recordedNames),
  ...'createdBy updatedBy lastInteractionBy lastInteractionIn followers tags auto_filter'.split(
    ' ',
  ),
])

/** Which fields are wanted: names, or all. */
export type FieldsWanted = readonly string[] | 'all'

export function fieldsWanted(text: string | undefined): FieldsWanted {
  if (text === undefined || text.trim() === '') return []
  const names = text.split(',').map((each) => each.trim())
  return names.includes('_all') ? 'all' : names.filter((each) => each !== '')
}

/** Documents of those customers, in their order. */
export async function documents(
  works: Works,
  ids: readonly string[],
  { wanted, vocabulary, signal }: Showing,
): Promise<VtexDocument[]> {
  const calculated = calculatedIn(wanted, await calculationsNow(works))
  const [shown, values] = await Promise.all([
    readCustomers(works, ids, signal),
    calculatedValues(works, ids, calculated, { now: works.clock(), signal }),
  ])
  const known = knownIn(vocabulary).fields
  return shown.map((customer) => {
    const worked = showCalculated(values.get(customer.id), calculated)
    const all = { ...customer, fields: { ...customer.fields, ...worked } }
    return wanted === 'all' ? whole(all) : some(all, wanted, known)
  })
}

type Showing = {
  readonly wanted: FieldsWanted
  readonly vocabulary: Vocabulary
  readonly signal: AbortSignal
}

function calculatedIn(wanted: FieldsWanted, all: readonly StoredCalculation[]) {
  return wanted === 'all' ? [] : all.filter(({ name }) => wanted.includes(name))
}

function whole(customer: ShownCustomer): VtexDocument {
  const { id, created, updated, fields } = customer
  const times = { createdIn: created, updatedIn: updated }
  return { ...identifiers(customer), ...fields, ...names(customer), ...times, id, ...ofEach }
}

function some(
  customer: ShownCustomer,
  wanted: readonly string[],
  known: ReadonlyMap<string, Field>,
): VtexDocument {
  const all = whole(customer)
  // What says which document it is comes where nothing is asked for, as there.
  if (wanted.length === 0) return { id: customer.id, ...ofEach }
  return Object.fromEntries(
    wanted.map((name) => {
      const own = ownName(name, known)
      const isThere = known.has(own) || Object.hasOwn(all, name) || spoken.has(name)
      if (!isThere) throw noField(name, known)
      return [name, customer.fields[own] ?? all[name] ?? null]
    }),
  )
}

const spoken: ReadonlySet<string> = new Set(['firstName', 'lastName', ...identifierNames.keys()])

/** A name in two parts, the first word and the others. */
function names({ fields }: ShownCustomer): Record<string, Json> {
  const { name } = fields
  if (typeof name !== 'string') return {}
  const [first = '', ...rest] = name.split(' ')
  return { firstName: first, lastName: rest.join(' ') }
}

function identifiers(customer: ShownCustomer): Record<string, Json> {
  return Object.fromEntries(
    [...identifierNames].flatMap(([name, kind]) => {
      const [value] = customer.identifiers[kind] ?? []
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** What is written of a document: whom it names, and values by our fields' names. */
export type Written = {
  readonly identifiers: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, Json>>
}

/**
 * Reads what is sent as a document. A field that there is not is refused by its name. First and last name
 * are the two parts of the name, of which the one that is not said stays as it is.
 */
export function readDocument(
  body: Readonly<Record<string, Json>>,
  vocabulary: Vocabulary,
  before?: ShownCustomer,
): Written {
  const known = knownIn(vocabulary).fields
  const stored = vocabulary.catalogue.fields
  const [said, fields]: [Record<string, string>, Record<string, Json>] = [{}, {}]
  for (const [key, value] of Object.entries(body)) {
    if (ownKeys.has(key) && stored.get(key)?.of !== 'customer') continue
    const kind = identifierNames.get(key)
    if (kind !== undefined && (typeof value === 'string' || typeof value === 'number')) {
      said[kind] = String(value)
    }
    const own = ownName(key, stored)
    if (stored.get(own)?.of === 'customer') fields[own] = value
    else if (kind === undefined && !isNamePart(key)) throw noField(key, known)
  }
  return { identifiers: said, fields: { ...fields, ...nameOf(body, stored, before) } }
}

function nameOf(
  body: Readonly<Record<string, Json>>,
  stored: ReadonlyMap<string, Field>,
  before: ShownCustomer | undefined,
): Record<string, Json> {
  if (stored.has('first_name') || stored.has('firstName')) return {}
  if (body['firstName'] === undefined && body['lastName'] === undefined) return {}
  const { firstName, lastName } = before === undefined ? {} : names(before)
  const parts = [body['firstName'] ?? firstName, body['lastName'] ?? lastName]
  const name = parts
    .flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : []))
    .join(' ')
  return { name: name === '' ? null : name }
}

/** The identifier by which a document is known whose id is not one of ours. */
export const documentKind = 'vtex_id'

/** With an id where nothing else says who it is. */
export function named({ identifiers: said, fields }: Written): Written {
  if (Object.keys(said).length > 0) return { identifiers: said, fields }
  return { identifiers: { [documentKind]: randomUUID() }, fields }
}

function noField(name: string, known: ReadonlyMap<string, Field>): Refusal {
  const otherwise = `Make it first: POST /api/fields {"name":…,"type":…}; GET /api/dataentities/CL lists them.`
  return new Refusal(
    failure('invalid', `There is no field ${JSON.stringify(name.slice(0, 60))}`, {
      where: name.slice(0, 60),
      fix: didYouMean(name, known.keys(), otherwise),
    }),
  )
}
