import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { catalogOf } from '../../../../src/domain/customer/catalog.ts'
import { idKey } from '../../../../src/domain/customer/customerId.ts'
import { identityRules, type Identifier } from '../../../../src/domain/customer/identity.ts'
import { planJoins, type Judged, type Said } from '../../../../src/domain/customer/join.ts'
import { isSurer, keyOf, pairKey, type Link } from '../../../../src/domain/customer/links.ts'
import { utc } from '../../../../src/domain/time/zone.ts'
import { identifierHash } from '../../../../src/store/clickhouse/identifierHash.ts'
import { identifiersIn } from '../../../../src/store/clickhouse/records.ts'
import { apply } from '../../../../src/work/intake/apply.ts'
import { draftOf, recordOfDraft, type Draft } from '../../../../src/work/intake/draft.ts'
import { messageParts, prepareMessage } from '../../../../src/work/intake/messages.ts'
import { Named } from '../../../../src/work/intake/named.ts'
import type { Prepared } from '../../../../src/work/intake/prepare.ts'
import { noReferences } from '../../../../src/work/intake/referenceDraft.ts'
import { SetState, type Settings } from '../../../../src/work/intake/setState.ts'

export type Message = Readonly<Record<string, unknown>>

export const settings: Settings = {
  catalog: catalogOf(builtInFields),
  references: { product: catalogOf([]), place: catalogOf([]) },
  zone: utc,
  country: 'BR',
  currency: 'BRL',
  identity: identityRules(),
  keys: { customer: idKey('0123456789abcdef'.repeat(3)), tombstone: Buffer.from('a key of tests') },
}

const received = Date.UTC(2026, 0, 2)

/** Who is who, and what was done under it: as texts that do not name customers. */
export type Partition = { readonly people: string[]; readonly events: Record<string, string> }

/**
 * A shop in memory: what arrives is read, resolved and applied by the real code, sets one after the other, and what
 * is to be looked at by the real plan whenever its turn comes. Only what is stored is not.
 */
export class MemoryShop {
  private readonly identities = new Map<string, string>()
  private readonly drafts = new Map<string, Draft>()
  private readonly judged = new Map<string, Judged>()
  private readonly waiting = new Map<string, Said>()
  private readonly taken = new Set<string>()
  private events: { readonly id: string; readonly named: readonly string[]; customer: string }[] =
    []
  private position = 0
  readonly joins: (readonly Said[])[] = []

  take(messages: readonly Message[]): void {
    this.position += 1
    const parts = preparedOf(messages, this.position)
    const known = new Map(
      [...this.judged].map(([key, { at }]) => [key, { at, gave: [] as readonly Identifier[] }]),
    )
    for (const [key, said] of this.waiting) {
      known.set(key, { at: Math.min(said.at, known.get(key)?.at ?? said.at), gave: said.gave })
    }
    const state = new SetState(
      settings,
      { set: 0, repeated: false },
      {
        identities: this.identities,
        buried: new Set(),
        taken: this.taken,
        there: new Set(),
        drafts: this.drafts,
        merged: new Map(),
        referenceDrafts: noReferences,
        named: new Named(known),
      },
    )
    for (const each of parts) apply(state, each)
    if (state.rows.rejected.length > 0) throw new Error(String(state.rows.rejected[0]?.['reason']))
    for (const row of state.rows.events) {
      const named = row['named'] as readonly string[]
      this.events.push({ id: String(row['id']), named, customer: String(row['customer_id']) })
    }
    const news = state.named.news()
    for (const said of news) this.waiting.set(pairKey(said), said)
    if (news.length > 0) this.joins.push(news)
  }

  /** Looks at what is next to be looked at. */
  join(): void {
    const pairs = this.joins.shift() ?? []
    const ends = pairs.flatMap(({ weak, strong }) => [keyOf(weak), keyOf(strong)])
    const ids = new Set(ends.flatMap((key) => this.identities.get(key) ?? []))
    const customers = new Map([...ids].map((id) => [id, this.customer(id)]))
    const mine = new Set([
      ...ends,
      ...[...customers.values()].flatMap(({ identifiers }) => identifiers.map(keyOf)),
    ])
    const wanted = new Set(pairs.map(pairKey))
    const said = [...this.waiting].filter(([, link]) => mine.has(keyOf(link.weak)))
    const later = said.filter(([key]) => !wanted.has(key))
    const plan = planJoins({
      customers,
      judged: [...this.judged.values()].filter((link) => mine.has(keyOf(link.weak))),
      said: said.filter(([key]) => wanted.has(key)).map(([, link]) => link),
      unsettled: new Set(later.flatMap(([, { gave }]) => gave.map(keyOf))),
      rules: settings.identity,
    })
    for (const { keep, drop } of plan.merges) {
      this.give(drop, keep, identifiersIn(recordOfDraft(this.draft(drop))))
      for (const event of this.events) if (event.customer === drop) event.customer = keep
      this.drafts.delete(drop)
    }
    for (const { from, to, identifiers } of plan.moves) {
      this.give(from, to, identifiers)
      const hashes = new Set(identifiers.map(identifierHash))
      for (const event of this.events) {
        if (event.customer === from && hashes.has(event.named[0] ?? '')) event.customer = to
      }
    }
    for (const key of wanted) this.waiting.delete(key)
    for (const link of plan.links) this.judged.set(pairKey(link), link)
  }

  partition(): Partition {
    const people = new Map<string, string[]>()
    for (const [key, id] of this.identities) people.set(id, [...(people.get(id) ?? []), key])
    return partitionOf([...people.entries()], (id) =>
      this.events.filter(({ customer }) => customer === id).map((event) => event.id),
    )
  }

  private customer(id: string) {
    const record = recordOfDraft(this.draft(id))
    return { created: record.created, identifiers: identifiersIn(record) }
  }

  private draft(id: string): Draft {
    const draft = this.drafts.get(id)
    if (draft === undefined) throw new Error(`no customer ${id}`)
    return draft
  }

  private give(from: string, to: string, identifiers: readonly Identifier[]): void {
    const [one, other] = [this.draft(from), this.draft(to)].map((each) => recordOfDraft(each))
    if (one === undefined || other === undefined) throw new Error('two')
    const lost = new Set(identifiers.map(keyOf))
    const left = identifiersIn(one).filter((each) => !lost.has(keyOf(each)))
    this.drafts.set(from, draftOf({ ...one, identifiers: byKind(left) }))
    const all = [...identifiersIn(other), ...identifiers]
    this.drafts.set(to, draftOf({ ...other, identifiers: byKind(all) }))
    for (const key of lost) this.identities.set(key, to)
  }
}

function byKind(identifiers: readonly Identifier[]): Map<string, string[]> {
  const kinds = new Map<string, string[]>()
  for (const { kind, value } of identifiers) kinds.set(kind, [...(kinds.get(kind) ?? []), value])
  return kinds
}

function partitionOf(
  people: readonly (readonly [string, readonly string[]])[],
  eventsOf: (id: string) => readonly string[],
): Partition {
  const events: Record<string, string> = {}
  const names = people.map(([id, keys]) => {
    const name = keys
      .map((key) => key.replace('\n', ':'))
      .toSorted()
      .join(' ')
    for (const event of eventsOf(id)) events[event] = name
    return name
  })
  return { people: names.toSorted(), events }
}

/**
 * What messages mean, whatever their order: of all links, the surest first, each is taken that makes no two user ids
 * one's (Kruskal 1956); and what was done is done by whoever has the surest identifier that was named.
 */
export function meaningOf(messages: readonly Message[]): Partition {
  const parts = preparedOf(messages)
  const find = groupsOf(parts)
  const people = new Map<string, Set<string>>()
  const done = new Map<string, string[]>()
  for (const { event, identifiers, message } of parts) {
    for (const key of identifiers.map(keyOf)) {
      people.set(find(key), (people.get(find(key)) ?? new Set()).add(key))
    }
    const root = find(identifiers.map(keyOf)[0] ?? '')
    if (event !== undefined) done.set(root, [...(done.get(root) ?? []), String(message?.hash)])
  }
  const all = [...people].map(([root, keys]) => [root, [...keys]] as const)
  return partitionOf(all, (root) => done.get(root) ?? [])
}

/** By key, that of one of all who are one with it. */
function groupsOf(parts: readonly Prepared[]): (key: string) => string {
  const next = new Map<string, string>()
  const find = (key: string): string => {
    const to = next.get(key)
    return to === undefined ? key : find(to)
  }
  const users = parts.flatMap(({ identifiers }) => identifiers.map(keyOf)).filter(isUser)
  const hasUser = (root: string): boolean => users.some((key) => find(key) === root)
  for (const { weak, strong } of surestFirst(parts)) {
    const [one, other] = [find(keyOf(weak)), find(keyOf(strong))]
    if (one !== other && !(hasUser(one) && hasUser(other))) next.set(one, other)
  }
  return find
}

/** Each pair once, as of the first message that says it. */
function surestFirst(parts: readonly Prepared[]): readonly Link[] {
  const links = new Map<string, Link>()
  for (const link of parts.flatMap((each) => each.links ?? [])) {
    const before = links.get(pairKey(link))
    const isEarlier = before === undefined || link.at < before.at
    if (isEarlier && !isUser(keyOf(link.weak))) links.set(pairKey(link), link)
  }
  return [...links.values()].toSorted((a, b) =>
    isSurer({ ...a, given: false }, { ...b, given: false }) ? -1 : 1,
  )
}

function isUser(key: string): boolean {
  return key.startsWith('user_id\n')
}

function preparedOf(messages: readonly Message[], position = 1): readonly Prepared[] {
  const place = { position, row: 0, received, importId: 0 }
  const arrival = { source: 'site', channel: 'site', call: 'batch', body: { batch: messages } }
  return messageParts(arrival, place).flatMap((part) => prepareMessage(part, settings))
}
