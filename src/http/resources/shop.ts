import type { FastifyInstance } from 'fastify'
import { routes } from '../../api/routes.ts'
import { phoneField } from '../../domain/customer/builtin.ts'
import { defaultLimits } from '../../domain/customer/identity.ts'
import { isCountry } from '../../domain/customer/formats/places.ts'
import { failure, orRefuse, Refusal, type Failure } from '../../domain/failure.ts'
import type { Weekday } from '../../domain/shop.ts'
import { zoneOf } from '../../domain/time/zone.ts'
import { readShop, writeShop, type ShopSettings } from '../../store/operational/meta.ts'
import { inTransaction } from '../../store/operational/tables.ts'
import { announce, noteTask } from '../../work/fields/work.ts'
import { given } from '../given.ts'
import { serve } from '../route.ts'
import type { Works } from '../works.ts'

/** The shop's zone, week, currency and country. */
export function serveShop(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.shop.read, async () => shown(await readShop(db)))
  serve(app, routes.shop.change, async ({ body }) => {
    const before = await readShop(db)
    const zone = body.timezone ?? before.zone
    orRefuse(zoneOf(zone))
    const weekStart = (body.weekStart ?? before.weekStart) as Weekday
    const country = body.country ?? before.country
    if (!isCountry(country)) throw new Refusal(noCountry(country))
    const currency = body.currency ?? before.currency
    const { mergeDuplicatesAbove: above = before.mergeAbove ?? null } = body
    const identity = body.identity ?? before.identity
    const after = { zone, weekStart, currency, country, ...given({ identity }) }
    await write(works, before, above === null ? after : { ...after, mergeAbove: above })
    const meansOther = Object.keys(body).some((name) => !ofCustomersAlone.has(name))
    if (meansOther) await works.refresher.request({ cause: 'shop' })
    return shown(await readShop(db))
  })
}

/** What these say changes no segment by itself. */
const ofCustomersAlone: ReadonlySet<string> = new Set(['mergeDuplicatesAbove', 'identity'])

/** Of another country, phone numbers that were not known are read again, in the background. */
async function write(
  { operational, clock }: Works,
  before: ShopSettings,
  after: ShopSettings,
): Promise<void> {
  const job = await inTransaction(operational.db, async (open) => {
    await writeShop(open, after)
    if (after.country === before.country) return undefined
    return await noteTask(open, { task: 'phones', field: phoneField }, clock())
  })
  if (job !== undefined) await announce(operational, job.id)
}

function noCountry(code: string): Failure {
  return failure('invalid', `There is no country ${code}`, {
    where: 'country',
    fix: 'Give its code of ISO 3166, such as BR.',
  })
}

function shown({ zone, weekStart, currency, country, mergeAbove, identity }: ShopSettings) {
  const mergeDuplicatesAbove = mergeAbove ?? null
  const { blocked, limits } = identity ?? { blocked: [], limits: {} }
  return {
    timezone: zone,
    weekStart,
    currency,
    country,
    mergeDuplicatesAbove,
    identity: { blocked: [...blocked], limits: { ...defaultLimits, ...limits } },
  }
}
