import react from '@vitejs/plugin-react'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { routes } from './src/api/routes.ts'

/** Of the web app: `scripts/buildWeb.mjs` builds it into dist/web, `npm run dev` serves it from the sources. */
export default defineConfig({
  root: join(import.meta.dirname, 'src', 'web'),
  base: '/',
  plugins: [react(), addressesOnly()],
  publicDir: false,
  build: {
    outDir: join(import.meta.dirname, 'dist', 'web'),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy lets nothing in that is written into an address.
    assetsInlineLimit: 0,
    // What it measures is held to its bound by test/web/build.test.ts.
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
  },
  server: {
    port: 4173,
    proxy: {
      '^/(api|v1|docs|openapi|demo|healthz|readyz)': {
        target: process.env['CLIENTELA_URL'] ?? 'http://127.0.0.1:4100',
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            const key = localToken()
            if (key !== undefined) request.setHeader('authorization', `Bearer ${key}`)
          })
        },
      },
    },
  },
})

/**
 * Of the table of routes the browser needs methods and addresses; the schemas are types there, checked
 * by the compiler, and stay on the server.
 */
function addressesOnly(): Plugin {
  const table = Object.fromEntries(
    Object.entries(routes).map(([resource, group]) => [
      resource,
      Object.fromEntries(
        Object.entries(group).map(([name, route]) => [
          name,
          {
            method: route.method,
            path: route.path,
            ...('stream' in route ? { stream: route.stream } : {}),
          },
        ]),
      ),
    ]),
  )
  return {
    name: 'addresses-only',
    enforce: 'pre',
    load: (id) =>
      id.endsWith('/src/api/routes.ts')
        ? `export const routes = ${JSON.stringify(table)}`
        : undefined,
  }
}

/** What the command line speaks to a server on this machine with: so a developer need not sign in. */
function localToken(): string | undefined {
  const folder = process.env['CLIENTELA_DATA']
  if (folder === undefined) return undefined
  const path = join(folder, 'local-token')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
