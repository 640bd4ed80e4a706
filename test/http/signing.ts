import { routes } from '../../src/api/routes.ts'
import type { Role } from '../../src/api/scopes.ts'
import type { Answer } from '../../src/api/route.ts'
import type { Running } from './running.ts'

type Session = Answer<typeof routes.session.read>

/** Somebody signed in, as a browser would be: what it sends with each request. */
export type Browser = {
  readonly session: Session
  readonly cookie: string
  readonly headers: Readonly<Record<string, string>>
}

export const goodPassword = 'quiet lemon tractor'

/** What comes of a request that may set a cookie. */
export async function asBrowser(
  running: Running,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await running.fetch(path, {
    method: path === '/api/session' && 'name' in body ? 'PATCH' : 'POST',
    key: '',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

export async function browserOf(response: Response): Promise<Browser> {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  const session = (await response.json()) as Session
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';', 1)
  return { session, cookie, headers: { cookie, 'x-csrf-token': session.csrf } }
}

/** The first administrator, by the link that the start has printed. */
export async function setUp(
  running: Running,
  headers: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  const [, token = ''] = running.program.setupLink?.split('#') ?? []
  const body = { token, name: 'Ana', email: 'ana@shop.example', password: goodPassword }
  return await browserOf(await asBrowser(running, '/api/setup', body, headers))
}

/** Somebody of that role, invited and signed in. */
export async function signedIn(running: Running, role: Role, email = `${role}@shop.example`) {
  const made = await running.ask(routes.users.invite, { body: { name: role, email, role } })
  const [, token = ''] = made.link.split('#')
  const answer = await asBrowser(running, '/api/password', { token, password: goodPassword })
  return { ...(await browserOf(answer)), id: made.id, email }
}

export async function signInAs(
  running: Running,
  email: string,
  password = goodPassword,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await asBrowser(running, '/api/session', { email, password }, headers)
}
