import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import { readMessage } from '../../../src/domain/event/message.ts'
import { toldEvent } from '../../../src/domain/event/told.ts'
import { orRefuse } from '../../../src/domain/failure.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'

const zone = orRefuse(zoneOf('UTC'))

/** The properties of the event that such a message comes to, but for its context. */
function told(
  context: object,
  properties: object = {},
  call: 'page' | 'track' = 'page',
): Record<string, unknown> {
  const given = { anonymousId: 'a', event: 'Seen', context, properties }
  const message = readMessage(given, { call, received: 1_700_000_000_000, zone })
  if (isFailure(message)) throw new Error(message.message)
  const { context: _context, ...rest } = toldEvent(message).properties
  return rest
}

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('on what it was done', () => {
  test.each<[string, string, object | undefined, object]>([
    [
      'an iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      undefined,
      { device: 'phone', os: 'iOS', browser: 'Safari' },
    ],
    [
      'a tablet whose agent says nothing of it, by its hints',
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/126.0.0.0 Safari/537.36`,
      { brands: [{ brand: 'Google Chrome', version: '126' }], mobile: false, platform: 'Android' },
      { device: 'tablet', os: 'Android', browser: 'Chrome' },
    ],
    [
      'a desktop',
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
      undefined,
      { device: 'desktop', os: 'Linux', browser: 'Firefox' },
    ],
    [
      'a television',
      'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1',
      undefined,
      { device: 'tv', os: 'Tizen', browser: 'Tizen' },
    ],
    [
      'nobody, but a program',
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      undefined,
      { device: 'bot', browser: 'Googlebot' },
    ],
    ['what nobody knows', 'curious/1.0', undefined, {}],
    ['nothing', '', { brands: 'x', mobile: 1 }, {}],
    ['more than any browser says', `Mozilla/5.0 (iPhone) ${'x'.repeat(600)}`, undefined, {}],
  ])('%s', (_what, userAgent, userAgentData, expected) => {
    expect(told({ userAgent, userAgentData }, {}, 'track')).toEqual(expected)
  })

  test.each([
    [{ type: 'ios', model: 'iPad13,1' }, 'tablet'],
    [{ type: 'android', model: 'SM-S901B' }, 'phone'],
    [{ type: 'tablet' }, 'tablet'],
    [{ type: 'toaster' }, undefined],
  ])('an app says %j', (device, expected) => {
    const context = { device, os: { name: 'iOS' }, app: { name: 'Loja' } }
    expect(told(context, {}, 'track')).toEqual({
      os: 'iOS',
      app: 'Loja',
      ...(expected === undefined ? {} : { device: expected }),
    })
  })

  test('what the event says itself stands', () => {
    const context = { app: { name: 'Loja' }, device: { type: 'tablet' } }
    expect(told(context, { device: 'fridge' }, 'track')).toEqual({ app: 'Loja', device: 'fridge' })
  })
})

describe('how she came', () => {
  const page = { url: 'https://www.loja.example/cafes?a=1', path: '/cafes' }
  const touched = (more: object, campaign?: object) => {
    const { touch, touch_source, touch_medium, touch_campaign, touch_referrer } = told({
      page: { ...page, ...more },
      campaign,
    })
    return [touch, touch_source, touch_medium, touch_campaign, touch_referrer]
  }
  const none = '(none)'

  test.each<[string, object, object | undefined, readonly unknown[]]>([
    ['from nowhere that is known', {}, undefined, ['direct', none, none, none, none]],
    [
      'by a search',
      { referrer: 'https://www.google.com.br/' },
      undefined,
      ['search', 'google', none, none, 'www.google.com.br'],
    ],
    [
      'by a friend',
      { referrer: 'https://l.instagram.com/?u=x' },
      undefined,
      ['social', 'instagram', none, none, 'l.instagram.com'],
    ],
    [
      'by a mail that somebody wrote',
      { referrer: 'https://mail.google.com/' },
      undefined,
      ['email', 'gmail', none, none, 'mail.google.com'],
    ],
    [
      'by another site',
      { referrer: 'https://www.blog.example/x' },
      undefined,
      ['referral', 'blog.example', none, none, 'www.blog.example'],
    ],
    [
      'by one whose name only begins like another’s',
      { referrer: 'https://google.com.evil.example/' },
      undefined,
      ['referral', 'google.com.evil.example', none, none, 'google.com.evil.example'],
    ],
    [
      'by an advertisement that says so in the address alone',
      { referrer: 'https://www.google.com/', search: '?gclid=abc' },
      undefined,
      ['ads', 'google', none, none, 'www.google.com'],
    ],
    [
      'by a campaign',
      { referrer: 'https://www.google.com/' },
      { source: 'google', medium: 'cpc', name: 'inverno' },
      ['ads', 'google', 'cpc', 'inverno', 'www.google.com'],
    ],
    [
      'by one that is the shop’s own mail',
      {},
      { source: 'crm', medium: 'email', name: 'maio' },
      ['email', 'crm', 'email', 'maio', none],
    ],
    ['by one that says little', {}, { name: 'maio' }, ['campaign', none, none, 'maio', none]],
    [
      'by a page of the shop',
      { referrer: 'https://loja.example/' },
      undefined,
      Array.from({ length: 5 }),
    ],
    [
      'by a page of a part of the shop',
      { referrer: 'https://pay.loja.example/' },
      undefined,
      Array.from({ length: 5 }),
    ],
  ])('%s', (_what, more, campaign, expected) => {
    expect(touched(more, campaign)).toEqual(expected)
  })

  test('is said by pages alone, and with the page on which she arrived', () => {
    expect(told({ page })).toMatchObject({ landing_page: '/cafes', touch: 'direct' })
    expect(told({ page }, {}, 'track')).toEqual({})
  })

  test('is not known of a page that says no address', () => {
    expect(told({ page: { path: '/cafes' } })).toEqual({ path: '/cafes' })
    const page = { url: 7, referrer: {}, path: ['/'] }
    expect(told({ page, campaign: [] })).toEqual(page)
  })
})
