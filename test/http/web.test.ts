/** The web app as it is served: documents, assets, and what it must leave alone. */
import Fastify, { type FastifyInstance } from 'fastify'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveWeb } from '../../src/http/web.ts'

const folder = mkdtempSync(join(tmpdir(), 'clientela-web-'))
const script = 'console.log("olá")'.repeat(50)
let app: FastifyInstance

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Clientela</title>')
  writeFileSync(join(folder, 'assets', 'main-abc.js'), script)
  app = Fastify()
  app.get('/docs', async () => await Promise.resolve('the documents'))
  serveWeb(app, folder)
  await app.ready()
})

afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

describe('the web app', () => {
  test('is one document at every address of a page', async () => {
    for (const url of ['/', '/segments', '/segments/12/members?q=a', '/sign-in']) {
      const answer = await app.inject({ url })
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toContain('text/html')
      expect(answer.headers['cache-control']).toBe('no-cache')
    }
  })

  test('lets no script in but its own', async () => {
    const policy = String((await app.inject({ url: '/' })).headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
  })

  test('hides nothing that the server answers, and answers nothing in its place', async () => {
    expect((await app.inject({ url: '/docs' })).body).toBe('the documents')
    for (const url of ['/api/nothing', '/api', '/v1/x', '/docs/x', '/assets/none.js', '/a.txt']) {
      expect((await app.inject({ url })).statusCode).toBe(404)
    }
  })

  test('keeps its assets for ever, packed, and says when nothing is new', async () => {
    const url = '/assets/main-abc.js'
    const answer = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(answer.headers['cache-control']).toContain('immutable')
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(script)
    const tag = String(answer.headers['etag'])
    const again = await app.inject({
      url,
      headers: { 'accept-encoding': 'gzip, br', 'if-none-match': tag },
    })
    expect(again.statusCode).toBe(304)
    expect((await app.inject({ url })).body).toBe(script)
  })
})

test('where it was not built there are no pages', async () => {
  const bare = Fastify()
  serveWeb(bare, join(folder, 'nowhere'))
  expect((await bare.inject({ url: '/' })).statusCode).toBe(404)
  await bare.close()
})
