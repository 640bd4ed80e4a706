import type { Answer } from '../api/route.ts'
import type { routes } from '../api/routes.ts'
import type { Field } from '../domain/customer/field.ts'
import { valuesIn } from '../domain/segment/calculated/kind.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { printField } from '../domain/segment/text/field.ts'
import { countSql } from '../store/clickhouse/compile/members.ts'
import { valuesOfField, type ValueCount } from '../store/clickhouse/distribution.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import type { Cluster } from '../store/operational/clusters.ts'
import { contextAt } from '../work/context.ts'
import { shown as progressShown, workOn, type FieldProgress } from '../work/fields/work.ts'
import { fieldOfCluster } from './clusters.ts'
import { stepsOf } from './clusterStates.ts'
import { isOnForm, type Did, type StepName } from './clusterSteps.ts'
import { iso } from './instants.ts'
import { shownState } from './promotion.ts'
import { vocabularyOf, type Vocabulary } from './questions.ts'
import { named, usersOfField, type FieldUsers } from './usedBy.ts'
import type { Works } from './works.ts'

type Shown = Answer<typeof routes.clusters.read>

/** What a call did about each step. */
export type Doings = Partial<Readonly<Record<StepName, Did>>>

/** A cluster as it stands: each step of its way, who is in it, what uses it. */
export async function shownCluster(
  works: Works,
  cluster: Cluster,
  signal: AbortSignal,
  doings: Doings = {},
): Promise<Shown> {
  const { db } = works.operational
  const vocabulary = await vocabularyOf(works)
  const field = fieldOfCluster(cluster, vocabulary)
  if (field === undefined) throw new Error(`the field of the cluster ${cluster.id} is gone`)
  const calculation = vocabulary.calculations.find(
    ({ id }) => cluster.kind === 'calculated' && id === cluster.field,
  )
  const progress = cluster.kind === 'stored' ? await workOn(db, field.id) : undefined
  const counts = isAskable(field, progress)
    ? await countsOf(works, field, { vocabulary, signal })
    : undefined
  const text = calculation && printField(calculation, vocabulary.names).replace(/^[^=]*= /, '')
  const { id, name, created } = cluster
  const users = await usersOfField(db, field.name, vocabulary)
  const steps = stepsOf({
    field,
    text,
    progress: progress && progressShown(progress),
    onForm: await isOnForm(db, field),
    ...counts,
    promotions: users.promotions,
  })
  return {
    id,
    name,
    field: field.name,
    type: field.type === 'boolean' ? 'yes-no' : 'choice',
    choices: [...(field.choices ?? [])],
    ...filling(text),
    ...shownCounts(counts),
    steps: steps.map((step) => ({ ...step, now: doings[step.step] ?? null })),
    usage: shownUsers(users, { vocabulary, now: works.clock() }),
    created: iso(created),
  }
}

function filling(text: string | undefined): Pick<Shown, 'filling' | 'text'> {
  return text === undefined ? { filling: 'values', text: null } : { filling: 'condition', text }
}

/** What is being indexed cannot be asked yet. */
function isAskable({ filterable, archived }: Field, progress: FieldProgress | undefined): boolean {
  return filterable && !archived && progress?.task !== 'index'
}

function shownCounts(counts: Counts | undefined): Pick<Shown, 'customers' | 'values'> {
  if (counts === undefined) return { customers: null, values: [] }
  const values = counts.values.map(({ value, count }) => ({ value, customers: count }))
  return { customers: counts.customers, values }
}

function shownUsers(
  { segments, promotions, fields, views }: FieldUsers,
  standing: Parameters<typeof shownState>[1],
) {
  return {
    segments: named(segments),
    promotions: promotions.map((each) => ({
      id: each.id,
      name: each.name,
      state: shownState(each, standing),
    })),
    fields: [...fields],
    views: named(views),
  }
}

type Counts = { readonly customers: number; readonly values: readonly ValueCount[] }

async function countsOf(
  works: Works,
  field: Field,
  asked: { readonly vocabulary: Vocabulary; readonly signal: AbortSignal },
): Promise<Counts> {
  const context = await contextAt(works.operational.db, works.clock(), asked.vocabulary.segments)
  const count = async (test: Extract<Condition, { type: 'field' }>['test']): Promise<number> => {
    const condition: Condition = { type: 'field', field: field.name, test }
    const ranked = await withRanks(works.database, context, [condition], asked)
    const [row] = await works.database.rows<{ count: string }>(countSql(condition, ranked), asked)
    return Number(row?.count ?? 0)
  }
  if (field.type === 'boolean') {
    return { customers: await count({ op: 'is', value: true }), values: [] }
  }
  const customers = await count({ op: 'exists' })
  const calculation = context.calculated?.get(field.name)
  if (calculation?.type !== 'segmentation') {
    return { customers, values: await valuesOfField(works.database, field, asked) }
  }
  const values: ValueCount[] = []
  for (const value of valuesIn(calculation)) {
    values.push({ value, count: await count({ op: 'is', value }) })
  }
  return { customers, values }
}
