import { normalIdentifier, singleKinds, type Identifier } from '../../domain/customer/identity.ts'
import { uniqueIdentifier } from '../../domain/customer/unique.ts'
import { parseValue } from '../../domain/customer/value.ts'
import { failure, isFailure, orRefuse, Refusal } from '../../domain/failure.ts'
import { identifierNames } from '../../domain/vtex/names.ts'
import { identifierKey, readIdentities } from '../../store/clickhouse/identities.ts'
import { readCustomers, type ShownCustomer } from '../customer.ts'
import type { Vocabulary } from '../questions.ts'
import type { Call } from '../route.ts'
import type { Works } from '../works.ts'
import type { Written } from './document.ts'

type Asked = {
  readonly document: Written
  readonly vocabulary: Vocabulary
  /** Whose document it is; undefined where its identifiers say that. */
  readonly customer?: string
}

/**
 * Refuses what would be written in part only, before anything is: a document is taken whole or not at all,
 * where what arrives by our own API is taken value by value. Somebody else may still write in between.
 */
export async function demandWhole(
  works: Works,
  { document, vocabulary, customer }: Asked,
  { signal }: Pick<Call, 'signal'>,
): Promise<void> {
  const { identifiers: said, fields } = document
  const uniques = valuesOf(fields, vocabulary)
  const identifiers = Object.entries(said).map(([kind, value]) => ({
    kind,
    value: orRefuse(normalIdentifier(kind, value, vocabulary.values.country)),
  }))
  const owners = await readIdentities(works.database, [...identifiers, ...uniques.keys()])
  const ownerOf = (each: Identifier) => owners.get(identifierKey(each))
  const whose = customer ?? identifiers.map(ownerOf).find((each) => each !== undefined)
  for (const each of [...identifiers, ...uniques.keys()]) {
    const owner = ownerOf(each)
    if (owner !== undefined && owner !== whose) throw anothers(uniques.get(each) ?? each.kind)
  }
  if (whose === undefined) return
  const [before] = await readCustomers(works, [whose], signal)
  if (before !== undefined) demandKept(before, { document, vocabulary, identifiers })
}

/** Reads all values; of those of unique fields by what they are told apart, and the field's name. */
function valuesOf(
  fields: Written['fields'],
  { catalogue, values }: Vocabulary,
): ReadonlyMap<Identifier, string> {
  const uniques = new Map<Identifier, string>()
  for (const [name, given] of Object.entries(fields)) {
    const field = catalogue.fields.get(name)
    if (field === undefined) continue
    const value = parseValue(field, given, values)
    if (isFailure(value)) throw new Refusal(value)
    if (field.unique && value !== undefined) uniques.set(uniqueIdentifier(field, value), name)
  }
  return uniques
}

type Keeping = Pick<Asked, 'document' | 'vocabulary'> & {
  readonly identifiers: readonly Identifier[]
}

/** What she has and cannot lose: values that are required, and the one identifier of its kind. */
function demandKept(before: ShownCustomer, { document, vocabulary, identifiers }: Keeping): void {
  for (const [name, given] of Object.entries(document.fields)) {
    const isLost = vocabulary.catalogue.fields.get(name)?.required === true && given === null
    if (isLost && before.fields[name] !== undefined) throw isRequired(name)
  }
  for (const { kind, value } of identifiers) {
    const has = before.identifiers[kind] ?? []
    if (singleKinds.has(kind) && has.length > 0 && !has.includes(value)) throw hasAnother(kind)
  }
}

function spoken(kind: string): string {
  return [...identifierNames].find(([, own]) => own === kind)?.[0] ?? kind
}

function anothers(kind: string): Refusal {
  const where = spoken(kind)
  return new Refusal(
    failure('conflict', `Another document has this ${where}`, {
      where,
      fix: 'Change that one, or merge the two: clientela duplicates lists pairs.',
    }),
  )
}

function hasAnother(kind: string): Refusal {
  const where = spoken(kind)
  return new Refusal(
    failure('conflict', `A document keeps its ${where}, and this one has another`, {
      where,
      fix: 'Leave it out, or make a document of its own.',
    }),
  )
}

function isRequired(name: string): Refusal {
  return new Refusal(
    failure('invalid', `A document keeps a value of ${name}, which is required`, {
      where: name,
      fix: `Give ${name} a value.`,
    }),
  )
}
