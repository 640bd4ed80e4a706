import { beginningOf } from './instants.ts'

/** The filter as it stands in the address: days are whole days of the shop, both included. */
export type AuditSearch = {
  readonly who?: string
  readonly action?: string
  readonly since?: string
  readonly until?: string
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** The same as the API takes it. */
export function queryOf({ who, action, since, until }: AuditSearch, zone: string) {
  return {
    ...(who === undefined ? {} : { who }),
    ...(action === undefined ? {} : { action }),
    ...(since !== undefined && day.test(since) ? { since: beginningOf(since, zone) } : {}),
    ...(until !== undefined && day.test(until) ? { until: beginningOf(until, zone, 1) } : {}),
  }
}
