import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** Where a Chromium of the system is; undefined where there is none, and tests that need it are skipped. */
export const chromiumPath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, name)))
  .find((path) => existsSync(path))

/** Of its own profile, and asking nobody but the pages that it is shown. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export type Shop = { readonly url: string; close(): void }

/** A shop's own site on loopback, on an origin of its own: `pageAt` says what is there, as HTML or a script. */
export async function startShop(pageAt: (path: string) => string | undefined): Promise<Shop> {
  const server = createServer(({ url = '/' }, answer) => {
    const { pathname } = new URL(url, 'http://shop')
    const page = pageAt(pathname)
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html'
    answer.writeHead(page === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` })
    answer.end(page)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
