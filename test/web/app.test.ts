/** The web app in a browser, with the real server and the demo shop: by role and label, as people use it. */
import { AxeBuilder } from '@axe-core/playwright'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openChromium } from '../clients/chromium.ts'
import { pages, signUp, startDemoShop, visit, type DemoShop } from './demoShop.ts'

let shop: DemoShop
let browser: Browser
let storageState: Awaited<ReturnType<typeof signUp>>

/** What the first page may load of JavaScript. */
const mostFirstBytes = 250_000

describe.skipIf(chromiumPath === undefined)('the web app, in Chromium', () => {
  beforeAll(async () => {
    shop = await startDemoShop(400)
    browser = await openChromium()
    storageState = await signUp(browser, shop)
  })
  afterAll(async () => {
    await browser.close()
    await shop.close()
  })

  test('by mouse, in Portuguese: a segment is written, counted, saved and found', async () => {
    const { page, errors, close } = await visit(browser, { storageState, locale: 'pt-BR' })
    await page.goto(`${shop.url}/segments`)
    await page.getByRole('link', { name: 'Novo segmento' }).click()
    await page.getByRole('button', { name: 'Adicionar condição' }).click()
    await page.getByRole('menuitem', { name: 'O que fez', exact: true }).click()
    const total = page.getByRole('region', { name: 'Clientes agora' }).locator('.count-number')
    await page.getByText('Comprou pelo menos uma vez nos últimos 90 dias').waitFor()
    await page.getByRole('textbox', { name: 'Quantos' }).first().fill('2')
    await page.getByText('Comprou pelo menos 2 vezes nos últimos 90 dias').waitFor()
    await expect.poll(async () => Number(await total.textContent())).toBeGreaterThan(0)
    await page.getByText('Contado pessoa por pessoa').waitFor()
    const counted = await total.textContent()
    await page.getByRole('button', { name: 'Desfazer' }).click()
    await page.getByText('Comprou pelo menos uma vez').waitFor()
    await page.getByRole('button', { name: 'Refazer' }).click()
    await page.getByText('Comprou pelo menos 2 vezes').waitFor()
    await page.getByLabel('Nome do segmento').fill('Voltaram a comprar')
    await page.getByRole('button', { name: 'Salvar segmento' }).click()
    await page.getByRole('heading', { name: 'Voltaram a comprar' }).waitFor()
    const saved = page.locator('.count-figure .count-number')
    await expect.poll(async () => await saved.textContent()).toBe(counted)
    await page.getByRole('link', { name: 'Segmentos', exact: true }).click()
    await page.getByRole('searchbox').fill('voltaram')
    await page.getByRole('rowheader').nth(1).waitFor({ state: 'detached' })
    expect(await page.getByRole('rowheader').count()).toBe(1)
    expect(errors).toEqual([])
    await close()
  })

  // Each page once: it is made narrow and dark where it stands, as a person's may become.
  test('has nothing that axe finds wrong, wide and narrow, light and dark', async () => {
    const { page, errors, close } = await visit(browser, { storageState })
    const found: string[] = []
    for (const { path } of pages) {
      await page.goto(shop.url + path)
      await page.waitForLoadState('networkidle')
      for (const { width, theme } of looks) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        const wrong = await violationsOf(page, theme)
        found.push(...wrong.map((each) => `${path} ${width} ${theme} ${each}`))
      }
    }
    expect(found).toEqual([])
    expect(errors).toEqual([])
    await close()
  })

  test('loads little before the first page is there', async () => {
    const { page, close } = await visit(browser, { storageState })
    const scripts: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) {
        scripts.push(response.body().then((body) => gzipSync(body).length))
      }
    })
    await page.goto(`${shop.url}/segments`)
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(mostFirstBytes)
    await close()
  })
})

const looks = [1440, 360].flatMap((width) =>
  (['light', 'dark'] as const).map((theme) => ({ width, theme })),
)

/** By all rules of WCAG 2.2 AA; dark, by those that colours may break. */
async function violationsOf(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } =
    theme === 'dark'
      ? await axe.withRules(['color-contrast', 'link-in-text-block']).analyze()
      : await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
