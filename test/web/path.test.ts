/** From a spreadsheet to a saved segment on an empty shop: by mouse, by keyboard alone, and on a phone. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { startRunning, type Running } from '../http/running.ts'
import { setUp } from '../http/signing.ts'
import { openAt, type Look } from './pages.ts'

let running: Running
let browser: Browser

/** How somebody presses what is on the page, and writes where they are. */
type Hand = {
  readonly press: (what: Locator) => Promise<void>
  readonly write: (where: Locator, text: string) => Promise<void>
  readonly choose: (where: Locator, label: string) => Promise<void>
  /** What takes a file is itself out of sight: its label is seen. */
  readonly file: (label: string) => Promise<void>
}

const mouse = (page: Page): Hand => ({
  press: async (what) => await what.click(),
  write: async (where, text) => await where.fill(text),
  choose: async (where, label) => void (await where.selectOption({ label })),
  file: async (label) => await page.getByText(label, { exact: true }).click(),
})

/** Tab until one is there, then a key: nothing that cannot be reached so can be used. */
const keyboard = (page: Page): Hand => ({
  press: async (what) => {
    await reach(page, what)
    await page.keyboard.press('Enter')
  },
  write: async (where, text) => {
    await reach(page, where)
    await page.keyboard.type(text)
  },
  choose: async (where, label) => {
    await reach(page, where)
    await page.keyboard.type(label)
  },
  file: async (label) => {
    await reach(page, page.getByLabel(label))
    await page.keyboard.press('Space')
  },
})

async function reach(page: Page, what: Locator): Promise<void> {
  await what.waitFor()
  for (let presses = 0; presses < 150; presses += 1) {
    if (await what.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${String(what)} is not reached by Tab`)
}

/** What the steps are called. */
const words = {
  'pt-BR': {
    drop: 'Solte o arquivo aqui, ou clique para escolher',
    try: 'Testar sem gravar',
    start: 'Importar 3 linhas',
    happened: 'O que aconteceu',
    begin: 'Novo segmento',
    add: 'Adicionar condição',
    field: 'O que se sabe do cliente (um campo)',
    which: 'Campo',
    city: 'Cidade',
    values: 'Valores',
    counted: '2',
    name: 'Nome do segmento',
    save: 'Salvar segmento',
  },
  'en-US': {
    drop: 'Drop the file here, or click to choose it',
    try: 'Try without writing',
    start: 'Import 3 rows',
    happened: 'What happened',
    begin: 'New segment',
    add: 'Add a condition',
    field: 'What is known of the customer (a field)',
    which: 'Field',
    city: 'City',
    values: 'Values',
    counted: '2',
    name: 'Name of the segment',
    save: 'Save segment',
  },
} as const

describe.skipIf(chromiumPath === undefined)('from a file to a segment, in Chromium', () => {
  beforeAll(async () => {
    running = await startRunning()
    await setUp(running)
    browser = await openChromium()
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })

  test('by mouse', async () => {
    expect(await goes('Mouse', { locale: 'pt-BR' }, mouse)).toEqual([])
  })

  test('by keyboard alone', async () => {
    expect(await goes('Teclado', { locale: 'pt-BR', theme: 'dark' }, keyboard)).toEqual([])
  })

  test('on a phone, in English', async () => {
    expect(await goes('Phone', { locale: 'en-US', widthPx: 360 }, mouse)).toEqual([])
  })
})

/** @returns what the console had against it */
async function goes(place: string, look: Look, handOf: (page: Page) => Hand) {
  const { page, complaints } = await openAt(browser, running, '/imports/new', look)
  const say = words[look.locale ?? 'pt-BR']
  const hand = handOf(page)
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), hand.file(say.drop)])
  await chooser.setFiles(fileOf(place))
  await hand.press(button(say.try))
  await hand.press(button(say.start))
  await page.getByRole('heading', { name: say.happened }).waitFor()
  await running.settled()
  await page.goto('/segments')
  await hand.press(page.getByRole('link', { name: say.begin }).first())
  await hand.press(button(say.add))
  await hand.press(page.getByRole('menuitem', { name: say.field }))
  await hand.choose(page.getByRole('combobox', { name: say.which }), say.city)
  await hand.press(button(say.values))
  await hand.press(page.getByRole('button', { name: new RegExp(`^${place}`) }))
  await page.keyboard.press('Escape')
  const total = page.locator('.count-figure .count-number')
  await expect.poll(async () => await total.textContent()).toBe(say.counted)
  await hand.write(page.getByLabel(say.name), place)
  await hand.press(button(say.save))
  await page.getByRole('heading', { level: 1, name: place }).waitFor()
  const sizeOf = async () => {
    const { items } = await running.ask(routes.segments.list, {})
    return items.find(({ name }) => name === place)?.size?.count
  }
  await expect.poll(sizeOf).toBe(2)
  const wide = await page.evaluate('document.documentElement.scrollWidth')
  expect(wide).toBeLessThanOrEqual(look.widthPx ?? 1_440)
  return complaints
}

/** As Excel in Brazil writes it. */
function fileOf(place: string) {
  const rows = [
    'Nome;E-mail;Cidade',
    `Conceição;a@${place}.example;${place}`,
    `José;b@${place}.example;${place}`,
    `Zoé;c@${place}.example;Natal`,
  ]
  return {
    name: `${place}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\r\n'), 'latin1'),
  }
}
