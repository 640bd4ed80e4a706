import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, kill } from '../crash/processes.ts'
import { ServerAt } from '../crash/server.ts'
import { eventually } from '../patience.ts'
import { analyticsNext } from './analyticsNext.ts'
import { chromiumPath, openChromium, startShop, type Shop } from './chromium.ts'
import { startRudeProxy, type Fate, type RudeProxy } from './rudeProxy.ts'
import { demandOnce, stored } from './stored.ts'

/** Clients in pages of a shop, whose origin is another than the server's, in a Chromium. */
const directory = mkdtempSync(join(tmpdir(), 'clientela-browser-'))
const problems: string[] = []
const server = new ServerAt(directory, (problem) => problems.push(problem))

let browser: Browser
let proxy: RudeProxy
let shop: Shop
/** What becomes of the requests of the present test, and the key that its pages send by. */
let fateOf: (n: number) => Fate = () => 'pass'
let forwarded = 0
let killAt = Infinity
let startsBefore = 0
let restarted: Promise<unknown> | undefined
let writeKey = ''
let attributes = ''

const ours = () => `<!doctype html><html lang="en"><title>Shop</title>
<script>
  window.clientela = window.clientela || []
  for (const name of ['page', 'track', 'identify', 'group', 'alias', 'reset', 'consent'])
    clientela[name] = (...given) => clientela.push([name, ...given])
</script>
<script async src="${proxy.url}/v1/clientela.js" data-write-key="${writeKey}" ${attributes}></script>
</html>`

const segments = () => `<!doctype html><html lang="en"><title>Shop</title>
<script src="/analytics-next.js"></script>
<script>
  window.analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${proxy.url}' })
  analytics.page()
</script></html>`

beforeAll(async () => {
  if (chromiumPath === undefined) return
  await server.start('')
  proxy = await startRudeProxy(
    () => {
      forwarded += 1
      if (forwarded === killAt) setTimeout(() => void killAndStart(), 5)
      return addressOf(directory)
    },
    (n) => fateOf(n),
  )
  shop = await startShop((path) => {
    if (path.startsWith('/segment')) return segments()
    if (path === '/analytics-next.js') return analyticsNext()
    return path === '/favicon.ico' ? undefined : ours()
  })
  browser = await openChromium()
})
afterAll(async () => {
  if (chromiumPath === undefined) return
  await browser.close()
  shop.close()
  proxy.close()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function killAndStart(): Promise<void> {
  const running = server.running
  if (running === undefined) return
  kill('tree', running.pid, directory)
  restarted = server.afterKill({ target: 'tree', at: 'random' }).then(() => server.start(''))
  await restarted
}

async function newSource(name: string, more = ''): Promise<void> {
  writeKey = String((await server.ask('POST', '/api/sources', { name }))['writeKey'])
  attributes = more
}

type Sent = {
  readonly messageId: string
  readonly anonymousId: string
  readonly event?: string
  readonly type: string
}
type Visit = {
  readonly context: BrowserContext
  readonly page: Page
  /** Of all that the pages sent to the server, as it was sent. */
  readonly sent: Sent[]
  /** Mistakes that reached a page, and requests to anybody else. */
  readonly wrong: string[]
}

/** A visitor of her own, who opens that page; `prepare` runs in each page before all else. */
async function visit(path: string, prepare = ''): Promise<Visit> {
  const context = await browser.newContext()
  await context.addInitScript({ content: prepare })
  const sent: Sent[] = []
  const wrong: string[] = []
  context.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (![proxy.url, shop.url].includes(origin)) wrong.push(request.url())
    if (request.method() !== 'POST') return
    const body = JSON.parse(request.postData() ?? '{}') as { readonly batch?: readonly Sent[] }
    sent.push(...(body.batch ?? [body as Sent]))
  })
  context.on('weberror', (error) => wrong.push(error.error().message))
  const page = await context.newPage()
  await page.goto(shop.url + path)
  return { context, page, sent, wrong }
}

/** Calls the client of the page, whether it is there yet or not; what it answers is in the page's `told`. */
async function tell(page: Page, name: string, ...given: unknown[]): Promise<void> {
  await page.evaluate(
    `(window.told ??= []).push((window.analytics ?? clientela).${name}(...${JSON.stringify(given)}))`,
  )
}

async function tellMany(page: Page, event: string, [from, to]: readonly [number, number]) {
  for (let n = from; n < to; n++) await tell(page, 'track', event, { n })
}

async function isThere(page: Page): Promise<void> {
  await page.waitForFunction('!Array.isArray(clientela)')
}

/** What the client has not yet tried to send it holds in memory only: pages that go at once take that with them. */
async function tried(page: Page): Promise<void> {
  await page.evaluate('Promise.all(told).then(() => undefined)')
}

const told = (all: number) => new Map(Array.from({ length: all }, (_, n) => [n, true]))

/** Each once, as soon as they are all there. */
async function demandAll(event: string, all: number): Promise<void> {
  await restarted
  await eventually(async () => expect((await stored(server, directory, event)).size).toBe(all))
  demandOnce(await stored(server, directory, event), told(all), all)
}

/** How many messages the page has that the server is not known to have. */
async function waiting(page: Page): Promise<number> {
  const names = await page.evaluate<string[]>('Object.keys(localStorage)')
  return names.filter((name) => name.startsWith('clientela.q.')).length
}

/** What the page keeps, and what the browser sends with it. */
async function keptBy({ page, context }: Visit): Promise<string[]> {
  const names = await page.evaluate<string[]>('Object.keys(localStorage)')
  return [...names, ...(await context.cookies()).map(({ name }) => name)]
}

const blocked = (of: string, name: string) =>
  `Object.defineProperty(${of}, '${name}', { get: () => { throw new Error('blocked') } });`
const gpc = `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`
const noStorage = blocked('window', 'localStorage')
const noCookies = blocked('Document.prototype', 'cookie')

const rude = (n: number): Fate =>
  n % 9 === 2 ? 503 : n % 9 === 4 ? 429 : n % 9 === 6 ? 'lost' : n % 9 === 8 ? 'silent' : 'pass'

/** From now on: how the network is, and which request that is let through meets the end of the server. */
function network(fate: (n: number) => Fate, dies = Infinity): void {
  const before = [...proxy.fates.values()].reduce((sum, times) => sum + times, 0)
  fateOf = (n) => fate(n - before)
  forwarded = 0
  startsBefore = server.starts
  killAt = dies
}

describe.skipIf(chromiumPath === undefined)(
  `in Chromium${chromiumPath === undefined ? ' (which is not installed here)' : ''}`,
  () => {
    test('@segment/analytics-next, from page to page, with a kill on the way', async () => {
      await newSource('Segment')
      network(rude, 9)
      const { page, wrong, context } = await visit('/segment/1')
      await tellMany(page, 'Sent by Segment', [0, 10])
      await tried(page)
      // Where it is to send it asks once in a page, and asks nobody again who does not answer.
      await eventually(async () => expect(await restarted).toBeDefined())
      await page.goto(`${shop.url}/segment/2`)
      await tellMany(page, 'Sent by Segment', [10, 20])
      await tried(page)
      await page.goto(`${shop.url}/segment/3`)
      await tell(page, 'identify', 'segment', { email: 'segment@example.org', city: 'Recife' })
      await tellMany(page, 'Sent by Segment', [20, 30])
      await demandAll('Sent by Segment', 30)
      const { fields } = await eventually(
        async () => await server.ask('GET', '/api/customers/by/user_id/segment'),
      )
      expect(fields).toMatchObject({ email: 'segment@example.org', city: 'Recife' })
      for (const fate of [503, 429, 'lost', 'silent'] as const) {
        expect([fate, proxy.fates.get(fate)]).not.toEqual([fate, undefined])
      }
      expect([server.starts - startsBefore, problems, wrong]).toEqual([1, [], []])
      await context.close()
    })

    test('the snippet is small, and told from what a page has by its tag', async () => {
      const at = `${proxy.url}/v1/clientela.js`
      const response = await fetch(at, { headers: { 'accept-encoding': 'gzip' } })
      const text = await response.text()
      expect(gzipSync(text, { level: 9 }).length).toBeLessThan(4_096)
      expect(response.headers.get('content-encoding')).toBe('gzip')
      const etag = response.headers.get('etag') ?? ''
      const again = await fetch(at, { headers: { 'if-none-match': etag } })
      expect([again.status, again.headers.get('etag')]).toEqual([304, etag])
    })

    test('the snippet, from page to page, with a kill on the way', async () => {
      await newSource('Snippet')
      network(rude, 3)
      const { page, wrong, context } = await visit('/1')
      await tellMany(page, 'Sent by the snippet', [0, 10])
      for (const [path, from] of [
        ['/2', 10],
        ['/3', 20],
      ] as const) {
        await page.goto(shop.url + path)
        await tellMany(page, 'Sent by the snippet', [from, from + 10])
      }
      await demandAll('Sent by the snippet', 30)
      expect([server.starts - startsBefore, problems, wrong]).toEqual([1, [], []])
      await context.close()
    })

    test('offline it waits, until after its page is closed, and then goes by the next of two', async () => {
      await newSource('Offline')
      network(() => 'pass')
      const { page, context, sent, wrong } = await visit('/')
      await isThere(page)
      await context.setOffline(true)
      await tellMany(page, 'Done offline', [0, 5])
      await page.close()
      const other = await context.newPage()
      await context.setOffline(false)
      const third = await context.newPage()
      await Promise.all([other.goto(`${shop.url}/2`), third.goto(`${shop.url}/3`)])
      await demandAll('Done offline', 5)
      await eventually(async () => expect(await waiting(third)).toBe(0))
      // Two tabs share what waits; what both of them may have sent is the same message.
      const each = new Set(sent.map(({ messageId }) => messageId))
      expect([each.size, wrong]).toEqual([3 + 5, []])
      await context.close()
    })

    test('of who asks not to be followed it keeps nothing and sends nothing before she says yes', async () => {
      await newSource('Private')
      network(() => 'pass')
      const visited = await visit('/?utm_source=news', gpc)
      const { page, context, sent, wrong } = visited
      await isThere(page)
      await tell(page, 'track', 'Done in private', { n: 0 })
      expect([await keptBy(visited), sent]).toEqual([[], []])
      await tell(page, 'consent', true, { analytics: true, marketing: false })
      await demandAll('Done in private', 1)
      expect(sent.map(({ event, type }) => event ?? type)).toEqual([
        'Segment Consent Preference Updated',
        'page',
        'Done in private',
      ])
      expect(sent[0]).toMatchObject({
        properties: { granted: true },
        context: {
          campaign: { source: 'news' },
          consent: { categoryPreferences: { analytics: true, marketing: false } },
        },
      })
      await tell(page, 'consent', false)
      await eventually(async () => expect(await waiting(page)).toBe(0))
      expect(await keptBy(visited)).toEqual(['clientela.consent'])
      await tell(page, 'track', 'Done in private', { n: 1 })
      expect([await keptBy(visited), wrong]).toEqual([['clientela.consent'], []])
      expect(sent.slice(3)).toMatchObject([{ properties: { granted: false } }])
      await context.close()
    })

    test('where consent is wanted it waits for it, and a no is the end of it', async () => {
      await newSource('Asking', 'data-consent="required"')
      network(() => 'pass')
      const visited = await visit('/')
      await isThere(visited.page)
      await tell(visited.page, 'identify', 'asked', { email: 'asked@example.org' })
      expect(await keptBy(visited)).toEqual([])
      await tell(visited.page, 'consent', false)
      expect([await keptBy(visited), visited.sent]).toEqual([['clientela.consent'], []])
      await visited.context.close()
    })

    test.each([
      ['storage', true, noStorage],
      ['storage and cookies', false, noStorage + noCookies],
    ])('without %s it works, as far as that can be', async (what, lasts, block) => {
      await newSource(`Without ${what}`)
      network((n) => (n === 2 ? 503 : 'pass'))
      const { page, context, sent, wrong } = await visit('/', block)
      await tellMany(page, `Done without ${what}`, [0, 3])
      await demandAll(`Done without ${what}`, 3)
      await page.goto(`${shop.url}/2`)
      await eventually(() => expect(sent.filter(({ type }) => type === 'page')).toHaveLength(2))
      const ids = new Set(sent.map(({ anonymousId }) => anonymousId))
      expect([ids.size === 1, wrong]).toEqual([lasts, []])
      await context.close()
    })
  },
)
