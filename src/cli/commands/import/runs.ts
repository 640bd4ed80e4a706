import { command, Misuse } from '../../command.ts'
import { amount, listing } from '../../output.ts'
import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { errorsOf } from './showing.ts'

export const imports = command({
  name: 'imports list',
  summary: 'List the imports, latest first',
  details:
    'With --json the answer is the page: `items`, and `next` for --cursor, null on the last one.',
  options: {
    limit: { type: 'string', value: 'N', says: 'How many; 50 when left out' },
    cursor: { type: 'string', value: 'CURSOR', says: 'Where the page before ended' },
  },
  examples: [
    { does: 'the latest', line: 'clientela imports list' },
    { does: 'fewer of them', line: 'clientela imports list --limit 10' },
  ],
  async run({ options: { limit = 50, cursor } }, { ask, output, routes }) {
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) }
    const { items, next } = await ask(routes.imports.list, { query })
    output.result({ items, next }, () => [
      ...listing(
        ['ID', 'WHAT', 'FILE', 'STATE', 'ROWS', 'BEGUN'],
        items.map((each) => [
          String(each.id),
          each.kind,
          each.fileName,
          each.undoneBy === null ? each.state : `${each.state}, undone by ${each.undoneBy}`,
          each.result !== null && 'rows' in each.result ? amount(each.result.rows) : '',
          each.created.slice(0, 16).replace('T', ' '),
        ]),
        'Nothing was imported yet: clientela import customers FILE',
      ),
      ...(next === null ? [] : [output.dim(`more: --cursor ${next}`)]),
    ])
  },
})

const byId = {
  positionals: [{ name: 'ID', says: 'As `clientela imports list` shows it' }],
} as const

export const importsShow = command({
  name: 'imports show',
  summary: 'Show how far an import is, and what came of it',
  ...byId,
  options: {},
  examples: [{ does: 'one', line: 'clientela imports show 3' }],
  async run({ positionals: [given = ''] }, { ask, output, routes }) {
    const found = await ask(routes.imports.read, { params: { id: idOf(given) } })
    output.result(found, () => linesOf(found))
  },
})

export const importsCancel = command({
  name: 'imports cancel',
  summary: 'Stop an import; what was taken in so far stays',
  ...byId,
  options: {},
  examples: [{ does: 'one', line: 'clientela imports cancel 3' }],
  async run({ positionals: [given = ''] }, { ask, output, routes }) {
    const done = await ask(routes.imports.cancel, { params: { id: idOf(given) } })
    output.result(done, () => [`Import ${given} is cancelled`])
  },
})

type Run = Answer<Routes['imports']['read']>

function linesOf({ id, kind, fileName, state, progress, problem, result }: Run): string[] {
  const counts = Object.entries(result ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' ? [`  ${name}: ${amount(value)}`] : [],
  )
  const far =
    progress.total === null ? '' : `, ${amount(progress.done)} of ${amount(progress.total)}`
  return [
    `Import ${id}: ${kind} from ${fileName}, ${state}${state === 'running' ? far : ''}`,
    ...(problem === null ? [] : [problem]),
    ...counts,
    ...rejectedOf(result),
  ]
}

function rejectedOf(result: Run['result']): string[] {
  if (result === null || !('rejectedFile' in result) || result.rejectedFile === null) return []
  return 'errors' in result ? errorsOf(result) : [`The rejected rows: ${result.rejectedFile}`]
}

function idOf(given: string): number {
  if (/^[1-9]\d{0,9}$/.test(given)) return Number(given)
  throw new Misuse(
    `${JSON.stringify(given)} is no id of an import`,
    '`clientela imports list` shows them.',
  )
}
