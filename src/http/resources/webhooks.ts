import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import {
  countWaiting,
  hastenDeliveries,
  listDeliveries,
  resendDelivery,
  type Delivery,
} from '../../store/operational/deliveries.ts'
import { segmentById } from '../../store/operational/segments.ts'
import {
  changeWebhook,
  createWebhook,
  listWebhooks,
  removeWebhook,
  rotateSecret,
  webhookById,
  type Webhook,
} from '../../store/operational/webhooks.ts'
import { wrongUrl } from '../../work/deliver/address.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** Who is told of changes. */
export function serveWebhooks(app: FastifyInstance, works: Works): void {
  const { deliverer, clock } = works
  const { db } = works.operational
  const shown = async (webhook: Webhook) => shownWith(webhook, await countWaiting(db, webhook.id))
  const theOne = async (id: number) => found(await webhookById(db, id), 'webhook')

  serve(app, routes.webhooks.list, async () => {
    const all = await listWebhooks(db)
    return { items: await Promise.all(all.map(shown)) }
  })
  serve(app, routes.webhooks.create, async ({ body }, { request }) => {
    await demand(works, body)
    const by = callerOf(request).name
    const { segments, ...rest } = body
    const reached = await deliverer.reachedNow()
    const some = segments === null ? {} : { segments }
    const made = await createWebhook(db, { ...rest, ...some, reached, by }, clock())
    deliverer.wake(made.id)
    return { ...(await shown(made)), secret: made.secret }
  })
  serve(app, routes.webhooks.read, async ({ params }) => await shown(await theOne(params.id)))
  serve(app, routes.webhooks.change, async ({ params, body }) => {
    await demand(works, body)
    await theOne(params.id)
    const anew = body.state === 'active' ? { problem: null, restingUntil: 0 } : {}
    const webhook = found(
      await changeWebhook(db, params.id, { ...given(body), ...anew }, clock()),
      'webhook',
    )
    // What was to wait for hours need not: somebody has mended the receiver.
    if (body.state === 'active') await hastenDeliveries(db, params.id, clock())
    deliverer.wake(params.id)
    return await shown(webhook)
  })
  serve(app, routes.webhooks.remove, async ({ params }) => {
    found((await removeWebhook(db, params.id)) ? true : undefined, 'webhook')
    await deliverer.forget(params.id)
    return { ok: true as const }
  })
  serve(app, routes.webhooks.rotate, async ({ params, body }) => {
    const until = clock() + body.hours * 3_600_000
    const webhook = found(await rotateSecret(db, params.id, until, clock()), 'webhook')
    return { ...(await shown(webhook)), secret: webhook.secret }
  })
  serveDeliveries(app, works)
}

function serveDeliveries(app: FastifyInstance, works: Works): void {
  const { deliverer, clock } = works
  const { db } = works.operational
  const theOne = async (id: number) => found(await webhookById(db, id), 'webhook')

  serve(app, routes.webhooks.test, async ({ params }) => {
    const { status = null, took, problem = null } = await deliverer.test(await theOne(params.id))
    return { ok: problem === null, status, took, problem }
  })
  serve(app, routes.webhooks.deliveries, async ({ params, query }) => {
    await theOne(params.id)
    const items = await listDeliveries(db, params.id, query)
    const next = items.length < query.limit ? null : (items.at(-1)?.seq ?? null)
    return { items: items.map(shownDelivery), next }
  })
  serve(app, routes.webhooks.resend, async ({ params }) => {
    const { id, seq } = params
    found((await resendDelivery(db, id, seq, clock())) ? true : undefined, 'delivery', 'seq')
    deliverer.wake(id)
    return { ok: true as const }
  })
  serve(app, routes.webhooks.replay, async ({ params, body }) => {
    await theOne(params.id)
    const [from, to] = [
      Date.parse(body.from),
      body.to === undefined ? clock() : Date.parse(body.to),
    ]
    if (from >= to) {
      throw new Refusal(failure('invalid', 'It ends before it begins', { where: 'to' }))
    }
    // The instant itself is of it.
    await deliverer.replay(params.id, from - 1, to)
    return { ok: true as const }
  })
}

/** Refuses what cannot be sent to, and segments that are not there. */
async function demand(
  { operational, deliverer }: Works,
  {
    url,
    segments,
  }: {
    readonly url?: string | undefined
    readonly segments?: readonly number[] | null | undefined
  },
): Promise<void> {
  const wrong = url === undefined ? undefined : wrongUrl(url, deliverer.allowed)
  if (wrong !== undefined) throw new Refusal(wrong)
  for (const id of segments ?? []) {
    found(await segmentById(operational.db, id), `segment ${id}`, 'segments')
  }
}

function shownWith(webhook: Webhook, waiting: number) {
  const { id, url, description, events, segments, identifiers, state, problem } = webhook
  const { restingUntil, created, updated } = webhook
  return {
    id,
    url,
    description,
    events: [...events],
    segments: segments === undefined ? null : [...segments],
    identifiers: [...identifiers],
    state,
    problem: problem ?? null,
    waiting,
    restingUntil: restingUntil === 0 ? null : iso(restingUntil),
    created: iso(created),
    updated: iso(updated),
  }
}

function shownDelivery(delivery: Delivery) {
  const { seq, id, type, customer, state, attempts, body, due, created } = delivery
  const { status = null, took = null, problem = null, finished } = delivery
  return {
    seq,
    id,
    type,
    customer,
    state,
    attempts,
    due: state === 'waiting' ? iso(due) : null,
    status,
    took,
    problem,
    body,
    created: iso(created),
    finished: finished === undefined ? null : iso(finished),
  }
}
