import type { Identifiers, Who } from '../../domain/arrival.ts'
import { customerIdAt } from '../../domain/customer/customerId.ts'
import {
  limitOf,
  normalIdentifier,
  singleKinds,
  strengthOf,
  type Identifier,
  type IdentityRules,
} from '../../domain/customer/identity.ts'
import { failure, isFailure, type Failure } from '../../domain/failure.ts'
import { fieldOfKind } from '../../domain/customer/unique.ts'
import { identifierKey } from '../../store/clickhouse/identities.ts'
import type { Part, Place } from './arrivals.ts'
import { addIdentifier, newDraft, type Draft } from './draft.ts'
import { giveDefaults } from './putValue.ts'
import type { SetState } from './setState.ts'

const mostIdentifiers = 50

/**
 * The identifiers of an arrival, normalised, strongest first; a failure names the first that is none.
 * What came is anybody's JSON. The country is that of phone numbers that say none.
 */
export function identifiersOf(
  given: Identifiers | undefined,
  country: string,
  rules?: Pick<IdentityRules, 'blocked'>,
): readonly Identifier[] | Failure {
  if (given === undefined) return []
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return failure('invalid', 'identifiers is an object of values by kind', {
      where: 'identifiers',
    })
  }
  const found: Identifier[] = []
  for (const [kind, values] of Object.entries(given)) {
    for (const value of Array.isArray(values) ? (values as readonly unknown[]) : [values]) {
      const normal = normalIdentifier(kind, value, country, rules)
      if (isFailure(normal)) return within(normal, kind)
      found.push({ kind, value: normal })
    }
  }
  if (found.length > mostIdentifiers) {
    return failure('too_large', `more than ${mostIdentifiers} identifiers`, {
      where: 'identifiers',
    })
  }
  return byStrength(found)
}

/** Sorts them, the one that says most surely who somebody is first; before all others the key's. */
export function byStrength(identifiers: Identifier[], key?: string): Identifier[] {
  const rank = ({ kind }: Identifier): number => (kind === key ? -1 : strengthOf(kind))
  return identifiers.sort((a, b) => rank(a) - rank(b))
}

function within(normal: Failure, kind: string): Failure {
  return failure(normal.code, normal.message, { ...normal, where: `identifiers.${kind}` })
}

/**
 * Why those identifiers cannot be one person's: two values of a kind of which a person has one. Which
 * of the two is meant nobody knows.
 */
export function twoPeople(identifiers: readonly Identifier[]): Failure | undefined {
  for (const { kind, value } of identifiers) {
    if (!singleKinds.has(kind)) continue
    if (identifiers.every((each) => each.kind !== kind || each.value === value)) continue
    return failure('conflict', `A customer has one ${kind}, and these are several`, {
      where: `identifiers.${kind}`,
      fix: 'Send each with what belongs to it, as customers or events of their own.',
    })
  }
  return undefined
}

/** Who it is, and whether somebody who is not there may be made. */
export type Question = {
  readonly who: Who
  readonly identifiers: readonly Identifier[]
  readonly place: Place
  readonly mode: 'find' | 'make' | 'create'
  /** Why nobody can be made of it, only found. */
  readonly lacking?: Failure | undefined
  /**
   * A kind that counts as the strongest, and of which one person has one; by which a file names its
   * customers. It may be that of a unique field.
   */
  readonly key?: string | undefined
  /**
   * It is a message of the tracking API: no more of a kind come together than the limit, and whose
   * identifiers two customers have is looked at by an entry of its own.
   */
  readonly byMessage?: boolean
}

/**
 * The id of the customer an arrival speaks of; new identifiers are hers from then on. Where identifiers
 * name two customers, the strongest decides; the other keeps hers, and the conflict is written down.
 * Two different user_ids, or documents, are never one person: who has one does not get another.
 */
export function resolve(state: SetState, question: Question): string | Failure {
  const { who, identifiers, mode } = question
  const buried = identifiers.find((each) => state.buried.has(identifierKey(each)))
  if (buried !== undefined) return deleted(buried)
  if (who.customer !== undefined) return byId(state, question, who.customer)
  if (identifiers.length === 0) {
    return failure('invalid', 'It names no customer', {
      where: 'identifiers',
      fix: 'Give the customer, or an identifier such as user_id, email or anonymous_id.',
    })
  }
  if (mode === 'create') {
    const taken = identifiers.find((each) => state.identities.has(identifierKey(each)))
    if (taken !== undefined) return alreadyTaken(taken)
  }
  const owner = ownerOf(state, question)
  if (owner === undefined && mode !== 'find' && question.lacking !== undefined) {
    return question.lacking
  }
  const id = owner ?? (mode === 'find' ? undefined : make(state, question.place))
  if (id === undefined) return failure('not_found', 'No customer has these identifiers')
  attach(state, id, question)
  return id
}

/** Of whom the identifiers speak, among those who are there: the strongest decides that may. */
export function ownerOf(
  state: SetState,
  question: Pick<Question, 'identifiers' | 'key' | 'byMessage'>,
): string | undefined {
  const { identifiers } = question
  for (const [i, identifier] of identifiers.entries()) {
    const owner = state.identities.get(identifierKey(identifier))
    if (owner !== undefined && mayBe(state, owner, question, i)) return owner
  }
  return undefined
}

/**
 * Gives the customer those identifiers that nobody has. Noted as conflicts: those that another has,
 * which stay there, and a second one of a kind of which she has one, which stays nobody's.
 */
function attach(state: SetState, id: string, question: Question): void {
  const { identifiers, place, byMessage = false } = question
  for (const identifier of identifiers) {
    // A value of a unique field becomes hers with the field.
    if (fieldOfKind(identifier.kind) !== undefined) continue
    const key = identifierKey(identifier)
    const owner = state.identities.get(key)
    if (owner === id) continue
    if (owner !== undefined) {
      if (!byMessage) state.conflict(id, owner, identifier.kind, place)
      continue
    }
    const draft = state.draft(id)
    if (!mayHave(draft, identifier, limitsOf(state, question))) {
      if (!byMessage) state.conflict(id, nobody, identifier.kind, place)
      continue
    }
    addIdentifier(draft, identifier, state.change(place))
    state.identify(identifier, id, place)
    if (byMessage) state.named.gave(identifier)
  }
}

/** All identifiers of what a part names that may have to be looked up. */
export function namedBy(part: Part): Who | undefined {
  const isHers = part.type !== 'unread' && part.type !== 'product' && part.type !== 'place'
  return isHers ? part.write : undefined
}

function byId(state: SetState, question: Question, customer: unknown): string | Failure {
  if (typeof customer !== 'string' || !/^[1-9][0-9]{0,18}$/.test(customer)) {
    return failure('invalid', 'That is no customer id', { where: 'customer' })
  }
  const id = state.merged.get(customer) ?? customer
  if (!state.drafts.has(id) && !state.there.has(id)) {
    return failure('not_found', `There is no customer ${customer}`, { where: 'customer' })
  }
  attach(state, id, question)
  return id
}

/**
 * Whether the owner of identifier `i` can be the one that stronger identifiers, which nobody has yet,
 * speak of: not if she has another value of one that people have only once.
 */
function mayBe(
  state: SetState,
  owner: string,
  question: Pick<Question, 'identifiers' | 'key' | 'byMessage'>,
  i: number,
): boolean {
  const draft = state.drafts.get(owner)
  const limits = limitsOf(state, question)
  return (
    draft === undefined ||
    question.identifiers.slice(0, i).every((each) => mayHave(draft, each, limits))
  )
}

type Limits = {
  readonly key: string | undefined
  /** Undefined: as many as come. */
  readonly rules: IdentityRules | undefined
}

function limitsOf(
  { settings }: SetState,
  { key, byMessage = false }: Pick<Question, 'key' | 'byMessage'>,
): Limits {
  return { key, rules: byMessage ? settings.identity : undefined }
}

/** Not where she has another value of a kind of which people have one, or as many as are allowed. */
function mayHave(draft: Draft, { kind, value }: Identifier, { key, rules }: Limits): boolean {
  const field = fieldOfKind(kind)
  if (field !== undefined) return (draft.values.get(field)?.[0] ?? null) === null
  const has = draft.identifiers.get(kind) ?? []
  if (has.includes(value)) return true
  if (singleKinds.has(kind) || kind === key) return has.length === 0
  return rules === undefined || has.length < limitOf(rules, kind)
}

/** The other side of a conflict about an identifier that no customer has. */
const nobody = '0'

function make(state: SetState, place: Place): string {
  const id = String(customerIdAt(place.position, place.row, state.settings.keys.customer))
  const draft = newDraft(id, state.change(place))
  state.drafts.set(id, draft)
  state.made += 1
  state.touched.made.add(id)
  giveDefaults(state, draft, place)
  return id
}

function deleted({ kind }: Identifier): Failure {
  return failure(
    'conflict',
    `The customer with this ${kind} was deleted, and what arrives for her is refused`,
    {
      where: `identifiers.${kind}`,
      fix: 'If she wants to be known again, lift the deletion of this identifier first.',
    },
  )
}

function alreadyTaken({ kind }: Identifier): Failure {
  return failure('conflict', `There is a customer with this ${kind} already`, {
    where: `identifiers.${kind}`,
    fix: 'Change that customer, or send it as an upsert.',
  })
}
