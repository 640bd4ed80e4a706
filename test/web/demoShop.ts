import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

const root = join(import.meta.dirname, '..', '..')

export type DemoShop = {
  readonly url: string
  /** By which the first person makes an account. */
  readonly link: string
  readonly close: () => Promise<void>
}

/** The program as it is started by `npm start`, with the demo shop, on a directory of its own. */
export async function startDemoShop(customers: number): Promise<DemoShop> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-app-'))
  const words = ['demo', '--start', '--data', join(directory, 'data'), '--port', '0']
  const child = spawn(
    process.execPath,
    [join(root, 'bin', 'clientela'), ...words, '--customers', String(customers)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8')
      if (said.includes('Try, in another')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => reject(new Error(`the demo shop ended:\n${said}`)))
  })
  await ready
  const link = /http:\/\/\S+\/setup#\S+/.exec(said)?.[0] ?? ''
  return {
    link,
    url: new URL(link).origin,
    close: async () => {
      child.kill('SIGTERM')
      await gone
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export type Visit = {
  readonly page: Page
  readonly errors: readonly string[]
  readonly close: () => Promise<void>
}

/** A page of a new context; what the console says is wrong is kept. */
export async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext(options)
  // A page that looks again every few seconds is quiet late where the machine is busy.
  context.setDefaultTimeout(180_000)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // Who is not signed in yet is told so by a 401, which Chromium reports as it does any other.
    const isSession = message.location().url.endsWith('/api/session')
    if (message.type() === 'error' && !isSession) errors.push(message.text())
  })
  return { page, errors, close: async () => await context.close() }
}

/** Makes the first account by the link, and answers with what a browser keeps of it. */
export async function signUp(
  browser: Browser,
  { link }: DemoShop,
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const { page, close } = await visit(browser, { locale: 'pt-BR' })
  await page.goto(link)
  await page.getByLabel('Seu nome').fill('Ana Souza')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Senha').fill('um café forte de manhã')
  await page.getByRole('button', { name: 'Criar a conta' }).click()
  await page.getByRole('navigation', { name: 'Páginas' }).waitFor()
  const state = await page.context().storageState()
  await close()
  return state
}

/** The pages there are, with the demo shop's own things. */
export const pages = [
  { name: 'home', path: '/' },
  { name: 'events', path: '/events' },
  { name: 'event', path: '/events/Order%20Completed' },
  { name: 'live-events', path: '/events/live' },
  { name: 'segments', path: '/segments' },
  { name: 'templates', path: '/segments/templates' },
  { name: 'new-segment', path: '/segments/new?template=cart-abandonment' },
  { name: 'edit-segment', path: '/segments/1/edit' },
  { name: 'segment', path: '/segments/9?by=week&computed=true' },
  { name: 'segment-members', path: '/segments/9/members' },
  { name: 'segment-comparison', path: '/segments/9/comparison' },
  { name: 'segment-overlap', path: '/segments/9/overlap' },
  { name: 'segment-versions', path: '/segments/9/versions' },
  { name: 'fields', path: '/fields' },
  { name: 'field', path: '/fields/roast_preference' },
  { name: 'calculated-field', path: '/fields/journey_stage' },
  { name: 'new-field', path: '/fields/new-field' },
  { name: 'ready-fields', path: '/ready-fields' },
  { name: 'forms', path: '/forms' },
  { name: 'form', path: '/forms/1' },
  { name: 'lists', path: '/lists' },
  { name: 'list', path: '/lists/1' },
  { name: 'segment-webhooks', path: '/segments/9/webhooks' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-shop', path: '/settings/shop' },
  { name: 'settings-sources', path: '/settings/sources' },
  { name: 'settings-webhooks', path: '/settings/webhooks' },
  { name: 'settings-users', path: '/settings/users' },
  { name: 'settings-audit', path: '/settings/audit' },
  { name: 'settings-status', path: '/settings/status' },
  { name: 'settings-account', path: '/settings/account' },
] as const
