import { everywhere, type Command, type Options } from './command.ts'

const width = 96

/** The help of one command, as `--help` prints it. */
export function commandHelp(command: Command): string {
  const positionals = command.positionals ?? []
  return [
    command.summary,
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
    'clientela COMMAND --help says more. CLIENTELA_URL and CLIENTELA_KEY reach a server elsewhere.',
    '',
  ].join('\n')
}

/** Options as they are typed, each with what it is for. */
export function optionLines(options: Options): [string, string][] {
  return Object.entries(options).map(([name, option]) => {
    const value = option.choices?.join('|') ?? option.value ?? 'VALUE'
    const typed = option.type === 'boolean' ? `--${name}` : `--${name} ${value}`
    return [typed, `${option.says}${option.multiple === true ? ' (again for more)' : ''}`]
  })
}

function section(title: string, lines: readonly (readonly [string, string])[]): string[] {
  if (lines.length === 0) return []
  const first = Math.max(...lines.map(([name]) => name.length))
  return ['', title, ...lines.map(([name, says]) => `  ${name.padEnd(first)}  ${says}`)]
}

function wrap(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines: string[] = []
      for (const word of paragraph.split(/\s+/)) {
        const last = lines.at(-1)
        if (last === undefined || last.length + word.length + 1 > width) lines.push(word)
        else lines[lines.length - 1] = `${last} ${word}`
      }
      return lines.join('\n')
    })
    .join('\n\n')
}
