import { describe, expect, test } from 'vitest'
import type { ConsentSaid } from '../../../src/domain/segment/facts.ts'
import { base, holds } from './saying.ts'

function said(
  state: ConsentSaid['state'],
  channel = 'email',
  more: Partial<ConsentSaid> = {},
): ConsentSaid {
  return { purpose: 'news', channel, state, at: base.now - 1_000, ...more }
}

/** Which of the three states the customer is in, on all channels or on one. */
function states(consents: readonly ConsentSaid[], by = ''): readonly string[] {
  return ['consented to', 'denied', 'not asked for'].filter((words) =>
    holds(`${words} "news"${by}`, { consents }),
  )
}

describe('consent', () => {
  test('of who was never asked is neither granted nor denied', () => {
    expect(states([])).toEqual(['not asked for'])
    expect(states([said('granted', 'email', { purpose: 'research' })])).toEqual(['not asked for'])
  })

  test('without a channel is granted on one at least and denied on none', () => {
    expect(states([said('granted')])).toEqual(['consented to'])
    expect(states([said('granted'), said('granted', 'sms')])).toEqual(['consented to'])
    expect(states([said('granted'), said('denied', 'sms')])).toEqual(['denied'])
  })

  test('with a channel goes by that one', () => {
    const both = [said('granted'), said('denied', 'sms')]
    expect(states(both, ' by email')).toEqual(['consented to'])
    expect(states(both, ' by sms')).toEqual(['denied'])
    expect(states(both, ' by push')).toEqual(['not asked for'])
  })

  test('is what was said last, whenever it came in; of one instant what came later', () => {
    const before = { at: base.now - 5_000 }
    expect(states([said('granted'), said('denied', 'email', before)])).toEqual(['consented to'])
    expect(states([said('denied', 'email', before), said('granted')])).toEqual(['consented to'])
    expect(states([said('granted'), said('denied')])).toEqual(['denied'])
    expect(states([said('denied'), said('granted')])).toEqual(['consented to'])
  })

  test('is not what will be said, and is from that instant on', () => {
    const later = [said('granted'), said('denied', 'email', { at: base.now + 1 })]
    expect(states(later)).toEqual(['consented to'])
    const then = { now: base.now + 1 }
    expect(holds('denied "news"', { consents: later }, then)).toBe(true)
  })
})
