import { deviceIn } from './device.ts'
import type { Json, Message } from './message.ts'
import { touchIn } from './touch.ts'

/** What a message of the tracking API tells as an event: its name and properties. */
export type ToldEvent = { readonly event: string; readonly properties: Json }

/** What an identify says that no field holds is a property of such an event, so that nothing is lost. */
export const identified = 'Customer Identified'

const ofPage = ['path', 'referrer', 'search', 'title', 'url'] as const

/**
 * A track under its own name; a page or a screen as `Page Viewed` and `Screen Viewed`, with what the
 * context says of the page where the properties do not, and how the visitor came to it. The context is the property
 * `context` of each, so that conditions ask for `context.campaign.source`; where a property has that name,
 * `message_context`. What is read of it (`device`, `os` …) stands where no property of the name says otherwise.
 */
export function toldEvent(message: Message): ToldEvent {
  const { type, values, event = '', name, category, context } = message
  if (type === 'track') return { event, properties: withContext(values, context) }
  const page = type === 'page' ? pageIn(context) : {}
  const named = {
    ...(name === undefined ? {} : { name }),
    ...(category === undefined ? {} : { category }),
  }
  const seen = { ...page, ...values, ...named }
  const touch = type === 'page' ? touchIn(seen, context) : undefined
  const properties = withContext({ ...touch, ...seen }, context)
  return { event: type === 'page' ? 'Page Viewed' : 'Screen Viewed', properties }
}

/** What no field holds. */
export function toldRest(rest: Json, { context }: Message): ToldEvent {
  return { event: identified, properties: withContext(rest, context) }
}

function withContext(properties: Json, context: Json): Json {
  if (Object.keys(context).length === 0) return properties
  return {
    ...deviceIn(context),
    ...properties,
    [Object.hasOwn(properties, 'context') ? 'message_context' : 'context']: context,
  }
}

function pageIn({ page }: Json): Json {
  if (typeof page !== 'object' || page === null) return {}
  const said = new Map<string, unknown>(Object.entries(page))
  return Object.fromEntries(ofPage.flatMap((key) => (said.has(key) ? [[key, said.get(key)]] : [])))
}
