/** The pages of customers, in a browser, on a shop of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startRunning, type Running } from '../http/running.ts'
import { setUp } from '../http/signing.ts'
import { isAccessible, openAt } from './pages.ts'

let running: Running
let browser: Browser
let ana: string

describe.skipIf(chromiumPath === undefined)('customers in the browser', () => {
  beforeAll(async () => {
    running = await startRunning()
    await setUp(running)
    for (let i = 0; i < 150; i++) {
      const fields = { name: `Cliente ${String(i).padStart(3, '0')}`, city: 'Recife' }
      const body = { identifiers: { user_id: `u${i}` }, fields }
      await running.ask(routes.customers.create, { body })
    }
    ana = await running.customer('ana', { name: 'Ana Conceição', city: 'Olinda' })
    const event = { event: 'Product Viewed', customer: ana, properties: { name: 'Citrus' } }
    const events = [
      { ...event, channel: 'site', messageId: '1', time: '2026-01-02T10:00:00Z' },
      {
        ...event,
        channel: 'app',
        event: 'Cart Viewed',
        messageId: '2',
        time: '2026-01-03T10:00:00Z',
      },
    ]
    await running.ask(routes.events.add, { body: { events } })
    const segment = { name: 'Olinda', text: 'city = "Olinda"' }
    await running.ask(routes.segments.create, { body: segment })
    await running.settled()
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })

  test('are found whatever accents, filtered, and what is shown stands in the address', async () => {
    const window = await openAt(browser, running, '/customers')
    const { page } = window
    const grid = page.getByRole('grid', { name: 'Clientes' })
    await grid.getByRole('row').nth(5).waitFor()
    await page.getByRole('searchbox').fill('CONCEICAO')
    await grid.getByRole('link', { name: 'Ana Conceição' }).waitFor()
    await grid.getByRole('link', { name: 'Cliente 149' }).waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('q')).toBe('CONCEICAO')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Filtrar' }).click()
    const panel = page.getByRole('region', { name: 'Filtro' })
    await panel.getByRole('button', { name: 'Ver como texto' }).click()
    await panel.getByLabel('A condição em texto').fill('city = "Recife"')
    await panel.getByText('150').first().waitFor()
    await panel.getByRole('button', { name: 'Filtrar' }).click()
    await page.getByText('Cidade é “Recife”').waitFor()
    await page.locator('[aria-rowcount="151"]').waitFor()
    // What was text is written on as sentences.
    await panel.getByRole('button', { name: 'Adicionar condição' }).click()
    await page.getByRole('menuitem', { name: 'O que fez', exact: true }).click()
    await panel.getByRole('button', { name: 'Filtrar' }).click()
    await page.getByText('Cidade é “Recife”, e viu o carrinho').waitFor()
    await isAccessible(window)
    await page.goBack()
    await page.locator('[aria-rowcount="151"]').waitFor()
    await page.goBack()
    await page.locator('[aria-rowcount="152"]').waitFor()
    await isAccessible(window)
    expect(window.complaints).toEqual([])
  })

  test('are edited in their cells by the keyboard, and that is undone', async () => {
    const { page, complaints } = await openAt(browser, running, '/customers?sort=name&order=asc')
    const grid = page.getByRole('grid', { name: 'Clientes' })
    await grid.getByRole('rowheader', { name: 'Ana Conceição' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Cidade' }).fill('Paulista')
    await page.keyboard.press('Enter')
    await page.getByText('Cidade: salvo.').waitFor()
    expect(await cityOfAna()).toBe('Paulista')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+z')
    await page.getByText('Desfeito.').waitFor()
    expect(await cityOfAna()).toBe('Olinda')
    // By the keys alone to somebody who was far below, and to her page.
    await page.keyboard.press('Control+End')
    await grid.getByRole('rowheader', { name: 'Cliente 098' }).waitFor()
    await page.keyboard.press('Home')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { level: 1, name: 'Cliente 098' }).waitFor()
    // And from there to somebody by some letters of her name.
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Buscar ou ir para' }).fill('conceicao')
    await page.getByRole('option', { name: 'Ana Conceição' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Ana Conceição' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('are changed many at once, after a look at what would change', async () => {
    const { page, complaints } = await openAt(
      browser,
      running,
      '/customers?filter=city+%3D+%22Recife%22',
    )
    await page.getByRole('checkbox', { name: 'Escolher Cliente 149' }).check()
    await page.getByRole('button', { name: 'Escolher todos os 150' }).click()
    await page.getByRole('button', { name: 'Mudar um campo' }).click()
    const dialog = page.getByRole('dialog', { name: 'Mudar um campo de 150 clientes' })
    await dialog.getByLabel('Campo').selectOption({ label: 'Estado' })
    await dialog.getByLabel('Valor novo').fill('PE')
    await page.keyboard.press('Enter')
    await dialog.getByRole('cell', { name: 'PE' }).first().waitFor()
    await dialog.getByRole('button', { name: 'Mudar 150 clientes' }).click()
    await page.getByText('150 clientes mudaram.').waitFor()
    const { count } = await running.ask(routes.segments.count, { body: { text: 'state = "PE"' } })
    expect(count).toBe(150)
    await page.getByRole('button', { name: 'Desfazer' }).click()
    await page.getByText('Desfeito.').waitFor()
    const after = await running.ask(routes.segments.count, { body: { text: 'state = "PE"' } })
    expect(after.count).toBe(0)
    expect(complaints).toEqual([])
  })

  test('are kept as a view, and taken away as a file', async () => {
    const { page, complaints } = await openAt(
      browser,
      running,
      '/customers?sort=name&order=asc&columns=name%2Ccity',
      { locale: 'en-US', theme: 'dark' },
    )
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Save as a view…' }).click()
    await page.getByLabel('Name of the view').fill('By name')
    await page.keyboard.press('Enter')
    await page.getByText('The view “By name” is saved.').waitFor()
    const { items } = await running.ask(routes.views.list, {})
    expect(items).toMatchObject([
      { name: 'By name', sort: 'name', order: 'asc', columns: ['name', 'city'] },
    ])
    await page.getByRole('button', { name: 'Export' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'CSV' }).click()
    const folder = mkdtempSync(join(tmpdir(), 'clientela-kept-'))
    const path = join(folder, 'customers.csv')
    await (await coming).saveAs(path)
    const [head, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
    rmSync(folder, { recursive: true })
    expect(head).toContain('city')
    expect(rows).toHaveLength(151)
    expect(complaints).toEqual([])
  })

  test('have pages: form, timeline, why, history, data', async () => {
    const window = await openAt(browser, running, `/customers/${ana}`)
    const { page } = window
    await page.getByLabel('Telefone').fill('12')
    await page.keyboard.press('Tab')
    await page.locator('p.wrong').waitFor()
    await page.getByLabel('Telefone').fill('81 98888-7777')
    await page.keyboard.press('Tab')
    await page.getByText('Telefone: salvo.').waitFor()
    await expect
      .poll(async () => await page.getByLabel('Telefone').inputValue())
      .toBe('+5581988887777')
    await isAccessible(window)
    await page.getByRole('link', { name: 'Linha do tempo' }).click()
    await page.getByText('Cart Viewed', { exact: true }).waitFor()
    await page.getByLabel('Canal').selectOption('site')
    await page.getByText('Cart Viewed', { exact: true }).waitFor({ state: 'detached' })
    await page.getByText('Product Viewed', { exact: true }).click()
    await page.getByText('Citrus').last().waitFor()
    await page.getByRole('link', { name: 'Segmentos' }).last().click()
    await page.getByRole('button', { name: 'Por que está em Olinda?' }).click()
    await page.getByText('Cidade é “Olinda”').first().waitFor()
    await page.getByText('Visto: “Olinda”').waitFor()
    await isAccessible(window)
    await page.getByRole('link', { name: 'Histórico' }).click()
    await page.getByRole('cell', { name: '+5581988887777' }).first().waitFor()
    await page.getByRole('link', { name: 'Dados' }).click()
    await page.getByRole('region', { name: 'Dados brutos' }).last().getByText('user_id').waitFor()
    expect(window.complaints).toEqual([])
  })

  test('on a phone are cards', async () => {
    const window = await openAt(browser, running, '/customers', { widthPx: 360, theme: 'dark' })
    const { page } = window
    await page.getByRole('link', { name: 'Ana Conceição' }).waitFor()
    expect(await page.getByRole('grid').count()).toBe(0)
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(360)
    await isAccessible(window)
    await page.getByRole('link', { name: 'Ana Conceição' }).click()
    await page.getByRole('heading', { level: 1, name: 'Ana Conceição' }).waitFor()
    expect(window.complaints).toEqual([])
  })
})

async function cityOfAna() {
  await running.settled()
  return (await running.ask(routes.customers.read, { params: { id: ana } })).fields['city']
}
