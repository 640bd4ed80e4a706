import { failure, isFailure, type Failure } from '../../failure.ts'
import { fold } from '../../fold.ts'
import { didYouMean } from '../../suggest.ts'
import type { Condition } from '../condition.ts'
import { normal } from '../normal.ts'
import type {
  Given,
  NumberParameter,
  Parameter,
  Roles,
  Template,
  ValuesParameter,
} from './template.ts'

/** What somebody chose of a template's parameters, as it came. */
export type Choices = Readonly<Record<string, unknown>>

/** What the shop's own distribution says of a parameter. */
export type Suggested =
  /** The quantile, and over how many customers it is. */
  | { readonly type: 'number'; readonly value: number; readonly customers: number }
  /** The values there are, the most frequent first. */
  | { readonly type: 'values'; readonly values: readonly ValueSeen[] }

export type ValueSeen = { readonly value: string; readonly count: number }
export type Suggestions = ReadonlyMap<string, Suggested>

/** A parameter with the value that it has now, and where that is from. */
export type Settled = {
  readonly parameter: Parameter
  readonly value: number | string | readonly string[]
  readonly from: 'choice' | 'shop' | 'default'
  readonly suggested?: Suggested
}

/** The parameters of a template that are of use with these roles. */
export function parametersFor({ parameters }: Template, roles: Roles): readonly Parameter[] {
  return parameters.filter(({ when }) => when === undefined || when(roles))
}

/**
 * Each parameter's value: what somebody chose, else what the shop's distribution suggests, else the
 * usual. A failure where what was chosen is no value of it.
 */
export function settle(
  template: Template,
  roles: Roles,
  { choices, suggestions }: { readonly choices: Choices; readonly suggestions: Suggestions },
): readonly Settled[] | Failure {
  const parameters = parametersFor(template, roles)
  const names = parameters.map(({ name }) => name)
  const strange = Object.keys(choices).find((name) => !names.includes(name))
  if (strange !== undefined) {
    return failure('invalid', `The template has no parameter ${JSON.stringify(strange)} here`, {
      where: 'parameters',
      fix: didYouMean(
        strange,
        names,
        names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`,
      ),
    })
  }
  const settled: Settled[] = []
  for (const parameter of parameters) {
    const suggested = suggestions.get(parameter.name)
    const choice = choices[parameter.name]
    const value = choice === undefined ? undefined : read(parameter, choice)
    if (isFailure(value)) return value
    const more = suggested === undefined ? {} : { suggested }
    settled.push({
      parameter,
      ...(value === undefined ? proposed(parameter, suggested) : { value, from: 'choice' }),
      ...more,
    })
  }
  return disordered(template, settled) ?? settled
}

function disordered({ ordered }: Template, settled: readonly Settled[]): Failure | undefined {
  if (ordered === undefined) return undefined
  const [lesser, greater] = ordered
  const valueOf = (name: string) => settled.find(({ parameter }) => parameter.name === name)?.value
  const [from, to] = [valueOf(lesser), valueOf(greater)]
  if (typeof from !== 'number' || typeof to !== 'number' || from <= to) return undefined
  return failure(
    'invalid',
    `${JSON.stringify(lesser)} (${from}) is above ${JSON.stringify(greater)} (${to})`,
    {
      where: `parameters.${lesser}`,
      fix: 'Set them so that the first is not above the second.',
    },
  )
}

/** The condition of a template in normal form; undefined where it has nothing to ask for. */
export function conditionFrom(
  template: Template,
  roles: Roles,
  settled: readonly Settled[],
): Condition | undefined {
  const values = new Map(settled.map(({ parameter, value }) => [parameter.name, value]))
  const given: Given = {
    roles,
    number(name) {
      const value = values.get(name)
      if (typeof value !== 'number') throw new Error(`the parameter ${name} is no number`)
      return value
    },
    values(name) {
      const value = values.get(name)
      return Array.isArray(value) ? (value as readonly string[]) : []
    },
    choice: (name) => String(values.get(name)),
  }
  const made = template.condition(given)
  return made && normal(made)
}

function proposed(
  parameter: Parameter,
  suggested: Suggested | undefined,
): Pick<Settled, 'value' | 'from'> {
  switch (parameter.type) {
    case 'choice':
      return { value: parameter.default, from: 'default' }
    case 'values':
      return { value: usualAmong(parameter, suggested), from: 'shop' }
    case 'number':
      if (suggested?.type !== 'number') return { value: parameter.default, from: 'default' }
      return { value: fitting(parameter, suggested.value), from: 'shop' }
  }
}

/** Rounded so that a person would say it: whole, and from a hundred on with two digits. */
function fitting({ least, most }: NumberParameter, value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value)))) - 1)
  const round = Math.round(value / step) * step
  return Math.min(most, Math.max(least, round))
}

function usualAmong(
  { usual = [], frequent }: ValuesParameter,
  suggested: Suggested | undefined,
): readonly string[] {
  if (suggested?.type !== 'values') return []
  const values = suggested.values.map(({ value }) => value)
  const known = values.filter((value) => usual.some((each) => hasWord(value, each)))
  if (known.length > 0) return known
  if (frequent === undefined) return []
  const { skip = 0, take } = frequent
  // Of only so few none would be left.
  const from = values.length > skip ? skip : 0
  return values.slice(from, from + take)
}

/** Whether a word of the value begins so. */
function hasWord(value: string, beginning: string): boolean {
  const words = (text: string) =>
    ` ${fold(text)
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()}`
  return words(value).includes(words(beginning))
}

function read(parameter: Parameter, choice: unknown): Settled['value'] | Failure {
  switch (parameter.type) {
    case 'number':
      return readNumber(parameter, choice)
    case 'choice': {
      const values = parameter.choices.map(({ value }) => value)
      const known = values.find((each) => each === choice)
      if (known !== undefined) return known
      return refused(parameter, `It is one of ${values.join(', ')}.`)
    }
    case 'values': {
      const values = Array.isArray(choice) ? (choice as unknown[]) : [choice]
      const texts = values.filter((each) => typeof each === 'string' && each.trim() !== '')
      if (texts.length === values.length) return texts as string[]
      return refused(parameter, 'Give one or more texts.')
    }
  }
}

function readNumber(parameter: Parameter & NumberParameter, choice: unknown): number | Failure {
  const value = typeof choice === 'string' && choice.trim() !== '' ? Number(choice) : choice
  const { least, most, unit } = parameter
  const isWhole = unit === 'money' || Number.isInteger(value)
  if (typeof value === 'number' && isWhole && value >= least && value <= most) return value
  const kind = unit === 'money' ? 'number' : 'whole number'
  return refused(parameter, `Give a ${kind} from ${least} to ${most}.`)
}

function refused({ name }: Parameter, fix: string): Failure {
  return failure('invalid', `That is no value of ${JSON.stringify(name)}`, {
    where: `parameters.${name}`,
    fix,
  })
}
