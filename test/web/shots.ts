/** `npm run shots`: pictures of every page at three widths in both themes, into shots/. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openChromium } from '../clients/chromium.ts'
import { pages, signUp, startDemoShop, visit } from './demoShop.ts'

const folder = join(import.meta.dirname, '..', '..', 'shots')
mkdirSync(folder, { recursive: true })
const shop = await startDemoShop(2_000)
const browser = await openChromium()
try {
  const storageState = await signUp(browser, shop)
  const themes = ['light', 'dark'] as const
  const looks = [360, 768, 1440].flatMap((width) => themes.map((theme) => ({ width, theme })))
  for (const { width, theme } of looks) {
    const viewport = { width, height: width < 500 ? 740 : 900 }
    const { page, close } = await visit(browser, { storageState, viewport, colorScheme: theme })
    for (const { name, path } of pages) {
      await page.goto(shop.url + path)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) })
    }
    await close()
  }
} finally {
  await browser.close()
  await shop.close()
}
