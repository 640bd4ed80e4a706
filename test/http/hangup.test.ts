import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { scopes } from '../../src/api/scopes.ts'
import { closeApp, makeApp } from '../../src/http/app.ts'
import { serve } from '../../src/http/route.ts'

const open = () =>
  makeApp({
    log: pino({ level: 'silent' }),
    recognise: async () => await Promise.resolve({ name: 'test', scopes: new Set(scopes) }),
    hosts: [],
    bodyLimitBytes: 1_000,
  })

test('who hangs up ends what is done for him', async () => {
  const app = open()
  let aborted: () => void = () => {}
  const seen = new Promise<void>((resolve) => (aborted = resolve))
  let asked: () => void = () => {}
  const begun = new Promise<void>((resolve) => (asked = resolve))
  serve(app, routes.jobs.list, async (_taken, { signal }) => {
    asked()
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    aborted()
    return { items: [] }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const headers = { authorization: 'Bearer x' }
  const call = request({ host: '127.0.0.1', port, path: '/api/jobs', headers })
  call.on('error', () => {})
  call.end()
  await begun
  call.destroy()
  await expect(seen).resolves.toBeUndefined()
  await closeApp(app)
})

test('a stop lets the answers under way be given', async () => {
  const app = open()
  let asked: () => void = () => {}
  const begun = new Promise<void>((resolve) => (asked = resolve))
  serve(app, routes.jobs.list, async () => {
    asked()
    await new Promise((resolve) => setTimeout(resolve, 200))
    return { items: [] }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const answer = fetch(`http://127.0.0.1:${port}/api/jobs`, {
    headers: { authorization: 'Bearer x' },
  })
  await begun
  const closing = closeApp(app)
  expect((await answer).status).toBe(200)
  await closing
})

test('an answer that breaks the contract is our mistake, and tells nothing', async () => {
  const app = open()
  serve(app, routes.jobs.list, async () =>
    Promise.resolve({ items: [], secret: 'hidden' } as unknown as { items: never[] }),
  )
  const answer = await app.inject({ url: '/api/jobs', headers: { authorization: 'Bearer x' } })
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('hidden')
  expect(answer.json()).toMatchObject({ code: 'bug', status: 500 })
})
