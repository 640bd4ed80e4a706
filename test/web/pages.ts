import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { goodPassword } from '../http/signing.ts'
import type { Running } from '../http/running.ts'

/** A browser's window in which somebody is signed in; what its console says against the app is kept. */
export type Window = { readonly page: Page; readonly complaints: readonly string[] }

export type Look = {
  readonly widthPx?: number
  readonly locale?: 'pt-BR' | 'en-US'
  readonly theme?: 'light' | 'dark'
}

const wayMs = 60_000

/** Signs in by the door, as a person does, and waits for the page at that address. */
export async function openAt(
  browser: Browser,
  running: Running,
  path: string,
  { widthPx = 1_440, locale = 'pt-BR', theme = 'light' }: Look = {},
): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: widthPx, height: widthPx < 500 ? 740 : 900 },
    locale,
    colorScheme: theme,
    baseURL: running.url,
    acceptDownloads: true,
  })
  context.setDefaultTimeout(wayMs)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // That nobody was signed in, and what a test had refused, is answered as an error and shown by the page.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      complaints.push(message.text())
    }
  })
  await page.goto(`/sign-in?to=${encodeURIComponent(path)}`)
  const english = locale === 'en-US'
  await page.getByLabel('E-mail').fill('ana@shop.example')
  await page.getByLabel(english ? 'Password' : 'Senha').fill(goodPassword)
  await page.getByRole('button', { name: english ? 'Sign in' : 'Entrar' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  return { page, complaints }
}

/** Nothing that keeps people out, by axe's rules of WCAG 2.2 AA. */
export async function isAccessible({ page }: Window): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([])
}
