/** A spreadsheet brought in by the pages of imports, in a browser, as Excel in Brazil writes it. */
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startRunning, type Running } from '../http/running.ts'
import { setUp } from '../http/signing.ts'
import { isAccessible, openAt } from './pages.ts'

let running: Running
let browser: Browser

const rows = [
  'Nome;E-mail;Cidade;Nascimento;Clube',
  'Ana Conceição;ana@loja.example;Recife;03/04/1990;sim',
  'Beto;beto@loja.example;Olinda;31/12/1985;não',
  'Carla;carla@@loja;Natal;15/01/1990;sim',
]
const file = {
  name: 'clientes.csv',
  mimeType: 'text/csv',
  // As Excel does: not in UTF-8.
  buffer: Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1'),
}

describe.skipIf(chromiumPath === undefined)('imports in the browser', () => {
  beforeAll(async () => {
    running = await startRunning()
    await setUp(running)
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })

  test('from the file to customers, with its errors mended, and back', async () => {
    const window = await openAt(browser, running, '/imports')
    const { page } = window
    await page.getByRole('link', { name: 'Importar uma planilha' }).click()
    await page.getByLabel('Solte o arquivo aqui, ou clique para escolher').setInputFiles(file)
    await page.getByText('Ainda não há um campo para “Clube”.').waitFor()
    const target = page.getByRole('combobox', { name: 'O que vira a coluna Nascimento' })
    expect(await target.inputValue()).toBe('birth_date')
    await isAccessible(window)
    await page.getByRole('button', { name: 'Criar o campo' }).click()
    await page.getByText('Ainda não há um campo para “Clube”.').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Testar sem gravar' }).click()
    await page.getByText('"carla@@loja" is not an e-mail address').waitFor()
    // Of the file's rows nothing is written yet.
    expect((await running.ask(routes.customers.list, {})).items).toEqual([])
    await isAccessible(window)
    await page.getByRole('button', { name: 'Importar 2 linhas' }).click()
    await page.getByRole('heading', { name: 'O que aconteceu' }).waitFor()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Baixar a linha recusada' }).click()
    expect(readFileSync(await (await coming).path(), 'utf8')).toContain('carla@@loja')
    await running.settled()
    const { items } = await running.ask(routes.customers.list, { query: { sort: 'name' } })
    expect(items.map(({ fields }) => fields)).toMatchObject([
      { name: 'Beto', birth_date: '1985-12-31', clube: false },
      { name: 'Ana Conceição', birth_date: '1990-04-03', clube: true },
    ])
    await page.getByRole('button', { name: 'Desfazer a importação' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Desfazer a importação' }).click()
    await page.getByText(/^Desfazer, /).waitFor()
    await page.getByText('pronta', { exact: true }).waitFor()
    await running.settled()
    expect((await running.ask(routes.customers.list, {})).items).toEqual([])
    expect(window.complaints).toEqual([])
  })

  test('of events, pasted from a spreadsheet, under one name, and as the template says it again', async () => {
    const window = await openAt(browser, running, '/imports/new')
    const { page } = window
    const copied = 'Cliente\tQuando\tLoja\nc-1\t21/11/2026 10:00\tCentro\nc-2\t22/11/2026\tPraia\n'
    const paste = async (): Promise<void> => {
      await page.getByLabel('O que há no arquivo').selectOption({ label: 'Eventos' })
      await page.getByLabel('Ou cole aqui as células').fill(copied)
      await page.getByRole('button', { name: 'Usar o que foi colado' }).click()
    }
    await paste()
    await page.getByText('escreva um nome para todas as linhas').waitFor()
    await isAccessible(window)
    await page.getByLabel('Nome do evento em todas as linhas').fill('Store Visited')
    await page.keyboard.press('Enter')
    await page.getByText('escreva um nome para todas as linhas').waitFor({ state: 'detached' })
    await page.getByLabel('A coluna que diz quem fez').selectOption('Cliente')
    await page.getByRole('button', { name: 'Testar sem gravar' }).click()
    await page.getByRole('button', { name: 'Importar 2 linhas' }).click()
    await page.getByRole('button', { name: 'Guardar como modelo' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Nome do modelo').fill('Visitas')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await running.settled()
    const text = 'did "Store Visited" where loja = "Praia"'
    expect((await running.ask(routes.segments.count, { body: { text } })).count).toBe(1)
    await page.goto('/imports/new')
    await paste()
    await page.getByText('As colunas são as mesmas do modelo “Visitas”.').waitFor()
    await page.getByRole('button', { name: 'Usar o modelo' }).click()
    await expect
      .poll(async () => await page.getByLabel('Nome do evento em todas as linhas').inputValue())
      .toBe('Store Visited')
    expect(window.complaints).toEqual([])
  })

  test('of orders: the columns are found by their names, and asked for where these do not tell', async () => {
    const window = await openAt(browser, running, '/imports/new')
    const { page } = window
    const buffer = Buffer.from('Pedido;Cliente;Data;SKU;Qtd;Quanto\nP1;c-7;25/10/2026;x;2;2,50\n')
    await page.getByLabel('O que há no arquivo').selectOption({ label: 'Pedidos' })
    await page
      .getByLabel('Solte o arquivo aqui, ou clique para escolher')
      .setInputFiles({ name: 'pedidos.csv', mimeType: 'text/csv', buffer })
    await page.getByText('Falta dizer: Preço de um.').waitFor()
    await isAccessible(window)
    await page.getByLabel('Preço de um').selectOption('Quanto')
    await page.getByText('Falta dizer').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Importar os pedidos' }).click()
    await page.getByText('Pedidos novos').waitFor()
    await running.settled()
    const text = 'sum of total of "Order Completed" >= 5'
    expect((await running.ask(routes.segments.count, { body: { text } })).count).toBe(1)
    expect(window.complaints).toEqual([])
  })

  test('in English, on a phone', async () => {
    const window = await openAt(browser, running, '/imports', {
      locale: 'en-US',
      widthPx: 360,
      theme: 'dark',
    })
    const { page } = window
    await page.getByRole('link', { name: 'clientes.csv' }).last().click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(360)
    await isAccessible(window)
    expect(window.complaints).toEqual([])
  })
})
