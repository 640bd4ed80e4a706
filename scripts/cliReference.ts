import { everywhere, type Command, type Options } from '../src/cli/command.ts'
import { optionLines, usage } from '../src/cli/help.ts'

/** The reference of all commands as Markdown: docs/cli.md is this text, which a test holds current. */
export function reference(commands: readonly Command[]): string {
  const contents = commands.map(
    ({ name, summary }) =>
      `- [\`clientela ${name}\`](#clientela-${name.replaceAll(' ', '-')}): ${summary}`,
  )
  return `# The command line

Made from the commands themselves by \`npx tsx scripts/writeCliDocs.ts\`.

A command finds the running server of its data directory; if none runs, it starts one in its own process
for as long as it takes. \`CLIENTELA_URL\` and \`CLIENTELA_KEY\` reach a server elsewhere. Results go to
standard output, progress and problems to standard error; with \`--json\` standard output has JSON only.

Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted. \`NO_COLOR\` turns colours off.

${contents.join('\n')}

## Options of every command

${optionTable(everywhere)}

${commands.map(chapter).join('\n')}`
}

function chapter(command: Command): string {
  const { name, summary, details, positionals = [], options, examples } = command
  const parts = [
    `## clientela ${name}`,
    `${summary}.`,
    ...(details === undefined ? [] : [details]),
    `    ${usage(command)}`,
    ...(positionals.length === 0
      ? []
      : [
          table(
            'Argument',
            positionals.map((each) => [each.name, each.says]),
          ),
        ]),
    ...(Object.keys(options).length === 0 ? [] : [optionTable(options)]),
    ...examples.map(({ does, line }) => `${capital(does)}:\n\n    ${line}`),
  ]
  return `${parts.join('\n\n')}\n`
}

function optionTable(options: Options): string {
  return table('Option', optionLines(options))
}

/** Aligned, as the formatter wants it. */
function table(title: string, lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map(([name, says]) => [`\`${name.replaceAll('|', '\\|')}\``, says] as const)
  const all = [[title, ''] as const, ...rows]
  const first = Math.max(...all.map(([name]) => name.length))
  const second = Math.max(...all.map(([, says]) => says.length))
  const line = (name: string, says: string): string =>
    `| ${name.padEnd(first)} | ${says.padEnd(second)} |`
  const rule = line('-'.repeat(first), '-'.repeat(second))
  return [line(title, ''), rule, ...rows.map(([name, says]) => line(name, says))].join('\n')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
