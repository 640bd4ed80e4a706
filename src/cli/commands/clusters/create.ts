import type { Answer } from '../../../api/route.ts'
import type { Routes } from '../../../api/routes.ts'
import { command, Misuse } from '../../command.ts'
import { readObject } from '../../jsonFile.ts'
import { amount } from '../../output.ts'
import type { RowImport } from '../../wait.ts'
import { promotionIn } from '../promotions/saved.ts'
import { askForCluster } from './asking.ts'
import { fillByFile } from './fill.ts'
import { clusterLines } from './saved.ts'

type Cluster = Answer<Routes['clusters']['read']>

const options = {
  type: { type: 'string', choices: ['yes-no', 'choice'], says: 'yes-no when left out' },
  choices: { type: 'string', value: 'VALUES', says: 'Of a choice, separated by commas' },
  field: { type: 'string', value: 'NAME', says: 'Of its field; made from the name when left out' },
  from: {
    type: 'string',
    value: 'CONDITION',
    says: 'It fills itself with whoever meets it; of a choice "gold" when …, else "none"',
  },
  file: { type: 'string', value: 'FILE', says: 'Who is in it: CSV, XLSX and others; - for input' },
  key: { type: 'string', value: 'COLUMN', says: 'That names the customer; else guessed' },
  identifier: { type: 'string', value: 'KIND', says: 'What stands in it; else by its content' },
  column: {
    type: 'string',
    value: 'COLUMN',
    says: 'With the values; else the one called as the cluster or its field',
  },
  'no-form': { type: 'boolean', says: 'Leave it off the form that every shop has' },
  promotion: {
    type: 'string',
    value: 'FILE',
    says: 'JSON, for those in it unless it says for whom',
  },
  start: { type: 'boolean', says: 'Start the promotion at once' },
} as const

export const clustersCreate = command({
  name: 'clusters create',
  summary: 'Make a cluster, from its name to its promotion, or go on where it was left',
  details:
    'A cluster is a field, yes or no or a choice, searchable and filterable, on the form; filled by a file, the API or by hand, or by itself, by a condition; and a promotion for those in it. Given again, after an interruption say, it does what is not done yet and says what was there. At a terminal, without a name, it asks.',
  positionals: [{ name: 'NAME', optional: true, says: 'As people call it: Revendedores' }],
  options,
  examples: [
    {
      does: 'filled by a file',
      line: 'clientela clusters create Revendedores --file resellers.csv --key user_id',
    },
    {
      does: 'that fills itself, with its promotion',
      line: `clientela clusters create Revendedores --from 'did "Order Completed" at least 10 times' --promotion promotion.json --start`,
    },
  ],
  async run({ positionals: [typedName], options: typed }, session) {
    if (typedName === undefined && !session.interactive) {
      throw new Misuse('NAME is missing', 'See clientela clusters create --help.')
    }
    const asked = typedName === undefined ? await askForCluster() : { name: typedName }
    const { choices, file, key, identifier, column, promotion, ...rest } = { ...typed, ...asked }
    refuseBoth(rest.from, file)
    const body = {
      name: rest.name,
      form: !rest['no-form'],
      start: rest.start,
      ...(rest.type === undefined ? {} : { type: rest.type as 'yes-no' | 'choice' }),
      ...(choices === undefined ? {} : { choices: listOf(choices) }),
      ...(rest.field === undefined ? {} : { field: rest.field }),
      ...(rest.from === undefined ? {} : { from: rest.from }),
      ...(promotion === undefined ? {} : { promotion: await promotionOf(promotion) }),
    }
    const { ask, output, routes } = session
    const made = await ask(routes.clusters.create, { body })
    if (file === undefined) return output.result(made, () => clusterLines(made, output))
    const filling = { file, key, identifier, column }
    const brought = await fillByFile(session, made.field, filling)
    const filled = withSteps(
      await ask(routes.clusters.read, { params: { id: made.id } }),
      made,
      brought,
    )
    output.result({ ...filled, import: { id: brought.id, ...brought.result } }, () =>
      clusterLines(filled, output),
    )
  },
})

function refuseBoth(from: string | undefined, file: string | undefined): void {
  if (from === undefined || file === undefined) return
  throw new Misuse(
    'It is filled by a condition or by a file, not by both',
    'Leave --from or --file out.',
  )
}

function listOf(choices: string): string[] {
  return choices
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

async function promotionOf(file: string) {
  const { promotion, name, description } = promotionIn(await readObject(file))
  if (name === undefined) throw new Misuse('It has no name', `Write "name" into ${file}.`)
  return { name, promotion, ...(description === undefined ? {} : { description }) }
}

/** As it stands after the file, with what was done before it. */
function withSteps(stands: Cluster, made: Cluster, brought: RowImport): Cluster {
  const { new: added = 0, changed = 0, rejected = 0 } = brought.result ?? {}
  const now = added + changed > 0 ? ('made' as const) : ('there' as const)
  const steps = stands.steps.map((step) => {
    if (step.step !== 'filled') {
      return { ...step, now: made.steps.find((each) => each.step === step.step)?.now ?? null }
    }
    const also = rejected === 0 ? '' : `; ${amount(rejected)} rows were rejected`
    return { ...step, now, says: `${step.says}${also}` }
  })
  return { ...stands, steps }
}
