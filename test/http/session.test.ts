import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problem } from '../../src/api/problem.ts'
import { routes } from '../../src/api/routes.ts'
import { roleScopes } from '../../src/api/scopes.ts'
import { startRunning, type Running } from './running.ts'
import {
  asBrowser,
  browserOf,
  goodPassword,
  setUp,
  signedIn,
  signInAs,
  type Browser,
} from './signing.ts'

let running: Running
let owner: Browser
beforeAll(async () => {
  running = await startRunning()
})
afterAll(async () => await running.close())

async function statusFor(browser: Pick<Browser, 'headers'>, path = '/api/session') {
  return (await running.fetch(path, { key: '', headers: browser.headers })).status
}

async function refusal(response: Response) {
  const { status, detail, where } = problem.parse(await response.json())
  return { status, detail, where }
}

describe('the first administrator', () => {
  const token = (): string => running.program.setupLink?.split('#')[1] ?? ''
  const needed = async () => (await running.ask(routes.session.setUpNeeded, {})).needed
  const ana = { name: 'Ana', email: 'Ana@Shop.example', password: goodPassword }

  test('is missing at first, and nobody is made without the link', async () => {
    expect(running.program.setupLink).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{43}$/)
    expect(await needed()).toBe(true)
    for (const wrong of ['', 'x', running.server.key, `${token()}a`]) {
      const body = { ...ana, token: wrong }
      expect((await asBrowser(running, '/api/setup', body)).status).toBe(401)
    }
  })

  test.each([
    ['short', 'eleven char', 'It has fewer than 12 characters'],
    ['one of the commonest', 'Qwerty123456', 'It is one of those that many people use'],
    ['a word twice', 'passwordpassword', 'It is the same again and again'],
    ['a letter', 'aaaaaaaaaaaaaaa', 'It is the same again and again'],
    ['the e-mail', 'ana@shop.example1', 'It is made of your name or e-mail'],
    ['endless', 'a b'.repeat(200), 'It has more than 200 characters'],
  ])('has no password that is %s', async (_, password, detail) => {
    const body = { ...ana, token: token(), password }
    const said = await refusal(await asBrowser(running, '/api/setup', body))
    expect(said).toEqual({ status: 400, detail, where: 'password' })
  })

  test('is the owner, made once, and signed in', async () => {
    const body = { ...ana, token: token() }
    const cross = await asBrowser(running, '/api/setup', body, { origin: 'https://evil.example' })
    expect(cross.status).toBe(403)
    const both = await Promise.all([1, 2].map(() => asBrowser(running, '/api/setup', body)))
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '401'])
    owner = await browserOf(both.find(({ status }) => status === 200) as Response)
    expect(owner.session).toMatchObject({
      user: { id: 1, name: 'Ana', email: 'ana@shop.example', role: 'owner', locale: null },
      scopes: roleScopes.owner,
    })
    expect(await needed()).toBe(false)
    expect(await statusFor(owner)).toBe(200)
  })
})

describe('a session', () => {
  test('is a cookie that scripts and other sites cannot have', async () => {
    const response = await signInAs(running, 'ANA@shop.example')
    expect(response.headers.get('set-cookie')).toMatch(
      /^clientela_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('is listed to whose it is, and ended by them alone', async () => {
    const mine = await signedIn(running, 'analyst', 'lists@shop.example')
    const elsewhere = await browserOf(await signInAs(running, mine.email))
    const { path } = routes.session.list
    const listed = async (browser: Browser) => {
      const response = await running.fetch(path, { key: '', headers: browser.headers })
      return routes.session.list.response.parse(await response.json()).items
    }
    const items = await listed(mine)
    expect(items.filter(({ current }) => current)).toHaveLength(1)
    expect(items).toHaveLength(2)
    expect(JSON.stringify(items)).not.toContain(mine.cookie.split('=')[1])
    const other = items.find(({ current }) => !current)
    const end = async ({ headers }: Browser) =>
      (await running.fetch(`${path}/${other?.id}`, { method: 'DELETE', key: '', headers })).status
    expect(await end(owner)).toBe(404)
    expect(await statusFor(elsewhere)).toBe(200)
    expect(await end(mine)).toBe(200)
    expect(await statusFor(elsewhere)).toBe(401)
    expect(await listed(mine)).toHaveLength(1)
  })

  test('is a new one at each sign-in, and ends with signing out', async () => {
    const first = await browserOf(await signInAs(running, 'ana@shop.example'))
    const second = await browserOf(
      await signInAs(running, 'ana@shop.example', goodPassword, { cookie: first.cookie }),
    )
    expect(second.cookie).not.toBe(first.cookie)
    expect(second.session.csrf).not.toBe(first.session.csrf)
    const out = { method: 'DELETE', key: '', headers: second.headers }
    const response = await running.fetch('/api/session', out)
    expect(response.headers.get('set-cookie')).toMatch(/^clientela_session=; Max-Age=0;/)
    expect([await statusFor(first), await statusFor(second)]).toEqual([401, 401])
  })

  test('opens pages too, and changes something only with its token', async () => {
    expect(await statusFor(owner, '/docs')).toBe(200)
    expect(await statusFor({ headers: { cookie: owner.cookie } }, '/api/shop')).toBe(200)
    const made = await asBrowser(running, '/api/lists', { name: 'a' }, owner.headers)
    expect(made.status).toBe(201)
    const own = { ...owner.headers, origin: running.url, 'sec-fetch-site': 'same-origin' }
    expect((await asBrowser(running, '/api/lists', { name: 'b' }, own)).status).toBe(201)
  })

  test('ends when another password is set, but for the one that sets it', async () => {
    const bo = await signedIn(running, 'analyst', 'bo@shop.example')
    const other = await browserOf(await signInAs(running, bo.email))
    const password = { current: goodPassword, new: 'another lemon tractor' }
    const wrong = { current: 'not this one', new: password.new }
    const failed = await asBrowser(
      running,
      '/api/session',
      { name: 'Bo', password: wrong },
      bo.headers,
    )
    expect(await refusal(failed)).toMatchObject({ status: 400, where: 'password.current' })
    const changed = await browserOf(
      await asBrowser(running, '/api/session', { name: 'Bo', password }, bo.headers),
    )
    expect(changed.session.user).toMatchObject({ name: 'Bo', role: 'analyst' })
    expect([await statusFor(bo), await statusFor(other)]).toEqual([401, 401])
    expect(await statusFor(changed)).toBe(200)
    expect((await signInAs(running, bo.email)).status).toBe(401)
    expect((await signInAs(running, bo.email, password.new)).status).toBe(200)
  })

  test('ends with another role, and with its user', async () => {
    const eve = await signedIn(running, 'marketer', 'eve@shop.example')
    const params = { id: eve.id }
    await running.ask(routes.users.change, { params, body: { name: 'Eve' } })
    expect(await statusFor(eve)).toBe(200)
    await running.ask(routes.users.change, { params, body: { role: 'analyst' } })
    expect(await statusFor(eve)).toBe(401)
    const again = await browserOf(await signInAs(running, eve.email))
    expect(again.session.scopes).toEqual(roleScopes.analyst)
    await running.ask(routes.users.remove, { params })
    expect(await statusFor(again)).toBe(401)
    expect((await signInAs(running, eve.email)).status).toBe(401)
  })
})

describe('signing in', () => {
  test('says the same to who has the wrong password and to who is nobody', async () => {
    const wrong = await refusal(await signInAs(running, 'ana@shop.example', 'no no no no'))
    const nobody = await refusal(await signInAs(running, 'nobody@shop.example', 'no no no no'))
    expect(wrong).toEqual(nobody)
    expect(wrong.status).toBe(401)
  })

  test('is not for who was only invited', async () => {
    const body = { name: 'Zé', email: 'ze@shop.example', role: 'read_only' as const }
    expect(await running.ask(routes.users.invite, { body })).toMatchObject({ state: 'invited' })
    expect((await signInAs(running, body.email, '')).status).toBe(401)
    expect(await running.refused(routes.users.invite, { body })).toMatchObject({
      code: 'conflict',
      where: 'email',
    })
  })

  test('waits after ten tries of one e-mail, however they come, and others do not', async () => {
    const { email } = await signedIn(running, 'read_only', 'rui@shop.example')
    const tries = Array.from({ length: 13 }, () => signInAs(running, email, 'guessed wrong'))
    const answers = await Promise.all(tries)
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual([
      ...Array.from({ length: 10 }, () => '401'),
      ...Array.from({ length: 3 }, () => '429'),
    ])
    const right = await signInAs(running, email)
    expect(right.status).toBe(429)
    const seconds = Number(right.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(60)
    expect(seconds).toBeLessThanOrEqual(900)
    expect((await signInAs(running, 'ana@shop.example')).status).toBe(200)
  })

  test('by a link of a reset sets another password, once', async () => {
    const lu = await signedIn(running, 'marketer', 'lu@shop.example')
    const params = { id: lu.id }
    const [before = ''] = [(await running.ask(routes.users.link, { params })).link.split('#')[1]]
    const { link } = await running.ask(routes.users.link, { params })
    expect(link.startsWith(`${running.url}/password#`)).toBe(true)
    const [, token = ''] = link.split('#')
    const set = async (by: string) =>
      await asBrowser(running, '/api/password', { token: by, password: 'third lemon tractor' })
    expect((await set(before)).status).toBe(401)
    expect(await statusFor(lu)).toBe(200)
    expect((await set(token)).status).toBe(200)
    expect((await set(token)).status).toBe(401)
    expect(await statusFor(lu)).toBe(401)
  })
})

describe('nobody gives what they do not have', () => {
  test('the last owner is neither removed nor given another role', async () => {
    const params = { id: owner.session.user.id }
    for (const asked of [
      running.refused(routes.users.remove, { params }),
      running.refused(routes.users.change, { params, body: { role: 'analyst' } }),
    ]) {
      expect((await asked).message).toContain('last owner')
    }
    // One who has no password yet lets nobody in.
    const body = { name: 'B', email: 'b@shop.example', role: 'owner' as const }
    await running.ask(routes.users.invite, { body })
    expect((await running.refused(routes.users.remove, { params })).code).toBe('conflict')
    const second = await signedIn(running, 'owner', 'second@shop.example')
    expect(await running.ask(routes.users.remove, { params: { id: second.id } })).toEqual({
      ok: true,
    })
    expect(await statusFor(owner)).toBe(200)
  })

  test('neither a role nor a key nor a password of who may do more', async () => {
    const body = { name: 'hr', scopes: ['users:write' as const, 'keys:write' as const] }
    const { key } = await running.ask(routes.keys.create, { body })
    const sent = async (method: string, path: string, what?: object) =>
      await running.fetch(path, {
        method,
        key,
        ...(what && {
          body: JSON.stringify(what),
          headers: { 'content-type': 'application/json' },
        }),
      })
    const user = { name: 'X', email: 'x@shop.example', role: 'read_only' }
    for (const response of [
      await sent('POST', '/api/users', user),
      await sent('POST', '/api/users/1/link'),
      await sent('PATCH', '/api/users/1', { email: 'mine@shop.example' }),
      await sent('DELETE', '/api/users/1'),
      await sent('POST', '/api/keys', { name: 'more', scope: 'read' }),
    ]) {
      expect((await refusal(response)).detail).toMatch(/^That may do what you may not: /)
    }
    const same = await sent('POST', '/api/keys', { name: 'same', scopes: ['keys:write'] })
    expect(same.status).toBe(201)
  })
})

test('behind a proxy by https the cookie is bound to this host, and only its own pages are let in', async () => {
  const behind = await startRunning([
    '--public-url',
    'https://shop.example',
    '--proxies',
    '127.0.0.1',
  ])
  try {
    expect(behind.program.setupLink).toMatch(/^https:\/\/shop\.example\/setup#/)
    const own = { origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' }
    const { headers, cookie } = await setUp(behind, own)
    expect(cookie).toMatch(/^__Host-clientela_session=/)
    const lists = async (more: Record<string, string>) =>
      (
        await asBrowser(
          behind,
          '/api/lists',
          { name: `l${Math.random()}` },
          { ...headers, ...more },
        )
      ).status
    expect(await lists(own)).toBe(201)
    expect(await lists({ origin: 'http://shop.example' })).toBe(403)
    const { hostname, port } = new URL(behind.url)
    const named = await new Promise<{ status?: number | undefined; safe: unknown }>(
      (done, failed) => {
        const asked = {
          hostname,
          port,
          path: '/api/session',
          headers: { ...headers, host: 'shop.example' },
        }
        request(asked, (response) => {
          response.resume()
          const { statusCode: status, headers: came } = response
          done({ status, safe: came['strict-transport-security'] })
        })
          .on('error', failed)
          .end()
      },
    )
    expect(named).toEqual({ status: 200, safe: 'max-age=15768000' })
  } finally {
    await behind.close()
  }
})
