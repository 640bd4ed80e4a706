import { everywhere, type Command, type Options } from './command.ts'

/** Of the narrowest terminal that people have. */
const width = 80
/** Names of commands and options that are longer have a line of their own. */
const longestName = 24
const longestChoices = 40

/** The help of one command, as `--help` prints it. */
export function commandHelp(command: Command): string {
  const positionals = command.positionals ?? []
  return [
    wrap(command.summary),
    '',
    `  ${usage(command)}`,
    ...(command.details === undefined ? [] : ['', wrap(command.details)]),
    ...section(
      'Arguments',
      positionals.map(({ name, says }) => [name, says]),
    ),
    ...section('Options', optionLines(command.options)),
    ...section('Options of every command', optionLines(everywhere)),
    ...(command.examples.length === 0 ? [] : ['', 'Examples']),
    ...command.examples.flatMap(({ does, line }) => [`  # ${does}`, `  ${line}`]),
    '',
  ].join('\n')
}

/** The line that shows how a command is typed. */
export function usage(command: Command): string {
  const positionals = (command.positionals ?? []).map(({ name, optional, many }) =>
    optional === true ? `[${name}]` : `${name}${many === true ? ' …' : ''}`,
  )
  const required = Object.entries(command.options)
    .filter(([, option]) => option.required)
    .map(([name, option]) => `--${name} ${option.value ?? 'VALUE'}`)
  return ['clientela', command.name, ...positionals, ...required, '[options]'].join(' ')
}

/** All commands that begin with those words, in one list. */
export function overview(commands: readonly Command[], words: readonly string[]): string {
  const under = commands.filter(({ name }) => words.every((word, i) => name.split(' ')[i] === word))
  const shown = under.length === 0 ? commands : under
  return [
    'Clientela: customer segmentation, exact, live, explained.',
    '',
    '  clientela COMMAND [options]',
    ...section(
      'Commands',
      shown.map(({ name, summary }) => [name, summary]),
    ),
    ...section('Options of every command', optionLines(everywhere)),
    '',
    'clientela COMMAND --help says more.',
    'CLIENTELA_URL and CLIENTELA_KEY reach a server elsewhere.',
    '',
  ].join('\n')
}

/** Options as they are typed, each with what it is for. */
export function optionLines(options: Options): [string, string][] {
  return Object.entries(options).map(([name, option]) => {
    const choices = option.choices?.join('|') ?? ''
    const many = choices.length > longestChoices
    const value = choices === '' || many ? (option.value ?? 'VALUE') : choices
    const typed = option.type === 'boolean' ? `--${name}` : `--${name} ${value}`
    const among = many ? `: ${option.choices?.join(', ') ?? ''}` : ''
    return [typed, `${option.says}${among}${option.multiple === true ? ' (again for more)' : ''}`]
  })
}

function section(title: string, lines: readonly (readonly [string, string])[]): string[] {
  if (lines.length === 0) return []
  const first = Math.min(longestName, Math.max(...lines.map(([name]) => name.length)))
  const indent = ' '.repeat(first + 4)
  return [
    '',
    title,
    ...lines.flatMap(([name, says]) => {
      const [line = '', ...more] = wrapped(says, width - indent.length)
      const rest = more.map((each) => indent + each)
      if (name.length > first) return [`  ${name}`, indent + line, ...rest]
      return [`  ${name.padEnd(first)}  ${line}`, ...rest]
    }),
  ]
}

function wrap(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => wrapped(paragraph, width).join('\n'))
    .join('\n\n')
}

function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
