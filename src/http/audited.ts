import type { Route } from '../api/route.ts'

/**
 * Whether it is noted that somebody asked for this: whatever needs more than to read, and what takes much away.
 * What sources send by write keys is not: those are messages of customers, thousands a second.
 */
export function isAudited({ method, scope, writeKey, audited }: Route): boolean {
  if (audited === true) return true
  if (writeKey === true) return false
  return scope === undefined ? method !== 'GET' : !scope.endsWith(':read')
}
