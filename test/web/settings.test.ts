/** The settings in a browser: the shop, sources and keys, webhooks, people, the log, the state, one's own account. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startReceiver, type Receiver } from '../http/receiver.ts'
import { startRunning, type Running } from '../http/running.ts'
import { goodPassword, setUp, signInAs } from '../http/signing.ts'
import { isAccessible, openAt, type Window } from './pages.ts'

let running: Running
let browser: Browser
let receiver: Receiver
let desk: Window

const wayMs = 60_000

describe.skipIf(chromiumPath === undefined)('the settings in the browser', () => {
  beforeAll(async () => {
    receiver = await startReceiver()
    running = await startRunning(['--webhook-networks', '127.0.0.1'])
    await setUp(running)
    browser = await openChromium()
    desk = await openAt(browser, running, '/settings')
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
    await receiver.close()
  })

  test('of the shop: what a change brings about is said before, and it is undone', async () => {
    const { page } = desk
    await part(page, 'Loja')
    const before = (await running.ask(routes.shop.read, {})).timezone
    await page.getByLabel('Fuso horário').selectOption('America/Manaus')
    await page.getByText('pelo relógio de America/Manaus').waitFor()
    expect((await running.ask(routes.shop.read, {})).timezone).toBe(before)
    await isAccessible(desk)
    await page.getByRole('button', { name: 'Salvar a loja' }).click()
    await page.getByText('Loja salva.').waitFor()
    expect((await running.ask(routes.shop.read, {})).timezone).toBe('America/Manaus')
    await page.getByRole('button', { name: 'Desfazer' }).click()
    await page.getByText('Desfeito.').waitFor()
    expect((await running.ask(routes.shop.read, {})).timezone).toBe(before)
  })

  test('of sources: a key is shown once, in the lines to paste, and the first event is told', async () => {
    const { page } = desk
    await part(page, 'Fontes e chaves')
    await page.getByRole('button', { name: 'Nova fonte' }).first().click()
    await page.getByLabel('Nome da fonte').fill('Loja online')
    await page.getByRole('button', { name: 'Criar a fonte e ver a chave' }).click()
    const key = await page.getByLabel('Chave de escrita').inputValue()
    await page.getByText(`data-write-key="${key}"`).waitFor()
    await page.getByText('Esperando o primeiro evento').waitFor()
    await isAccessible(desk)
    expect(await tracked(key)).toBe(200)
    await page.getByText('Funciona: o primeiro evento chegou').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByText(key).count()).toBe(0)
    await page
      .getByRole('button', { name: /^Revogar \S+$/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Revogar', exact: true }).click()
    await page.getByText('Chave revogada.').waitFor()
    expect(await tracked(key)).toBe(401)
  })

  test('of the API’s keys: one may do no more than was ticked', async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Nova chave da API' }).click()
    await page.getByLabel('Nome', { exact: true }).fill('Planilha de domingo')
    await page.getByLabel('Só algumas permissões').check()
    await page.getByRole('checkbox', { name: 'segments:read' }).check()
    await page.getByLabel('Vale até').selectOption('30')
    await page.getByRole('button', { name: 'Criar a chave' }).click()
    const key = await page.getByLabel('Chave da API', { exact: true }).inputValue()
    expect((await running.fetch('/api/segments', { key })).status).toBe(200)
    expect((await running.fetch('/api/customers', { key })).status).toBe(403)
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /Planilha de domingo/ }).waitFor()
  })

  test('of a webhook: made where its segment is, tried, and what it was told is sent again', async () => {
    const { page } = desk
    const body = { name: 'Recife', text: 'city = "Recife"' }
    const segment = await running.ask(routes.segments.create, { body })
    await running.settled()
    await page.goto(`/segments/${segment.id}/webhooks`)
    await page.getByText('Nenhum webhook é avisado deste segmento.').waitFor()
    await page.getByRole('button', { name: 'Novo webhook deste segmento' }).click()
    await page.getByLabel('Endereço').fill(receiver.url)
    expect(await page.getByRole('checkbox', { name: 'Recife' }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Criar o webhook' }).click()
    expect(await page.getByLabel('Segredo').inputValue()).toMatch(/^whsec_/)
    await page.getByRole('link', { name: 'Abrir o webhook' }).click()
    await page.getByRole('button', { name: 'Mandar um teste' }).click()
    await page.getByRole('heading', { name: 'O teste foi aceito' }).waitFor()
    await page.keyboard.press('Escape')
    const before = receiver.received.length
    const ana = await running.customer('ana', { name: 'Ana', city: 'Recife' })
    await page.getByText(`cliente ${ana}`).click()
    await page.getByText(`"id": "${ana}"`).waitFor()
    await isAccessible(desk)
    await page.getByRole('button', { name: 'Mandar de novo' }).click()
    await expect.poll(() => receiver.received.length, { timeout: wayMs }).toBe(before + 2)
    await page.getByLabel('Quais entregas').selectOption('failed')
    await page.getByText('Nenhuma entrega assim.').waitFor()
    await page.goBack()
    await page.getByText(`cliente ${ana}`).waitFor()
    await page.getByRole('button', { name: 'Pausar' }).click()
    await page.getByText('em pausa', { exact: true }).waitFor()
  })

  test('of people: who is invited comes in by the link, in her language, and sees what her role may', async () => {
    const { page } = desk
    await part(page, 'Pessoas e papéis')
    await page.getByRole('button', { name: 'Convidar alguém' }).click()
    await page.getByLabel('Nome', { exact: true }).fill('Bia')
    await page.getByLabel('E-mail').fill('bia@shop.example')
    await page.getByLabel('Só leitura').check()
    await page.getByLabel('Idioma em que começa').selectOption('en')
    await page.getByRole('button', { name: 'Criar o link' }).click()
    const link = await page.getByLabel('Link', { exact: true }).inputValue()
    await page.keyboard.press('Escape')
    await isAccessible(desk)

    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'pt-BR',
      colorScheme: 'dark',
    })
    const bia = await context.newPage()
    await bia.goto(link)
    await bia.getByLabel('Senha').fill(goodPassword)
    await bia.getByRole('button', { name: 'Entrar' }).click()
    await bia.waitForURL(({ pathname }) => pathname === '/')
    await bia.goto(`${running.url}/settings`)
    await bia.getByRole('link', { name: /^My account/ }).waitFor()
    expect(await bia.getByRole('link', { name: /^(?:Audit|People)/ }).count()).toBe(0)
    await isAccessible({ page: bia, complaints: [] })
    await bia.getByRole('link', { name: /^Shop/ }).click()
    await bia.getByText('Your role lets you see this').waitFor()
    expect(await bia.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await context.close()

    await page.getByRole('button', { name: 'Mais ações de Bia' }).click()
    await page.getByRole('menuitem', { name: 'Remover' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remover' }).click()
    await page.getByText('Bia foi removida.').waitFor()
    expect((await signInAs(running, 'bia@shop.example')).status).toBe(401)
  })

  test('of the log and the state: filtered by address, verified, and every figure there', async () => {
    const { page } = desk
    await part(page, 'Auditoria')
    await page.getByLabel('O quê').selectOption('PATCH /api/shop')
    await page.waitForURL(/action=PATCH/)
    await expect.poll(async () => await page.getByRole('rowheader').count()).toBe(2)
    await page.getByRole('button', { name: 'Conferir agora' }).click()
    await page.getByText('O registro está como foi escrito').waitFor()
    await isAccessible(desk)
    await page.goBack()
    await expect.poll(async () => await page.getByRole('rowheader').count()).toBeGreaterThan(2)
    await part(page, 'Situação')
    await page.getByText('Tudo foi lido').waitFor()
    await page.getByText(/ livres de /).waitFor()
    await isAccessible(desk)
  })

  test('of one’s own account: a new password ends the other sessions, and the language is kept', async () => {
    const { page } = desk
    const elsewhere = await signInAs(running, 'ana@shop.example')
    expect(elsewhere.status).toBe(200)
    await part(page, 'Minha conta')
    await page
      .getByRole('button', { name: /^Sair da sessão/ })
      .first()
      .waitFor()
    await isAccessible(desk)
    await page.getByLabel('Senha atual').fill(goodPassword)
    await page.getByLabel('Senha nova').fill('outra frase bem comprida')
    await page.getByRole('button', { name: 'Trocar a senha' }).click()
    await page.getByText('Senha trocada.').waitFor()
    await expect
      .poll(async () => await page.getByRole('button', { name: /^Sair da sessão/ }).count())
      .toBe(0)
    await page.getByLabel('English').check()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    await page.evaluate('localStorage.clear()')
    await page.reload()
    await page.getByRole('heading', { name: 'My account' }).waitFor()
    // Of all that was done in that window.
    expect(desk.complaints).toEqual([])
  })
})

/** By the list at the side. */
async function part(page: Page, name: string): Promise<void> {
  if (!page.url().includes('/settings')) await page.goto('/settings')
  const list = page.getByRole('navigation', { name: 'Partes das configurações' })
  await list.getByRole('link', { name }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

/** How an event by that key is answered. */
async function tracked(key: string): Promise<number> {
  const { status } = await running.fetch('/v1/track', {
    method: 'POST',
    key: '',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ writeKey: key, userId: 'ana', event: 'Product Viewed' }),
  })
  return status
}
