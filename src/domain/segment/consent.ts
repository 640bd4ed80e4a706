import type { ConsentAsked } from './condition.ts'
import type { ConsentSaid } from './facts.ts'

/** Whether what a customer said about a purpose, as of an instant, is what is asked. */
export function meetsConsent(
  asked: ConsentAsked,
  consents: readonly ConsentSaid[],
  now: number,
): boolean {
  const latest = new Map<string, ConsentSaid>()
  for (const each of consents) {
    const counts = each.purpose === asked.purpose && each.at <= now
    if (!counts || (asked.channel !== undefined && each.channel !== asked.channel)) continue
    const before = latest.get(each.channel)
    if (before === undefined || before.at <= each.at) latest.set(each.channel, each)
  }
  const denied = [...latest.values()].some(({ state }) => state === 'denied')
  switch (asked.state) {
    case 'granted':
      return latest.size > 0 && !denied
    case 'denied':
      return denied
    case 'unasked':
      return latest.size === 0
  }
}
