import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../src/api/problem.ts'
import type { Route } from '../../src/api/route.ts'
import { everyRoute, routes } from '../../src/api/routes.ts'
import { roles, roleScopes, scopes, type Role, type Scope } from '../../src/api/scopes.ts'
import { eventually } from '../patience.ts'
import { startRunning, type Running } from './running.ts'
import { setUp, signedIn, type Browser } from './signing.ts'

let running: Running
let browsers: Readonly<Record<Role, Browser>>
/** Of each scope a key that has it alone, and one that has all others. */
let only: Readonly<Record<Scope, string>>
let without: Readonly<Record<Scope, string>>
const bad: Record<string, string> = {
  'a wrong key': `ck_000000000000_${'A'.repeat(43)}`,
  'no key at all': 'x',
}

beforeAll(async () => {
  running = await startRunning()
  const owner = await setUp(running)
  const others = roles.filter((role) => role !== 'owner')
  const made = await Promise.all(others.map(async (role) => [role, await signedIn(running, role)]))
  browsers = { owner, ...Object.fromEntries(made) } as Record<Role, Browser>
  const keyOf = async (words: readonly Scope[]) =>
    (await running.ask(routes.keys.create, { body: { name: 'k', scopes: [...words] } })).key
  const each = async (choose: (scope: Scope) => readonly Scope[]) =>
    Object.fromEntries(
      await Promise.all(scopes.map(async (scope) => [scope, await keyOf(choose(scope))])),
    ) as Record<Scope, string>
  only = await each((scope) => [scope])
  without = await each((scope) => scopes.filter((other) => other !== scope))
  const revoked = await running.ask(routes.keys.create, { body: { name: 'r', scope: 'admin' } })
  await running.ask(routes.keys.revoke, { params: { id: revoked.id } })
  bad['a revoked key'] = revoked.key
  bad['an expired key'] = await expiredKey()
})
afterAll(async () => await running.close())

/** One of a moment, when that is over. */
async function expiredKey(): Promise<string> {
  const expires = new Date(Date.now() + 5_000).toISOString()
  const body = { name: 'short', scope: 'admin' as const, expires }
  const { key } = await running.ask(routes.keys.create, { body })
  await eventually(async () => expect((await running.fetch('/api/shop', { key })).status).toBe(401))
  return key
}

const closed = everyRoute.filter(({ route }) => route.scope !== undefined)
const forSessions = everyRoute.filter(({ route }) => route.signedIn === true)

type Sent = { readonly key?: string; readonly headers?: Readonly<Record<string, string>> }

/** How a request to the route is answered; with a body that is no JSON, so that whoever reads it would say so. */
async function statusOf({ method, path }: Route, { key = '', headers = {} }: Sent) {
  const address = path.replaceAll(/:[a-z]+/g, '1')
  const body = method === 'GET' ? {} : { body: '{', ...json(headers) }
  const response = await running.fetch(address, { method, key, headers, ...body })
  const refused = response.status === 401 || response.status === 403
  const text = refused ? await response.text() : '{"code":""}'
  await response.body?.cancel().catch(() => {})
  // As a problem, or it is no answer of ours.
  if (refused && problem.parse(JSON.parse(text)).code !== 'unauthorized') return text
  return refused ? response.status : 'open'
}

function json(headers: Readonly<Record<string, string>>) {
  return { headers: { ...headers, 'content-type': 'application/json' } }
}

describe('what each route needs', () => {
  test('those that need nothing, a write key or a session are these, and no others', () => {
    const open = everyRoute.filter(({ route }) => route.scope === undefined)
    const names = (some: typeof open): string[] => some.map(({ name }) => name).toSorted()
    const byWriteKey = open.filter(({ route }) => route.writeKey === true)
    expect(names(byWriteKey)).toEqual(
      'a alias b batch g group i identify p page s screen t track'
        .split(' ')
        .map((each) => `tracking.${each}`)
        .toSorted(),
    )
    expect(names(forSessions)).toEqual([
      'session.change',
      'session.end',
      'session.list',
      'session.read',
      'session.signOut',
    ])
    expect(names(open.filter((each) => !byWriteKey.includes(each) && !forSessions.includes(each)))) //
      .toEqual([
        'health.alive',
        'health.ready',
        'session.setPassword',
        'session.setUp',
        'session.setUpNeeded',
        'session.signIn',
        'tracking.settings',
        'tracking.snippet',
      ])
  })

  test('every scope opens something, and every route has one that exists', () => {
    const used = new Set(closed.map(({ route }) => route.scope))
    expect(scopes.filter((scope) => !used.has(scope))).toEqual([])
    expect(closed.filter(({ route }) => !scopes.some((each) => each === route.scope))).toEqual([])
    expect(closed.length).toBeGreaterThan(180)
  })
})

describe('every route refuses, before it looks at what it is sent', () => {
  test.each([...closed, ...forSessions])('$name', async ({ route }) => {
    expect(await statusOf(route, {})).toBe(401)
    for (const [name, key] of Object.entries(bad)) {
      expect([name, await statusOf(route, { key })]).toEqual([name, 401])
    }
    const cookie = { cookie: `clientela_session=${'A'.repeat(43)}` }
    expect(await statusOf(route, { headers: cookie })).toBe(401)
  })

  test.each(closed)('$name, to a key with all other scopes', async ({ route }) => {
    const scope = route.scope as Scope
    expect(await statusOf(route, { key: without[scope] })).toBe(403)
    expect(await statusOf(route, { key: only[scope] })).toBe('open')
  })

  test.each(roles)('what the role %s does not include', async (role) => {
    const { headers } = browsers[role]
    const answers: string[] = []
    for (const { name, route } of closed) {
      answers.push(`${name} ${await statusOf(route, { headers })}`)
    }
    const may = (scope: Scope): boolean => roleScopes[role].includes(scope)
    expect(answers).toEqual(
      closed.map(({ name, route }) => `${name} ${may(route.scope as Scope) ? 'open' : 403}`),
    )
  })

  const changing = [...closed, ...forSessions].filter(({ route }) => route.method !== 'GET')
  test.each(changing)(
    '$name, to an owner whose browser another page has sent',
    async ({ route }) => {
      const { cookie, headers } = browsers.owner
      const from = (more: Record<string, string>) => ({ headers: { ...headers, ...more } })
      expect(await statusOf(route, { headers: { cookie } })).toBe(403)
      expect(await statusOf(route, from({ 'x-csrf-token': 'A'.repeat(43) }))).toBe(403)
      expect(await statusOf(route, from({ origin: 'https://elsewhere.example' }))).toBe(403)
      expect(await statusOf(route, from({ 'sec-fetch-site': 'same-site' }))).toBe(403)
    },
  )

  test('what is for who is signed in, to keys', async () => {
    for (const { route } of forSessions) {
      expect(await statusOf(route, { key: running.server.key })).toBe(403)
    }
  })
})
