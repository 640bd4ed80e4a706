import { orRefuse } from '../domain/failure.ts'
import { parseDay } from '../domain/time/civil.ts'
import { midnight, type Zone } from '../domain/time/zone.ts'
import { msOf } from './instants.ts'

/** The instant, milliseconds, at which a period begins or ends that somebody gave by an instant or by a day of the shop's. */
export function endOfPeriod(given: string, which: 'from' | 'to', zone: Zone): number {
  if (given.includes('T')) return msOf(given)
  const day = orRefuse(parseDay(given))
  return midnight(zone, which === 'from' ? day : day + 1)
}

/** Both ends; undefined where nothing was said. */
export function periodOf(
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: Zone,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const end = (which: 'from' | 'to') => {
    const text = given[which]
    return text === undefined ? undefined : endOfPeriod(text, which, zone)
  }
  return { from: end('from'), to: end('to') }
}
