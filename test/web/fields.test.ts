/** The pages of fields, forms and lists, in a browser, on a shop of its own. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startRunning, type Running } from '../http/running.ts'
import { setUp } from '../http/signing.ts'
import { isAccessible, openAt } from './pages.ts'

let running: Running
let browser: Browser

describe.skipIf(chromiumPath === undefined)('fields in the browser', () => {
  beforeAll(async () => {
    running = await startRunning()
    await setUp(running)
    for (const [user, name, city] of [
      ['ana', 'Ana Conceição', 'Olinda'],
      ['beto', 'Beto Lima', 'Recife'],
      ['carla', 'Carla Dias', 'Recife'],
    ] as const) {
      const identifiers = { user_id: user, email: `${user}@loja.example` }
      await running.ask(routes.customers.create, { body: { identifiers, fields: { name, city } } })
    }
    await running.settled()
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })

  test('a new one is made, changed with what that means said before, and tried as another type', async () => {
    const window = await openAt(browser, running, '/fields')
    const { page } = window
    await page.getByRole('link', { name: 'Data de nascimento' }).waitFor()
    await page.getByRole('link', { name: 'Novo campo', exact: true }).click()
    await page.getByLabel('Rótulo').fill('Gosta de torra')
    expect(await page.getByLabel('Nome', { exact: true }).inputValue()).toBe('gosta_de_torra')
    await page.getByLabel('Tipo').selectOption('choice')
    await page.getByLabel('Opções').fill('clara\nescura')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Gosta de torra' }).waitFor()
    const body = { identifiers: { user_id: 'ana' }, fields: { gosta_de_torra: 'escura' } }
    await running.ask(routes.customers.create, { body })
    await running.settled()
    await page.reload()
    // What a change of a flag means is said before, and then it holds.
    await page.getByRole('checkbox', { name: 'pesquisável' }).check()
    await page.getByText('passam a ser achadas na busca').waitFor()
    await page.getByRole('link', { name: 'Clientes', exact: true }).first().click()
    await page.getByRole('button', { name: 'Ficar aqui' }).click()
    await page.getByRole('button', { name: 'Salvar', exact: true }).click()
    await page.getByText('“Gosta de torra” está salvo.').waitFor()
    await isAccessible(window)
    // Another type is tried, and nothing is changed by that.
    await page.getByLabel('Tipo', { exact: true }).selectOption('integer')
    await page.getByRole('button', { name: 'Testar sem mudar' }).click()
    await page.getByText('Valores que não cabem').waitFor()
    await page.getByText('"escura" is not a number').waitFor()
    const read = await running.ask(routes.fields.read, { params: { name: 'gosta_de_torra' } })
    expect(read).toMatchObject({ type: 'choice', searchable: true })
    expect(window.complaints).toEqual([])
  })

  test('a calculated one is made of those that are offered, changed and brought back', async () => {
    const window = await openAt(browser, running, '/ready-fields', { locale: 'en-US' })
    const { page } = window
    await page.getByRole('link', { name: 'Create “Orders”', exact: true }).click()
    await page.getByText('nothing rests on it yet').waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    const text = page.getByLabel('What it says')
    const first = await text.inputValue()
    await text.fill(`${first} in last 30 days`)
    await page.getByText('No segment rests on it').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Version 2', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Bring back' }).click()
    await expect.poll(async () => await text.inputValue()).toBe(first)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Version 3', { exact: true }).first().waitFor()
    const field = await running.ask(routes.calculated.read, { params: { name: 'orders' } })
    expect(field).toMatchObject({ text: first, version: 3 })
    expect(window.complaints).toEqual([])
  })

  test('a form is laid out by the keyboard and by dragging, undone, kept and saved', async () => {
    const window = await openAt(browser, running, '/forms')
    const { page } = window
    await page.getByRole('button', { name: 'Novo formulário' }).click()
    await page.getByLabel('Nome do formulário').fill('Balcão')
    await page.getByLabel('Começar').selectOption({ label: 'Do zero' })
    await page.getByRole('button', { name: 'Criar e organizar' }).click()
    await page.getByRole('heading', { level: 1, name: 'Balcão' }).waitFor()
    const order = async (): Promise<string[]> => {
      const moves = page.getByRole('button', { name: /^Levar (?!a seção).* para cima$/ })
      const labels = await moves.evaluateAll((all) => all.map((each) => each.ariaLabel ?? ''))
      return labels.map((label) => label.replace(/^Levar (.*) para cima$/, '$1'))
    }
    for (const name of ['Nome', 'Cidade', 'E-mail']) {
      await page.getByRole('button', { name, exact: true }).click()
    }
    expect(await order()).toEqual(['Nome', 'Cidade', 'E-mail'])
    await page.getByRole('button', { name: 'Levar E-mail para cima' }).press('Enter')
    expect(await order()).toEqual(['Nome', 'E-mail', 'Cidade'])
    await page.keyboard.press('Enter')
    expect(await order()).toEqual(['E-mail', 'Nome', 'Cidade'])
    await page.getByTitle('Arrastar Cidade').dragTo(page.getByTitle('Arrastar E-mail'))
    expect(await order()).toEqual(['Cidade', 'E-mail', 'Nome'])
    await page.getByRole('button', { name: 'Desfazer' }).click()
    expect(await order()).toEqual(['E-mail', 'Nome', 'Cidade'])
    await page.getByLabel('Quem vê Cidade').selectOption('admin')
    await isAccessible(window)
    // What is not saved is in this browser after all, when the page comes again.
    page.once('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await page.getByText('Estas mudanças estavam guardadas').waitFor()
    await page.getByRole('button', { name: 'Ver como fica' }).click()
    await page.getByLabel('Como vê').selectOption('read')
    await expect.poll(async () => await page.getByText('Cidade', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Salvar', exact: true }).click()
    await page.getByText('“Balcão” está salvo.').waitFor()
    const { items } = await running.ask(routes.forms.list, {})
    expect(items.find(({ name }) => name === 'Balcão')?.sections).toMatchObject([
      { fields: [{ field: 'email' }, { field: 'name' }, { field: 'city', visible: 'admin' }] },
    ])
    expect(window.complaints).toEqual([])
  })

  test('a list is made, filled by pasting with what was not found, and somebody is taken off', async () => {
    const window = await openAt(browser, running, '/lists')
    const { page } = window
    await page.getByRole('button', { name: 'Nova lista' }).click()
    await page.getByLabel('Nome da lista').fill('Degustação')
    await page.getByRole('button', { name: 'Criar', exact: true }).click()
    await page.getByText('Ninguém nesta lista ainda').waitFor()
    await page.getByRole('button', { name: 'Pôr pessoas' }).first().click()
    await page.getByLabel('Como', { exact: true }).selectOption('paste')
    await page.getByLabel('Cole aqui').fill('ana@loja.example; ninguem@loja.example\nbeto')
    await page.getByRole('button', { name: 'Conferir 3' }).click()
    await page.getByRole('rowheader', { name: 'ninguem@loja.example' }).waitFor()
    await page.getByRole('button', { name: 'Pôr 2 clientes' }).click()
    await page.getByText('2 clientes estão na lista.').waitFor()
    const grid = page.getByRole('grid')
    await grid.getByRole('link', { name: 'Beto Lima' }).waitFor()
    const members = async (): Promise<number | undefined> =>
      (await running.ask(routes.lists.list, {})).items[0]?.members
    expect(await members()).toBe(2)
    await page.getByRole('checkbox', { name: 'Escolher Beto Lima' }).check()
    await page.getByRole('button', { name: 'Tirar da lista' }).click()
    await page.getByText('Um cliente saiu da lista.').waitFor()
    expect(await members()).toBe(1)
    await isAccessible(window)
    expect(window.complaints).toEqual([])
  })
})
