import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { printText } from '../../domain/segment/text/print.ts'
import { asClusterExpressions, readClusterExpressions } from '../../domain/vtex/clusters.ts'
import { changePromotion, promotionById } from '../../store/operational/promotions.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { demandRunnable, readPromotion } from '../promotion.ts'
import { defining, vocabularyOf, type Vocabulary } from '../questions.ts'
import { knownIn } from '../reading.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Whom promotions are for, in the words of VTEX's promotions. */
export function servePromotionClusters(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.promotionClusters.read, async ({ params }) => {
    const { name, definition } = found(await promotionById(db, params.id), 'promotion')
    if (definition.customers === undefined) throw isForAll(name)
    return expressionsOf(definition.customers, await vocabularyOf(works))
  })
  serve(app, routes.promotionClusters.write, async ({ params, body }, { request }) => {
    const by = callerOf(request).name
    return await defining(works, async (open, vocabulary) => {
      const before = found(await promotionById(open, params.id), 'promotion')
      const { zone } = vocabulary.values
      const scope = { fields: knownIn(vocabulary).fields, zone }
      const customers = orRefuse(readClusterExpressions(body, scope))
      const definition = readPromotion({ ...before.definition, customers }, vocabulary)
      if (before.state === 'running') demandRunnable(definition, vocabulary)
      await changePromotion(open, before, { definition, by }, works.clock())
      return expressionsOf(definition.customers ?? customers, vocabulary)
    })
  })
}

function expressionsOf(customers: Condition, { names }: Vocabulary) {
  const said = orRefuse(asClusterExpressions(customers, (part) => printText(part, names)))
  return { ...said, clusterExpressions: [...said.clusterExpressions] }
}

function isForAll(name: string): Refusal {
  return new Refusal(
    failure('conflict', `The promotion ${JSON.stringify(name)} is for everybody, known or not`, {
      where: 'customers',
      fix: 'In VTEX leave clusterExpressions empty.',
    }),
  )
}
