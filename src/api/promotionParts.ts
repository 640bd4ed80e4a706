import { z } from 'zod'
import type { Json } from './parts.ts'

/**
 * What a promotion says. Its JSON is checked by the domain, which says where the mistake is and how to mend
 * it better than a schema's union can; the schema only describes it.
 */
export const definition = z
  .custom<Readonly<Record<string, Json>>>((x) => typeof x === 'object' && x !== null)
  .meta({
    id: 'Promotion',
    type: 'object',
    description:
      '{"customers"?: a condition as text or JSON, "cart"?: {"type":"all"|"any","of":[…]} | {"type":"not","of":…} | ' +
      '{"type":"items","which"?,"measure":"quantity"|"amount"|"products","atLeast"?,"atMost"?} | ' +
      '{"type":"channel","values":[…]} | {"type":"firstPurchase"}, ' +
      '"when"?: {"from"?,"to"?,"weekdays"?:[1…7],"hours"?:[{"from":"08:00","to":"12:00"}]}, ' +
      '"benefit": {"type":"percent","percent":…,"on"?,"upTo"?} | {"type":"amount","amount":…,"per":"piece"|"cart","on"?} | ' +
      '{"type":"price","price":…,"on"?} | {"type":"priceList","prices":[{"product":…,"price":…}]} | ' +
      '{"type":"steps","count":"item"|"together","steps":[{"from":…,"percent":…}],"on"?} | ' +
      '{"type":"buyPay","buy":…,"pay":…,"on"?} | {"type":"cheapestFree","from":…,"on"?} | ' +
      '{"type":"gift","product":…,"quantity":…} | {"type":"freeShipping","upTo"?} | {"type":"subscription","percent":…,"on"?}, ' +
      '"limits"?: {"uses"?,"usesPerCustomer"?,"budget"?}, "coupon"?: true, ' +
      '"stacking"?: {"type":"exclusive"|"cumulative","priority":…}}; money in units of the shop’s currency; ' +
      '"on" and "which" test one item, as text (category starts with "coffee" and price > 20) or as JSON',
  })

/**
 * How a promotion is shown to stand: of those that are started, whether their time has come, and whether they
 * still wait for the values of a field to be in place.
 */
export const shownStates = [
  'draft',
  'starting',
  'scheduled',
  'running',
  'ended',
  'paused',
  'archived',
] as const

/** An amount. */
export const money = z.number().describe('In units of the shop’s currency: 12.3')
