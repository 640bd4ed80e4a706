import { roles, roleScopes, scopeMeanings, scopes } from '../src/api/scopes.ts'

const [begin, end] = ['<!-- scopes: made by `npm run docs` -->', '<!-- end of scopes -->']

/** The page with its table of what each role may do, made anew: as the formatter of the house writes it. */
export function withScopeTable(page: string): string {
  const [head, rest] = page.split(begin)
  const [, tail] = rest?.split(end) ?? []
  if (head === undefined || tail === undefined) {
    throw new Error('the page has no place for its table')
  }
  return `${head}${begin}\n\n${table()}\n\n${end}${tail}`
}

function table(): string {
  const titles = ['scope', 'opens', ...roles.map((role) => role.replace('_', ' '))]
  const rows = scopes.map((scope) => [
    `\`${scope}\``,
    scopeMeanings[scope],
    ...roles.map((role) => (roleScopes[role].includes(scope) ? 'yes' : '')),
  ])
  const widths = titles.map((title, i) => {
    const cells = rows.map((row) => row[i]?.length ?? 0)
    return Math.max(title.length, ...cells)
  })
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [titles, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}
