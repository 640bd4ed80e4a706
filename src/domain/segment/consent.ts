import type { ConsentAsked } from './condition.ts'
import type { ConsentSaid } from './facts.ts'

/** Whether what a customer said about a purpose, as of an instant, is what is asked. */
export function meetsConsent(
  asked: ConsentAsked,
  consents: readonly ConsentSaid[],
  now: number,
): boolean {
  return consentAnswer(asked, consents, now) === asked.state
}

/** What she said, as of an instant. */
export function consentAnswer(
  asked: Omit<ConsentAsked, 'state'>,
  consents: readonly ConsentSaid[],
  now: number,
): ConsentAsked['state'] {
  const latest = new Map<string, ConsentSaid>()
  for (const each of consents) {
    const counts = each.purpose === asked.purpose && each.at <= now
    if (!counts || (asked.channel !== undefined && each.channel !== asked.channel)) continue
    const before = latest.get(each.channel)
    if (before === undefined || before.at <= each.at) latest.set(each.channel, each)
  }
  if (latest.size === 0) return 'unasked'
  return [...latest.values()].some(({ state }) => state === 'denied') ? 'denied' : 'granted'
}
