import { isFailure, Refusal } from '../../domain/failure.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import type { Context } from '../../domain/segment/facts.ts'
import {
  conditionFrom,
  parametersFor,
  settle,
  type Choices,
  type Settled,
  type Suggested,
  type Suggestions,
} from '../../domain/segment/templates/choosing.ts'
import { lackedGroups } from '../../domain/segment/templates/lacking.ts'
import {
  eventOf,
  mapRoles,
  rolesOf,
  type Chosen,
  type Filling,
  type Seen,
} from '../../domain/segment/templates/mapping.ts'
import type { RoleName } from '../../domain/segment/templates/roles.ts'
import type { Parameter, Roles, Template } from '../../domain/segment/templates/template.ts'
import { localDay } from '../../domain/time/zone.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import {
  quantileOfField,
  quantileOfMeasure,
  valuesOfField,
  valuesOfProperty,
} from '../../store/clickhouse/distribution.ts'

/** What a template comes to in a shop. */
export type Offer = {
  readonly mapping: readonly Filling[]
  readonly parameters: readonly Settled[]
  /** Undefined where the shop lacks what it needs, or no value that it looks for is there. */
  readonly condition: Condition | undefined
}

export type Wishes = { readonly mapping: Chosen; readonly parameters: Choices }

export type OfferMeans = {
  readonly database: Database
  readonly context: Context
  readonly signal: AbortSignal
}

/** The roles that a template speaks of, those of the events of its properties too. */
export function rolesUsed({ needs, uses = [], parameters }: Template): ReadonlySet<RoleName> {
  const named = [...needs.flat(), ...uses]
  const valued = parameters.flatMap((each) => (each.type === 'values' ? each.of : []))
  return new Set(
    [...named, ...valued].flatMap((role) => {
      const event = eventOf(role)
      return event === undefined ? [role] : [role, event]
    }),
  )
}

/**
 * A template with the shop's own names, thresholds and values. Refused where what is wished makes no
 * sense: a field that is not there, a number out of bounds.
 */
export async function offerOf(
  template: Template,
  seen: Seen,
  wishes: Wishes,
  means: OfferMeans,
): Promise<Offer> {
  const all = mapRoles(seen, wishes.mapping)
  if (isFailure(all)) throw new Refusal(all)
  const used = rolesUsed(template)
  const mapping = all.filter(({ role }) => used.has(role))
  const roles = rolesOf(mapping)
  const lacks = lackedGroups(template, mapping).length > 0
  const suggestions = lacks ? new Map() : await suggest(template, roles, means)
  const parameters = settle(template, roles, { choices: wishes.parameters, suggestions })
  if (isFailure(parameters)) throw new Refusal(parameters)
  const condition = lacks ? undefined : conditionFrom(template, roles, parameters)
  return { mapping, parameters, condition }
}

async function suggest(template: Template, roles: Roles, means: OfferMeans): Promise<Suggestions> {
  const suggestions = new Map<string, Suggested>()
  for (const parameter of parametersFor(template, roles)) {
    const suggested = await suggestFor(parameter, roles, means)
    if (suggested !== undefined) suggestions.set(parameter.name, suggested)
  }
  return suggestions
}

async function suggestFor(
  parameter: Parameter,
  roles: Roles,
  means: OfferMeans,
): Promise<Suggested | undefined> {
  if (parameter.type === 'choice') return undefined
  if (parameter.type === 'values') {
    const role = parameter.of.find((each) => roles.has(each))
    if (role === undefined) return undefined
    return { type: 'values', values: await valuesFor(role, roles, means) }
  }
  if (parameter.suggest === undefined) return undefined
  const { quantile, of } = parameter.suggest
  const from = of(roles)
  const { database, context, signal } = means
  const options = { signal }
  if (from.of === 'measure') {
    const asked = { did: from.did, quantile }
    const found = await quantileOfMeasure(database, asked, context, options)
    return found && { type: 'number', ...found }
  }
  const field = context.fields.get(from.field)
  // Of what is calculated no values are stored.
  if (field === undefined) return undefined
  const day = localDay(context.shop.zone, context.now)
  const found = await quantileOfField(database, { field, quantile }, day, options)
  return found && { type: 'number', ...found }
}

async function valuesFor(role: RoleName, roles: Roles, { database, context, signal }: OfferMeans) {
  const mapped = roles.get(role)
  const event = roles.get(eventOf(role) ?? role)
  if (mapped?.kind === 'field') {
    const field = context.fields.get(mapped.name)
    return field === undefined ? [] : await valuesOfField(database, field, { signal })
  }
  if (mapped?.kind !== 'property' || event?.kind !== 'event') return []
  const { property, items } = mapped
  return await valuesOfProperty(database, { event: event.name, property, items }, { signal })
}
