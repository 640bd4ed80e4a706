import { z } from 'zod'
import { mostExpressions } from '../domain/vtex/clusters.ts'
import { idText } from './parts.ts'
import type { Route } from './route.ts'

const operator = z.enum(['all', 'any'])
const expressions = z.strictObject({
  clusterExpressions: z
    .array(z.string().max(1_000))
    .describe('"property=value" or "property contains value"'),
  clusterOperator: operator,
})

const byId = z.strictObject({ id: idText })

export const promotionClusterRoutes = {
  read: {
    method: 'GET',
    path: '/api/promotions/:id/clusters',
    tag: 'promotions',
    summary: 'Whom a promotion is for, as the cluster expressions of a promotion of VTEX',
    scope: 'promotions:read',
    params: byId,
    response: expressions,
  },
  write: {
    method: 'PUT',
    path: '/api/promotions/:id/clusters',
    tag: 'promotions',
    summary:
      'Let a promotion be for whom cluster expressions of VTEX say, instead of whom it was for',
    scope: 'promotions:write',
    params: byId,
    body: z.strictObject({
      clusterExpressions: z.array(z.string().max(1_000)).min(1).max(mostExpressions),
      clusterOperator: operator.default('all'),
    }),
    response: expressions,
  },
} as const satisfies Record<string, Route>
