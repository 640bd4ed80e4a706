import { timingSafeEqual } from 'node:crypto'
import { roleScopes, scopesIn, type Role } from '../api/scopes.ts'
import { checkKey } from '../store/operational/keys.ts'
import { checkSession } from '../store/operational/sessions.ts'
import type { Recognise } from './auth.ts'
import type { Works } from './works.ts'

/** The local token opens everything; keys open what their scopes say. */
export function byKey({ operational, clock }: Works, localToken: string): Recognise {
  const local = Buffer.from(localToken)
  return async (secret) => {
    const given = Buffer.from(secret)
    if (given.length === local.length && timingSafeEqual(given, local)) {
      return { name: 'local', scopes: scopesIn(['admin']) }
    }
    const key = await checkKey(operational.db, secret, clock())
    return key === undefined ? undefined : { name: key.id, scopes: scopesIn(key.scopes) }
  }
}

/** Users do what their role says. */
export function bySession({ operational, sessionLengths, clock }: Works): Recognise {
  return async (token) => {
    const session = await checkSession(operational.db, token, sessionLengths, clock())
    if (session === undefined) return undefined
    const { hash, user, role } = session
    const scopes = new Set(roleScopes[role as Role])
    return { name: `user:${user}`, scopes, session: { hash, user, token } }
  }
}
