import type { ValueType } from '../../customer/field.ts'
import type { Locale } from '../../customer/formats/locale.ts'
import type { Condition, Did } from '../condition.ts'
import type { RoleName } from './roles.ts'

/** What people read, in each language. */
export type Words = Readonly<Record<Locale, string>>

export const models = [
  'demographic',
  'behavioural',
  'psychographic',
  'value-based',
  'technographic',
] as const
export type Model = (typeof models)[number]

/** What the five models are called. */
export const modelNames: Readonly<Record<Model, Words>> = {
  demographic: { en: 'Demographic: who they are', 'pt-BR': 'Demográfico: quem são' },
  behavioural: { en: 'Behavioural: what they do', 'pt-BR': 'Comportamental: o que fazem' },
  psychographic: {
    en: 'Psychographic: what they care about',
    'pt-BR': 'Psicográfico: com o que se importam',
  },
  'value-based': { en: 'Value-based: what they bring', 'pt-BR': 'De valor: o que trazem' },
  technographic: {
    en: 'Technographic: what they use',
    'pt-BR': 'Tecnográfico: o que usam',
  },
}

/** A ready idea of a segment, which fits any shop that knows what it needs. */
export type Template = {
  /** As in addresses and commands: `cart-abandonment`. */
  readonly id: string
  readonly model: Model
  readonly name: Words
  /** What it is for. */
  readonly purpose: Words
  /** What to do with the people in it. */
  readonly action: Words
  /** A first idea of a campaign, to be written further. */
  readonly draft: Words
  /** Of each group the shop must know one at least. */
  readonly needs: readonly (readonly RoleName[])[]
  /** What is used besides where the shop knows it. */
  readonly uses?: readonly RoleName[]
  readonly parameters: readonly Parameter[]
  /** Of these numbers the first may not be above the second. */
  readonly ordered?: readonly [string, string]
  /** Undefined where nothing is left to ask: none of the values that it looks for is known. */
  readonly condition: (given: Given) => Condition | undefined
}

/** What people may choose of a template. */
export type Parameter = {
  readonly name: string
  readonly label: Words
  /** Whether it is of use with what the shop knows; always, where it is left out. */
  readonly when?: (roles: Roles) => boolean
} & (NumberParameter | ValuesParameter | ChoiceParameter)

export type NumberParameter = {
  readonly type: 'number'
  readonly unit: 'days' | 'hours' | 'years' | 'times' | 'money' | 'things'
  /** Where the shop's own distribution suggests nothing. */
  readonly default: number
  readonly least: number
  readonly most: number
  /** Which quantile of what in this shop is suggested. */
  readonly suggest?: { readonly quantile: Level; readonly of: (roles: Roles) => Distribution }
}

/** Values of a property or field, as this shop writes them. */
export type ValuesParameter = {
  readonly type: 'values'
  /** Of the first of these that the shop knows. */
  readonly of: readonly RoleName[]
  /** Of the values there are those are suggested that are written so, in any language, or contain it. */
  readonly usual?: readonly string[]
  /** Where none is: so many of the most frequent, after leaving out some; none where it is left out. */
  readonly frequent?: { readonly skip?: number; readonly take: number }
}

export type ChoiceParameter = {
  readonly type: 'choice'
  readonly choices: readonly { readonly value: string; readonly label: Words }[]
  readonly default: string
}

/** Which share of those who have a number are at or below the quantile. */
export type Level = 0.25 | 0.4 | 0.5 | 0.6 | 0.66 | 0.75 | 0.85 | 0.9 | 0.97

/** What in a shop a threshold is taken from: one number for each customer who has one. */
export type Distribution =
  /** A measure of events, whose test is not asked. */
  | { readonly of: 'measure'; readonly did: Did }
  /** A number that the shop keeps, or of a date the whole years since. */
  | { readonly of: 'field'; readonly field: string }

/** What plays a role in a shop. */
export type Mapped =
  | { readonly kind: 'field'; readonly name: string; readonly type: ValueType }
  | { readonly kind: 'event'; readonly name: string }
  /** Of an event; of its items, where `items` says in which list they are. */
  | { readonly kind: 'property'; readonly property: string; readonly items?: string }
  | { readonly kind: 'purpose'; readonly purpose: string }

/** Which roles are filled in a shop, and by what. */
export type Roles = ReadonlyMap<RoleName, Mapped>

/** All that a condition is made from. */
export type Given = {
  readonly roles: Roles
  readonly number: (name: string) => number
  /** None where the parameter is of no use here. */
  readonly values: (name: string) => readonly string[]
  readonly choice: (name: string) => string
}
