import { parseArgs } from 'node:util'
import { settings } from '../config.ts'
import { failure, Refusal } from '../domain/failure.ts'
import type { Session } from './session.ts'

/** An option of a command. Its name is how it is typed: `refund-prefix`. */
export type Option = {
  readonly type: 'string' | 'boolean'
  /** Given as often as wanted. */
  readonly multiple?: true
  readonly required?: true
  /** Of one that is required: not where this other one is given. */
  readonly unless?: string
  /** What stands for the value in the help: `COLUMN`. */
  readonly value?: string
  readonly choices?: readonly string[]
  readonly says: string
}
export type Options = Readonly<Record<string, Option>>

export type Positional = {
  readonly name: string
  readonly says: string
  readonly optional?: true
  /** The last one, given once or more. */
  readonly many?: true
}

/** One command of the tree: what it is called, takes and does. Help and docs/cli.md are made from it. */
export type Command<O extends Options = Options> = {
  /** With the words that lead to it: `segments count`. */
  readonly name: string
  readonly summary: string
  /** What the summary does not say; paragraphs. */
  readonly details?: string
  readonly positionals?: readonly Positional[]
  readonly options: O
  readonly examples: readonly { readonly does: string; readonly line: string }[]
  run(given: Given<O>, session: Session): Promise<void>
}

/** What was typed, read. */
export type Given<O extends Options> = {
  readonly positionals: readonly string[]
  readonly options: { readonly [K in keyof O]: Value<O[K]> }
}

type Value<T extends Option> = T['type'] extends 'boolean'
  ? boolean
  : T['multiple'] extends true
    ? readonly string[]
    : T extends { readonly required: true; readonly unless?: never }
      ? string
      : string | undefined

/** Keeps the types of the options, so that `run` is given exactly what they say. */
export function command<const O extends Options>(made: Command<O>): Command {
  return made as unknown as Command
}

/** The options that every command takes. */
export const everywhere = {
  data: {
    type: 'string',
    value: settings.data.value,
    says: `${settings.data.help} [${settings.data.default}]`,
  },
  url: { type: 'string', value: settings.url.value, says: settings.url.help },
  json: { type: 'boolean', says: 'Print JSON and nothing else' },
  help: { type: 'boolean', says: 'Print this' },
} as const satisfies Options

/** Who typed something that no command understands: exit code 2. */
export class Misuse extends Refusal {
  constructor(message: string, fix: string) {
    super(failure('invalid', message, { fix }))
  }
}

export type Typed = {
  readonly command: Command
  readonly given: Given<Options>
  readonly globals: Given<typeof everywhere>['options']
}

/** Finds the command among what was typed; undefined when the words lead to none. */
export function findCommand(
  commands: readonly Command[],
  argv: readonly string[],
): { readonly command: Command | undefined; readonly words: readonly string[] } {
  const options = Object.assign({}, everywhere, ...commands.map((each) => each.options)) as Options
  const { positionals } = parseArgs({
    args: [...argv],
    options: nodeOptions(options),
    allowPositionals: true,
    strict: false,
  })
  const found = commands
    .filter(({ name }) => name.split(' ').every((word, i) => positionals[i] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
  return { command: found, words: positionals }
}

/** Reads what was typed for that command. Throws a {@link Misuse} that says what is wrong. */
export function readCommand(found: Command, argv: readonly string[]): Typed {
  const options: Options = { ...everywhere, ...found.options }
  const { values, positionals } = parsed(found, options, argv)
  const given = positionals.slice(found.name.split(' ').length)
  const takes = found.positionals ?? []
  const fix = `See clientela ${found.name} --help.`
  const globals = values as Typed['globals']
  if (globals.help !== true) {
    const missing = takes.find(
      (positional, i) => positional.optional !== true && given[i] === undefined,
    )
    if (missing !== undefined) throw new Misuse(`${missing.name} is missing`, fix)
    if (given.length > takes.length && takes.at(-1)?.many !== true) {
      const more = JSON.stringify(given[takes.length])
      throw new Misuse(`${more} is one word too many`, `${fix} Text with spaces needs quotes.`)
    }
    checkOptions(found, values, fix)
  }
  return {
    command: found,
    given: { positionals: given, options: filled(options, values) },
    globals,
  }
}

type Values = Readonly<Record<string, unknown>>

function parsed(found: Command, options: Options, argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: nodeOptions(options),
      allowPositionals: true,
      strict: true,
    })
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : ''
    throw new Misuse(message, `See clientela ${found.name} --help.`)
  }
}

function checkOptions(found: Command, values: Values, fix: string): void {
  for (const [name, option] of Object.entries(found.options)) {
    const value = values[name]
    const isSaid = option.unless !== undefined && values[option.unless] !== undefined
    if (option.required === true && value === undefined && !isSaid) {
      throw new Misuse(`--${name} ${option.value ?? ''} is missing`.replace('  ', ' '), fix)
    }
    if (
      option.choices !== undefined &&
      typeof value === 'string' &&
      !option.choices.includes(value)
    ) {
      throw new Misuse(`--${name} is one of ${option.choices.join(', ')}, not ${value}`, fix)
    }
  }
}

/** Flags that were not typed are false, lists that were not typed are empty. */
function filled(options: Options, values: Values): Record<string, never> {
  const entries = Object.entries(options).map(([name, option]) => {
    const value = values[name]
    if (value !== undefined) return [name, value]
    if (option.type === 'boolean') return [name, false]
    return [name, option.multiple === true ? [] : undefined]
  })
  return Object.fromEntries(entries) as Record<string, never>
}

function nodeOptions(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [
      name,
      {
        type,
        ...(multiple === true ? { multiple } : {}),
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  )
}
