/** The first page and the pages of events, in a browser, on a shop of its own that is empty at first. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startRunning, type Running } from '../http/running.ts'
import { setUp } from '../http/signing.ts'
import { isAccessible, openAt } from './pages.ts'

let running: Running
let browser: Browser

/** An hour ago: the same for all, also where midnight is near. */
const time = new Date(Date.now() - 3_600_000).toISOString()

describe.skipIf(chromiumPath === undefined)('the first page and events in the browser', () => {
  beforeAll(async () => {
    running = await startRunning(['--shop-currency', 'BRL'])
    await setUp(running)
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })

  test('an empty shop is told what to do first, and sees each step done', async () => {
    const window = await openAt(browser, running, '/', { widthPx: 360 })
    const { page, complaints } = window
    const bring = page.getByRole('listitem').filter({ hasText: 'Traga os dados' })
    await bring.getByRole('img', { name: 'a fazer' }).waitFor()
    await page.getByRole('region', { name: 'Comando da loja de demonstração' }).waitFor()
    await isAccessible(window)
    await order('ana', 'Ana Conceição', { total: 1_250.5, coupon: 'VERAO' })
    await order('bia', 'Bia Lima', { total: 40 })
    // The page asks by itself.
    await bring.getByRole('img', { name: 'feito' }).waitFor()
    await running.ask(routes.segments.create, {
      body: { name: 'VIP', text: 'did "Order Completed"' },
    })
    await running.settled()
    await bring.waitFor({ state: 'detached' })
    await page.reload()
    const sales = page.getByRole('region', { name: 'Vendas', exact: true })
    await sales.getByRole('link', { name: 'R$ 1.290,50' }).waitFor()
    const movers = page.getByRole('region', { name: 'Segmentos que mais mudaram' })
    await movers.getByRole('link', { name: 'VIP' }).waitFor()
    await isAccessible(window)
    expect(complaints).toEqual([])
  })

  test('a number, and a mark by keyboard, open the people behind them, who are kept as a segment', async () => {
    const { page, complaints } = await openAt(browser, running, '/?days=7', { locale: 'en-US' })
    const orders = page.getByRole('region', { name: 'Orders by day' })
    await orders.getByRole('button', { name: 'Show as a table' }).click()
    await orders.getByRole('button', { name: '2', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Bia Lima' }).waitFor()
    await page.goBack()
    const tile = page.getByRole('region', { name: 'New customers (first order)' })
    await tile.getByRole('link', { name: '2', exact: true }).click()
    await page.getByRole('link', { name: 'Ana Conceição' }).waitFor()
    await page.getByRole('link', { name: 'Save as a segment' }).click()
    await page.getByLabel('Name of the segment').fill('New ones')
    await page.getByRole('button', { name: 'Save segment' }).click()
    await page.getByRole('heading', { level: 1, name: 'New ones' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('events are found, and a value of theirs leads to who did it with that', async () => {
    const { page, complaints } = await openAt(browser, running, '/events')
    await page.getByRole('searchbox').fill('order')
    await page.getByRole('link', { name: 'Order Completed' }).click()
    const properties = page.getByRole('region', { name: 'Propriedades' })
    const coupon = properties.getByRole('row').filter({ hasText: 'coupon' })
    await coupon.getByRole('cell', { name: '50%' }).waitFor()
    await page
      .getByRole('region', { name: 'Os últimos' })
      .getByText('Ana Conceição', { exact: true })
      .click()
    await page.getByText('"total": 1250.5').waitFor()
    await coupon.getByRole('link', { name: 'VERAO' }).click()
    await page.getByRole('link', { name: 'Ana Conceição' }).waitFor()
    expect(await page.getByRole('link', { name: 'Bia Lima' }).count()).toBe(0)
    await page.goBack()
    await page.getByRole('link', { name: 'Segmento de quem fez isto' }).click()
    await page.getByRole('heading', { level: 1, name: 'Novo segmento' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('what arrives is seen as it comes, and what was refused is mended and taken', async () => {
    const { writeKey } = await running.ask(routes.sources.create, { body: { name: 'Loja' } })
    const window = await openAt(browser, running, '/events/live')
    const { page, complaints } = window
    await page.getByRole('button', { name: 'Pausar' }).waitFor()
    const message = { type: 'track', event: '', userId: 'caio', timestamp: '2026-01-02T00:00:00Z' }
    const body = JSON.stringify({ writeKey, batch: [message] })
    expect((await running.fetch('/v1/batch', { method: 'POST', key: '', body })).status).toBe(200)
    await page.getByText('loja · caio').waitFor()
    await page.getByRole('link', { name: 'Recusados' }).click()
    await page.getByText('loja · caio').click()
    await page.getByText('An event has a name').first().waitFor()
    await isAccessible(window)
    const json = page.getByLabel('Mensagem, em JSON')
    await json.fill((await json.inputValue()).replace('""', '"Quiz Answered"'))
    await page.getByRole('button', { name: 'Reenviar corrigido' }).click()
    await page.getByText('1 foi aceito.').waitFor()
    await page.getByText('Nada foi recusado').waitFor()
    const { items } = await running.ask(routes.eventNames.list, {})
    expect(items.map(({ name }) => name)).toContain('Quiz Answered')
    expect(complaints).toEqual([])
  })
})

/** Somebody who ordered. */
async function order(user: string, name: string, properties: Record<string, string | number>) {
  const identifiers = { user_id: user }
  await running.ask(routes.customers.create, { body: { identifiers, fields: { name } } })
  const event = { event: 'Order Completed', identifiers, time, properties }
  await running.ask(routes.events.add, { body: { events: [event] } })
  await running.settled()
}
