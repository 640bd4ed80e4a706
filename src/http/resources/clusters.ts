import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { changeCalculation } from '../../store/operational/calculated.ts'
import {
  clusterById,
  deleteCluster,
  listClusters,
  type Cluster,
} from '../../store/operational/clusters.ts'
import { fault } from '../../store/faults.ts'
import {
  asPromotions,
  changePromotion,
  promotionById,
  type StoredPromotion,
} from '../../store/operational/promotions.ts'
import { inUse } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { changeFieldOf } from '../../work/fields/change.ts'
import { callerOf } from '../auth.ts'
import { clusterWithField, fieldOfCluster } from '../clusters.ts'
import { shownCluster, type Doings } from '../clusterShown.ts'
import { makePromotion, makeUsable, putOnFirstForm, startPromotion } from '../clusterSteps.ts'
import { found } from '../found.ts'
import { defining, vocabularyIn, vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve } from '../route.ts'
import { usersOfField } from '../usedBy.ts'
import { workedSoon } from '../workedSoon.ts'
import type { Works } from '../works.ts'

/** The way from a name to a field, who is in it, and its promotion: made, gone on with, and taken away. */
export function serveClusters(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.clusters.list, async (_, { signal }) => {
    const items = []
    for (const cluster of await listClusters(db)) {
      items.push(await shownCluster(works, cluster, signal))
    }
    return { items }
  })
  serve(app, routes.clusters.create, async ({ body }, { request, signal }) => {
    const by = callerOf(request).name
    const { form, promotion: wanted, start, ...asked } = body
    // Each step is done by itself: what a kill leaves undone the same call does when it comes again.
    const { cluster, now } = await clusterWithField(works, asked, by)
    fault('cluster')
    const field = found(fieldOfCluster(cluster, await vocabularyOf(works)), 'field')
    const isStored = cluster.kind === 'stored'
    const flags = isStored ? await makeUsable(works, field) : 'there'
    fault('cluster')
    const onForm = isStored && form ? await putOnFirstForm(works, field) : undefined
    fault('cluster')
    const made = wanted && (await makePromotion(works, { cluster, field, by }, wanted))
    fault('cluster')
    if (made !== undefined && start) await startPromotion(works, made.promotion, by)
    fault('cluster')
    const doings: Doings = {
      field: now,
      // What was made with the field was not made beside it.
      flags: now === 'made' ? 'made' : flags,
      ...(onForm === undefined ? {} : { form: now === 'made' ? 'made' : onForm }),
      ...(made === undefined ? {} : { promotion: made.now }),
    }
    const stands = found(await clusterById(db, cluster.id), 'cluster')
    return await shownCluster(works, stands, signal, doings)
  })
  serve(app, routes.clusters.read, async ({ params }, { signal }) =>
    shownCluster(works, found(await clusterById(db, params.id), 'cluster'), signal),
  )
  serve(app, routes.clusters.remove, async ({ params, query }, { request }) => {
    const cluster = found(await clusterById(db, params.id), 'cluster')
    const takes = await whatGoes(db, await vocabularyIn(db), cluster)
    if (query.dryRun === 'true') return { removed: false, takes }
    await removeCluster(works, cluster, callerOf(request).name)
    return { removed: true, takes }
  })
}

/** What taking it away takes and leaves; refused where something uses it. */
async function whatGoes(db: Db, vocabulary: Vocabulary, cluster: Cluster): Promise<string[]> {
  const field = found(fieldOfCluster(cluster, vocabulary), 'field')
  const users = await usersOfField(db, field.name, vocabulary)
  const own = await ownPromotion(db, cluster)
  const leaves = [`The cluster ${JSON.stringify(cluster.name)} is no more`]
  if (!cluster.made) {
    return [...leaves, `The field ${field.name} was there before, and stays as it is`]
  }
  const others = users.promotions.filter(({ id, state }) => id !== own?.id || state === 'running')
  const inTheWay = [
    ...users.segments,
    ...users.fields.map((name) => ({ name, kind: 'field' })),
    ...asPromotions(others),
  ]
  const views = field.archived ? [] : users.views
  if (inTheWay.length + views.length > 0) throw stillUsed(inUse('field', inTheWay, views), others)
  const kept =
    cluster.kind === 'stored'
      ? 'is archived, off the forms too; its values stay and come back with it'
      : 'is archived; its definition stays and comes back with it'
  return [
    ...leaves,
    ...(own === undefined ? [] : [`The promotion ${JSON.stringify(own.name)} is archived`]),
    `The field ${field.name} ${kept}`,
  ]
}

/** The promotion that came with it, unless it is archived. */
async function ownPromotion(db: Db, { promotion }: Cluster): Promise<StoredPromotion | undefined> {
  const own = promotion === undefined ? undefined : await promotionById(db, promotion)
  return own?.state === 'archived' ? undefined : own
}

/**
 * The promotion goes first, then the field, then the cluster: a kill leaves what the same call goes on
 * with. Values that are stored are put away by a job of their own.
 */
async function removeCluster(works: Works, cluster: Cluster, by: string): Promise<void> {
  const { operational, database, clock } = works
  const field = await defining(works, async (open, vocabulary) => {
    await whatGoes(open, vocabulary, cluster)
    const own = cluster.made ? await ownPromotion(open, cluster) : undefined
    if (own !== undefined) await changePromotion(open, own, { state: 'archived', by }, clock())
    if (cluster.made && cluster.kind === 'stored') return fieldOfCluster(cluster, vocabulary)
    const calculated = vocabulary.calculations.find(({ id }) => id === cluster.field)
    if (cluster.made && calculated !== undefined) {
      await changeCalculation(open, calculated, { archived: true, by }, clock())
    }
    await deleteCluster(open, cluster.id)
    return undefined
  })
  if (field === undefined) return
  if (!field.archived) {
    const change = { archived: true }
    await workedSoon(works, await changeFieldOf({ operational, database, clock }, field, change))
  }
  await deleteCluster(operational.db, cluster.id)
}

function stillUsed({ failure: { message } }: Refusal, promotions: readonly StoredPromotion[]) {
  const fix =
    promotions.length === 0
      ? 'Take it out of those first.'
      : 'Pause or archive the promotions, and take it out of the others, first.'
  return new Refusal(
    failure('conflict', message.replace('The field', 'The cluster'), { where: 'id', fix }),
  )
}
