import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'

export type Webhook = Answer<typeof routes.webhooks.list>['items'][number]
export type Delivery = Answer<typeof routes.webhooks.deliveries>['items'][number]

/** What a webhook may be told of, as `domain/webhook/webhook.ts` names it. */
export const webhookEvents = ['segment.entered', 'segment.left', 'customer.deleted'] as const

/** In a key of the texts there is no dot. */
export const eventKeys = {
  'segment.entered': 'webhooks.event_entered',
  'segment.left': 'webhooks.event_left',
  'customer.deleted': 'webhooks.event_deleted',
} as const

/** Whether it is told when somebody enters that segment or leaves it. */
export function hears({ events, segments }: Webhook, segment: number): boolean {
  const wanted = events.some((each) => each !== 'customer.deleted')
  return wanted && (segments === null || segments.includes(segment))
}
