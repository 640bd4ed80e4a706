import { valueType, type Field } from '../../customer/field.ts'
import { failure, type Failure } from '../../failure.ts'
import { bare } from '../../import/guessMapping.ts'
import { didYouMean } from '../../suggest.ts'
import { roleNames, roles, type EventRoleName, type Role, type RoleName } from './roles.ts'
import type { Mapped, Roles } from './template.ts'

/** What a shop has by which roles may be filled. */
export type Seen = {
  /** Of customers, archived ones not. */
  readonly fields: readonly Field[]
  /** The ids of those that somebody has a value of: others are not guessed. */
  readonly filled: ReadonlySet<number>
  /** Names of events, the most frequent first. */
  readonly events: readonly string[]
  /** By the name of the event, the most frequent first. */
  readonly properties: ReadonlyMap<string, readonly PropertySeen[]>
  readonly purposes: readonly string[]
}

/** A property that events of a name have; where they have it of items, the list in which those are. */
export type PropertySeen = {
  readonly property: string
  readonly items?: string
  readonly holds: 'text' | 'number' | 'boolean' | 'list'
}

/** Who fills a role, and who else might. */
export type Filling = {
  readonly role: RoleName
  readonly mapped?: Mapped
  /** Said by somebody, or guessed: by the name exactly, or by a part of it. */
  readonly by?: 'choice' | 'name' | 'part of the name'
  /** Of what else there is, as it is chosen. */
  readonly others: readonly string[]
  /** A field that would fill it, but conditions may not use it yet. */
  readonly notFilterable?: string
}

/** Said of a role: that nothing fills it, whatever seems to. */
export const nobody = '-'

/** What somebody said himself, by role: a field's or event's name, a property's path, a purpose, or {@link nobody}. */
export type Chosen = Readonly<Record<string, string>>

/** The filled roles of a mapping. */
export function rolesOf(mapping: readonly Filling[]): Roles {
  return new Map(mapping.flatMap(({ role, mapped }) => (mapped ? [[role, mapped] as const] : [])))
}

/** How what fills a role is written where somebody chooses it: `items.brand` of the items' brand. */
export function shownMapped(mapped: Mapped): string {
  if (mapped.kind === 'purpose') return mapped.purpose
  if (mapped.kind !== 'property') return mapped.name
  return mapped.items === undefined ? mapped.property : `${mapped.items}.${mapped.property}`
}

/** The events that fill roles, by name: those whose properties have to be seen before {@link mapRoles}. */
export function eventsMapped(events: readonly string[], chosen: Chosen): readonly string[] {
  const seen: Seen = { fields: [], filled: new Set(), events, properties: new Map(), purposes: [] }
  return roleNames.flatMap((role) => {
    if (roles[role].kind !== 'event') return []
    const { mapped } = fill(role, seen, { chosen, events: new Map() })
    return mapped?.kind === 'event' ? [mapped.name] : []
  })
}

/** Fills all roles, by what somebody said, else by names; or says what of that makes no sense. */
export function mapRoles(seen: Seen, chosen: Chosen): readonly Filling[] | Failure {
  const wrong = wrongChoice(seen, chosen)
  if (wrong !== undefined) return wrong
  const events = new Map<RoleName, string>()
  const filled = new Map<RoleName, Filling>()
  const isEvent = (role: RoleName) => roles[role].kind === 'event'
  for (const role of roleNames.toSorted((a, b) => Number(isEvent(b)) - Number(isEvent(a)))) {
    const filling = fill(role, seen, { chosen, events })
    if (filling.mapped?.kind === 'event') events.set(role, filling.mapped.name)
    filled.set(role, filling)
  }
  return roleNames.flatMap((role) => filled.get(role) ?? [])
}

function wrongChoice(seen: Seen, chosen: Chosen): Failure | undefined {
  for (const [name, value] of Object.entries(chosen)) {
    const role = roleNames.find((each) => each === name)
    if (role === undefined) {
      return failure('invalid', `There is no role ${JSON.stringify(name)}`, {
        where: 'mapping',
        fix: didYouMean(name, roleNames, 'The template shows which roles it has.'),
      })
    }
    const wrong = wrongField(roles[role], value, seen)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongField(role: Role, name: string, { fields }: Seen): Failure | undefined {
  if (role.kind !== 'field' || name === nobody) return undefined
  const where = 'mapping'
  const field = fields.find((each) => each.name === name)
  if (field === undefined) {
    const names = fields.map((each) => each.name)
    return failure('invalid', `There is no field ${JSON.stringify(name)}`, {
      where,
      fix: didYouMean(name, names, 'Choose one of the fields there are, or make it first.'),
    })
  }
  if (!role.types.includes(valueType(field.type))) {
    return failure('invalid', `The field ${JSON.stringify(name)} is of the type ${field.type}`, {
      where,
      fix: `Choose a field of one of these types: ${role.types.join(', ')}.`,
    })
  }
  if (field.filterable) return undefined
  return failure('invalid', `The field ${JSON.stringify(name)} is not filterable`, {
    where,
    fix: 'Make it filterable first: conditions use no other fields.',
  })
}

type Known = { readonly chosen: Chosen; readonly events: ReadonlyMap<RoleName, string> }

/** Something that could fill a role. */
type Candidate = {
  readonly mapped: Mapped
  readonly names: readonly string[]
  /** Nobody has a value of it: it fills a role only where somebody says so. */
  readonly empty?: boolean
}

function fill(role: RoleName, seen: Seen, known: Known): Filling {
  const of = roles[role]
  const candidates = candidatesFor(of, seen, known)
  const said = known.chosen[role]
  if (said === nobody) return { role, others: othersThan(undefined, candidates) }
  if (said !== undefined) {
    const mapped = chosenFor(of, said, candidates)
    return { role, mapped, by: 'choice', others: othersThan(mapped, candidates) }
  }
  const [best] = candidates
    .filter(({ empty }) => empty !== true)
    .map((candidate, nth) => ({ ...candidate, nth, ...likeness(candidate.names, of.aliases) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.nth - b.nth)
  if (best !== undefined) {
    const by = best.exact ? 'name' : 'part of the name'
    return { role, mapped: best.mapped, by, others: othersThan(best.mapped, candidates) }
  }
  const unusable = of.kind === 'field' ? notFilterable(of, seen) : undefined
  return {
    role,
    others: othersThan(undefined, candidates),
    ...(unusable === undefined ? {} : { notFilterable: unusable }),
  }
}

const shownOthers = 30

function othersThan(
  mapped: Mapped | undefined,
  candidates: readonly Candidate[],
): readonly string[] {
  const own = mapped && shownMapped(mapped)
  const names = candidates.map((each) => shownMapped(each.mapped)).filter((each) => each !== own)
  return names.slice(0, shownOthers)
}

function candidatesFor(role: Role, seen: Seen, { events }: Known): readonly Candidate[] {
  switch (role.kind) {
    case 'field':
      return seen.fields
        .filter((field) => field.filterable && fits(field, role))
        .map((field) => ({
          mapped: { kind: 'field', name: field.name, type: valueType(field.type) },
          names: [field.name, field.label],
          empty: !seen.filled.has(field.id),
        }))
    case 'event':
      return seen.events.map((name) => ({ mapped: { kind: 'event', name }, names: [name] }))
    case 'property':
      return propertiesFor(role, seen.properties.get(events.get(role.of) ?? '') ?? [])
    case 'purpose':
      return seen.purposes.map((purpose) => ({
        mapped: { kind: 'purpose', purpose },
        names: [purpose],
      }))
  }
}

/** Of items first, where the role is of items; else of the event alone. */
function propertiesFor(
  role: Extract<Role, { kind: 'property' }>,
  properties: readonly PropertySeen[],
): readonly Candidate[] {
  const holding = properties.filter(({ holds }) => role.holds.includes(holds))
  const ofItems = holding.filter(({ items }) => items !== undefined)
  const ofEvent = holding.filter(({ items }) => items === undefined)
  return (role.items === true ? [...ofItems, ...ofEvent] : ofEvent).map(({ property, items }) => ({
    mapped: { kind: 'property', property, ...(items === undefined ? {} : { items }) },
    names: [property],
  }))
}

function fits(field: Field, role: Extract<Role, { kind: 'field' }>): boolean {
  return !field.identifying && role.types.includes(valueType(field.type))
}

function notFilterable(role: Extract<Role, { kind: 'field' }>, { fields }: Seen) {
  return fields.find(
    (field) =>
      !field.filterable &&
      fits(field, role) &&
      likeness([field.name, field.label], role.aliases).exact,
  )?.name
}

/** A path as somebody writes it: what stands before the dot is the list of the items. */
function chosenFor(role: Role, said: string, candidates: readonly Candidate[]): Mapped {
  const known = candidates.find(({ mapped }) => shownMapped(mapped) === said)
  if (known !== undefined) return known.mapped
  if (role.kind === 'purpose') return { kind: 'purpose', purpose: said }
  if (role.kind !== 'property') return { kind: 'event', name: said }
  const dot = role.items === true ? said.indexOf('.') : -1
  if (dot <= 0) return { kind: 'property', property: said }
  return { kind: 'property', items: said.slice(0, dot), property: said.slice(dot + 1) }
}

/** How much a name is what a role may be called: wholly, the earlier the better; or a longer name with it inside. */
function likeness(
  names: readonly string[],
  aliases: readonly string[],
): { readonly score: number; readonly exact: boolean } {
  const bared = names.map(bare)
  const whole = aliases.findIndex((alias) => bared.includes(alias))
  if (whole >= 0) return { score: 1_000 - whole, exact: true }
  const longer = bared.filter((name) => !undoing.test(name))
  const inside = aliases.findIndex(
    (alias) => alias.length >= tellingLength && longer.some((name) => name.includes(alias)),
  )
  return { score: inside < 0 ? 0 : 500 - inside, exact: false }
}

/** What undoes something has its name inside: a cancelled order is none. */
const undoing = /cancel|refund|remov|abandon|reembols|estorn|devol|desist|excl/

/** A shorter alias stands inside names that mean something else. */
const tellingLength = 6

/** The role of the event that a property is of. */
export function eventOf(role: RoleName): EventRoleName | undefined {
  const of = roles[role]
  return of.kind === 'property' ? of.of : undefined
}
