import type { Answer } from '../api/route.ts'
import type { routes } from '../api/routes.ts'
import type { Field } from '../domain/customer/field.ts'
import { failure, Refusal } from '../domain/failure.ts'
import type { Promotion } from '../domain/promotion/promotion.ts'
import { changingDefinitions } from '../store/operational/definitions.ts'
import { noteClusterPromotion, type Cluster } from '../store/operational/clusters.ts'
import { firstForm, formById, putOnForm } from '../store/operational/forms.ts'
import {
  changePromotion,
  createPromotion,
  listPromotions,
  type StoredPromotion,
} from '../store/operational/promotions.ts'
import { changeFieldOf } from '../work/fields/change.ts'
import { conditionText } from './clusters.ts'
import { demandRunnable, readPromotion, type GivenPromotion } from './promotion.ts'
import { defining } from './questions.ts'
import { workedSoon } from './workedSoon.ts'
import type { Works } from './works.ts'

export type StepName = Answer<typeof routes.clusters.read>['steps'][number]['step']

/** What a call did about a step. */
export type Did = 'made' | 'there'

/** Brought back, searchable and filterable; a job goes through values that there are. */
export async function makeUsable(works: Works, field: Field): Promise<Did> {
  if (field.searchable && field.filterable && !field.archived) return 'there'
  const { operational, database, clock } = works
  const change = { searchable: true, filterable: true, ...(field.archived && { archived: false }) }
  await workedSoon(works, await changeFieldOf({ operational, database, clock }, field, change))
  return 'made'
}

/** Puts a field onto the form that every shop has. */
export async function putOnFirstForm({ operational, clock }: Works, field: Field): Promise<Did> {
  return await changingDefinitions(operational.db, clock(), async (open) => {
    if (await isOnForm(open, field)) return 'there'
    await putOnForm(open, firstForm, field, clock())
    return 'made'
  })
}

/** Whether the form that every shop has shows it. */
export async function isOnForm(
  db: Parameters<typeof formById>[0],
  field: Pick<Field, 'id'>,
): Promise<boolean> {
  const form = await formById(db, firstForm)
  if (form === undefined) return false
  return form.automatic || form.sections.some(({ fields }) => fields.some(isIt))

  function isIt(placed: { readonly field: number }): boolean {
    return placed.field === field.id
  }
}

export type WantedPromotion = {
  readonly name: string
  readonly description: string
  readonly promotion: GivenPromotion
}

/**
 * The promotion of that name, for those in the cluster where it names no customers: made now, or there as
 * it is asked for. Throws a Refusal `conflict` where one of that name says something else.
 */
export async function makePromotion(
  works: Works,
  { cluster, field, by }: { readonly cluster: Cluster; readonly field: Field; readonly by: string },
  { name, description, promotion }: WantedPromotion,
): Promise<{ readonly promotion: StoredPromotion; readonly now: Did }> {
  return await defining(works, async (open, vocabulary) => {
    const given = { customers: conditionText(field), ...promotion }
    const definition = readPromotion(given, vocabulary)
    const there = (await listPromotions(open)).find((each) => each.name === name)
    if (there !== undefined && !isSame(there.definition, definition)) throw saysOtherwise(there)
    const made =
      there ?? (await createPromotion(open, { name, description, definition, by }, works.clock()))
    const stands =
      made.state === 'archived'
        ? await changePromotion(open, made, { state: 'paused', by }, works.clock())
        : made
    await noteClusterPromotion(open, cluster.id, stands.id)
    return { promotion: stands, now: there === undefined ? 'made' : 'there' }
  })
}

/** Starts a promotion, unless it is; what a field is still being indexed for it waits for by itself. */
export async function startPromotion(
  works: Works,
  promotion: StoredPromotion,
  by: string,
): Promise<void> {
  if (promotion.state === 'running') return
  await defining(works, async (open, vocabulary) => {
    demandRunnable(promotion.definition, vocabulary)
    await changePromotion(open, promotion, { state: 'running', by }, works.clock())
  })
}

function isSame(one: Promotion, other: Promotion): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function saysOtherwise({ name }: StoredPromotion): Refusal {
  return new Refusal(
    failure('conflict', `There is a promotion "${name}" that says something else`, {
      where: 'promotion',
      fix: 'Change that one, or give another name.',
    }),
  )
}
