import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { showDay } from '../../domain/time/civil.ts'
import { pastDays, stretchesOf } from '../../domain/time/pastDays.ts'
import { localDay } from '../../domain/time/zone.ts'
import {
  eventOrigins,
  eventsBy,
  eventVolume,
  eventVolumes,
  latestPlaces,
  type Volume,
} from '../../store/clickhouse/eventNames.ts'
import { propertiesFilled } from '../../store/clickhouse/eventProperties.ts'
import { eventsAt } from '../../store/clickhouse/events.ts'
import { shopOf } from '../../work/context.ts'
import { readCustomers } from '../customer.ts'
import { showEvent } from '../event.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** So many days are shown beside a name. */
const daysOfList = 30

/** Which events there are, how many, and what they say. */
export function serveEventNames(app: FastifyInstance, works: Works): void {
  const { database } = works
  serve(app, routes.eventNames.list, async (_taken, { signal }) => {
    const now = works.clock()
    const { begins } = await daysUpTo(works, now, daysOfList)
    const volumes = await eventVolumes(database, now, { signal })
    const names = volumes.map(({ name }) => name)
    const rows = await eventsBy(database, { name: names, begins, now }, { signal })
    const counts = new Map(rows.map(({ name, begin, count }) => [`${begin} ${name}`, count]))
    return {
      asOf: iso(now),
      items: volumes.map(({ sources, ...volume }) => {
        const days = begins.map((begin) => counts.get(`${begin} ${volume.name}`) ?? 0)
        return { ...shownVolume(volume), sources: [...sources], days }
      }),
    }
  })
  serve(app, routes.eventNames.read, async ({ params: { name }, query }, { signal }) => {
    const now = works.clock()
    const volume = found(await eventVolume(database, name, now, { signal }), 'event')
    const { begins, zone } = await daysUpTo(works, now, query.days)
    const [rows, sources, channels, { sampled, properties }] = await Promise.all([
      eventsBy(database, { name, begins, now }, { signal }),
      eventOrigins(database, { name, of: 'source', now }, { signal }),
      eventOrigins(database, { name, of: 'channel', now }, { signal }),
      propertiesFilled(database, name, { signal }),
    ])
    const then = new Map(rows.map((row) => [row.begin, row]))
    return {
      ...shownVolume(volume),
      asOf: iso(now),
      sources: [...sources],
      channels: [...channels],
      days: begins.map((begin) => {
        const { count = 0, customers = 0 } = then.get(begin) ?? {}
        return { day: showDay(localDay(zone, begin)), count, customers }
      }),
      sampled,
      properties: properties.map(({ items, least, most, values, ...property }) => ({
        ...property,
        in: items ?? null,
        least: least ?? null,
        most: most ?? null,
        values: [...values],
      })),
    }
  })
  serve(app, routes.eventNames.samples, async ({ params: { name }, query }, { signal }) => {
    const wanted = { name, now: works.clock(), limit: query.limit }
    const places = await latestPlaces(database, wanted, { signal })
    const events = await eventsAt(database, name, places, { signal })
    const ids = [...new Set(events.map(({ customerId }) => customerId))]
    const customers = await readCustomers(works, ids, signal)
    const names = new Map(customers.map(({ id, fields }) => [id, fields['name']]))
    return {
      items: events.map((event) => {
        const called = names.get(event.customerId)
        return {
          ...showEvent(event),
          customer: event.customerId,
          customerName: typeof called === 'string' ? called : null,
        }
      }),
    }
  })
}

/** When the past days of the shop's began, the one that has begun the last. */
async function daysUpTo(works: Works, now: number, days: number) {
  const shop = await shopOf(works.operational.db)
  const { period } = pastDays(days, now + 1, shop)
  return { begins: stretchesOf(period, 'day', shop).map(({ from }) => from), zone: shop.zone }
}

function shownVolume({ first, last, ...volume }: Volume) {
  return { ...volume, first: iso(first), last: iso(last) }
}
