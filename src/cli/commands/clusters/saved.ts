import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { command, Misuse } from '../../command.ts'
import { confirmed } from '../../confirmed.ts'
import { clusterNamed } from '../../named.ts'
import { amount, listing, table, type Output } from '../../output.ts'

type Cluster = Answer<Routes['clusters']['read']>

const named = { name: 'NAME', says: 'Of the cluster, or its id' } as const

export const clustersList = command({
  name: 'clusters list',
  summary: 'List the clusters: how far each is, and who is in it',
  options: {},
  examples: [{ does: 'all of them', line: 'clientela clusters list' }],
  async run(_, { ask, output, routes }) {
    const { items } = await ask(routes.clusters.list, {})
    output.result(items, () =>
      listing(
        ['ID', 'NAME', 'FIELD', 'CUSTOMERS', 'FILLED', 'PROMOTION'],
        items.map((each) => [
          String(each.id),
          each.name,
          each.field,
          each.customers === null ? '' : amount(each.customers),
          each.filling === 'condition' ? 'by itself' : 'by file, API or hand',
          each.steps.find(({ step }) => step === 'promotion')?.says ?? '',
        ]),
        'There is none yet. One is made by: clientela clusters create NAME',
      ),
    )
  },
})

export const clustersShow = command({
  name: 'clusters show',
  summary: 'Show a cluster: how each of its steps stands, who is in it, and what uses it',
  positionals: [named],
  options: {},
  examples: [{ does: 'one of them', line: 'clientela clusters show Revendedores' }],
  async run({ positionals: [given = ''] }, session) {
    const cluster = await clusterNamed(session, given)
    session.output.result(cluster, () => clusterLines(cluster, session.output))
  },
})

export const clustersRemove = command({
  name: 'clusters remove',
  summary: 'Take a cluster away, with the field that came with it; refused while it is used',
  details:
    'Its promotion, unless that runs, and its field are archived: made again under its name, the cluster has its values back.',
  positionals: [named],
  options: {
    'dry-run': { type: 'boolean', says: 'Only say what would go, and what would stay' },
    yes: { type: 'boolean', says: 'Do not ask' },
  },
  examples: [{ does: 'one no longer wanted', line: 'clientela clusters remove Revendedores' }],
  async run({ positionals: [given = ''], options }, session) {
    const { ask, output, routes } = session
    const params = { id: (await clusterNamed(session, given)).id }
    const would = await ask(routes.clusters.remove, { params, query: { dryRun: 'true' } })
    if (options['dry-run']) return output.result(would, () => would.takes)
    if (!options.yes) {
      for (const line of would.takes) output.say(line)
      if (!session.interactive) {
        throw new Misuse('Nobody is there to say whether it is to go', 'Say --yes.')
      }
      if (!(await confirmed('Take it away?'))) throw new Misuse('Nothing was done', 'It stays.')
    }
    const removed = await ask(routes.clusters.remove, { params })
    output.result(removed, () => (options.yes ? removed.takes : ['It is gone']))
  },
})

const marks = { done: '✓', waiting: '…', open: '·' } as const

/** A cluster for people: its steps with what this call did, and what uses it. */
export function clusterLines(cluster: Cluster, output: Output): string[] {
  const { name, id, customers, values, steps, usage } = cluster
  const who = customers === null ? 'being indexed' : `${amount(customers)} customers`
  const did = { made: 'made now', there: 'was there' } as const
  const uses = [
    ...usage.segments.map((each) => ['segment', each.name]),
    ...usage.promotions.map((each) => ['promotion', `${each.name} (${each.state})`]),
    ...usage.fields.map((each) => ['calculated field', each]),
    ...usage.views.map((each) => ['view', each.name]),
  ]
  return [
    output.bold(`${name} (cluster ${id}): ${who}`),
    ...table(
      steps.map(({ step, state, now, says }) => [
        marks[state],
        step,
        now === null ? '' : did[now],
        says,
      ]),
    ),
    ...table(values.map((each) => [each.value, amount(each.customers)])),
    ...(uses.length === 0 ? [] : ['used by', ...table(uses).map((line) => `  ${line}`)]),
    ...steps.flatMap(({ step, fix }) => (fix === null ? [] : [output.dim(`${step}: ${fix}`)])),
  ]
}
