import { orRefuse } from '../../domain/failure.ts'
import { dayMs } from '../../domain/time/civil.ts'
import { instantAt, midnight, zoneOf } from '../../domain/time/zone.ts'

/** The instant at which the clocks of that zone show what a control of date and time says: `2026-11-21T09:30`. */
export function instantOf(wallClock: string, zone: string): string {
  const local = Date.parse(`${wallClock}:00Z`)
  return new Date(instantAt(orRefuse(zoneOf(zone)), local)).toISOString()
}

/** The first instant of a day, `2026-11-21`, there; of the day after it where it is to be included whole. */
export function beginningOf(date: string, zone: string, daysLater = 0): string {
  const day = Date.parse(`${date}T00:00:00Z`) / dayMs + daysLater
  return new Date(midnight(orRefuse(zoneOf(zone)), day)).toISOString()
}
