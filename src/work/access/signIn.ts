import ipaddr from 'ipaddr.js'
import { failure, orRefuse, Overfull, Refusal } from '../../domain/failure.ts'
import { hashOfSecret } from '../../store/operational/secrets.ts'
import { createLink, checkLink, useLink, type Link } from '../../store/operational/links.ts'
import { createSession, type SessionLengths } from '../../store/operational/sessions.ts'
import { inTransaction, type Db } from '../../store/operational/tables.ts'
import {
  changeUser,
  createUser,
  hasUsers,
  noteUserSeen,
  userByEmail,
  userById,
  type User,
} from '../../store/operational/users.ts'
import { hashPassword, isPassword } from './password.ts'
import { wrongPassword } from './passwordRules.ts'
import { Throttle } from './throttle.ts'

/** Who has signed in, and the token of the session, which the browser alone keeps. */
export type SignedIn = { readonly user: User; readonly token: string }

export type SignInMeans = {
  readonly db: Db
  readonly clock: () => number
  readonly lengths: SessionLengths
}

/** Of tries that failed: of one e-mail, and from one address. */
const rates = {
  email: { times: 10, withinMs: 15 * 60_000 },
  address: { times: 50, withinMs: 15 * 60_000 },
} as const

/** How long the links last by which a password is set, and the one of the first administrator. */
const linksLastMs = { setup: 24 * 3_600_000, password: 3 * 86_400_000 } as const

/** How people come in: by password, and by links that set one. */
export class SignIn {
  readonly #means: SignInMeans
  readonly #emails = new Throttle(rates.email)
  readonly #addresses = new Throttle(rates.address)

  constructor(means: SignInMeans) {
    this.#means = means
  }

  /**
   * Signs somebody in. Throws a Refusal `unauthorized`, the same after the same time for an e-mail that nobody has,
   * and an Overfull after too many tries of one e-mail or from one address.
   */
  async byPassword(
    given: { readonly email: string; readonly password: string },
    address: string,
  ): Promise<SignedIn> {
    const { db, clock } = this.#means
    const email = hashOfSecret(given.email.toLowerCase())
    const from = networkOf(address)
    // Counted before it is looked at: else many at once would all be looked at.
    const now = clock()
    demandTurn(this.#addresses.take(from, now))
    demandTurn(this.#emails.take(email, now))
    const user = await userByEmail(db, given.email)
    if (!(await isPassword(given.password, user?.password)) || user === undefined) throw wrongOne()
    this.#emails.forgive(email)
    // Not those before it: somebody with an account would try the e-mails of others in between.
    this.#addresses.giveBack(from, now)
    return await this.#begin(db, user)
  }

  /** Whether the first administrator is missing. */
  async needsSetup(): Promise<boolean> {
    return !(await hasUsers(this.#means.db))
  }

  /** The link by which the first administrator is made; undefined where there are users. The one before opens nothing any more. */
  async setupLink(): Promise<Link | undefined> {
    const { db, clock } = this.#means
    if (await hasUsers(db)) return undefined
    return await createLink(db, { kind: 'setup', user: 0, lastsMs: linksLastMs.setup }, clock())
  }

  /** Makes the first administrator, an owner, and signs in. */
  async setUp(
    token: string,
    made: {
      readonly email: string
      readonly name: string
      readonly password: string
      readonly locale?: string | undefined
    },
    address: string,
  ): Promise<SignedIn> {
    const { db, clock } = this.#means
    demandTurn(this.#addresses.take(networkOf(address), clock()))
    if ((await checkLink(db, 'setup', token, clock())) === undefined) throw goneLink()
    const password = await newPassword(made.password, made)
    return await inTransaction(db, async (open) => {
      if ((await useLink(open, 'setup', token, clock())) === undefined) throw goneLink()
      if (await hasUsers(open)) throw goneLink()
      const { email, name, locale } = made
      const user = await createUser(
        open,
        { email, name, role: 'owner', password, ...(locale === undefined ? {} : { locale }) },
        clock(),
      )
      return await this.#begin(open, user)
    })
  }

  /** A link by which that user sets a password: the first one, or another. */
  async passwordLink(user: number): Promise<Link> {
    const { db, clock } = this.#means
    const lastsMs = linksLastMs.password
    return await createLink(db, { kind: 'password', user, lastsMs }, clock())
  }

  /** Sets a password by such a link, ends the user's sessions, and signs in. */
  async setPassword(token: string, password: string, address: string): Promise<SignedIn> {
    const { db, clock } = this.#means
    demandTurn(this.#addresses.take(networkOf(address), clock()))
    const id = await checkLink(db, 'password', token, clock())
    const whose = id === undefined ? undefined : await userById(db, id)
    if (whose === undefined) throw goneLink()
    const hashed = await newPassword(password, whose)
    return await inTransaction(db, async (open) => {
      const used = await useLink(open, 'password', token, clock())
      const user =
        used === undefined ? undefined : await changeUser(open, used, { password: hashed }, clock())
      if (user === undefined) throw goneLink()
      return await this.#begin(open, user)
    })
  }

  /** Another password for somebody who knows the one of today; ends all sessions and begins a new one. */
  async changePassword(
    id: number,
    passwords: { readonly current: string; readonly new: string },
  ): Promise<SignedIn> {
    const { db, clock } = this.#means
    demandTurn(this.#emails.take(`user ${id}`, clock()))
    const user = await userById(db, id)
    if (!(await isPassword(passwords.current, user?.password)) || user === undefined) {
      const why = 'This is not your password of today'
      throw new Refusal(failure('invalid', why, { where: 'password.current' }))
    }
    this.#emails.forgive(`user ${id}`)
    const password = await newPassword(passwords.new, user)
    return await inTransaction(db, async (open) => {
      const after = await changeUser(open, id, { password }, clock())
      return await this.#begin(open, after ?? user)
    })
  }

  async #begin(db: Db, user: User): Promise<SignedIn> {
    const { clock, lengths } = this.#means
    const token = await createSession(db, user.id, lengths, clock())
    await noteUserSeen(db, user.id, clock())
    return { user, token }
  }
}

async function newPassword(
  password: string,
  whose: { readonly email: string; readonly name: string },
): Promise<string> {
  orRefuse((await wrongPassword(password, whose)) ?? password)
  return await hashPassword(password)
}

/** Whoever has one address of IPv6 has 2^64: they count as one. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const read = ipaddr.process(address)
  return read instanceof ipaddr.IPv6 ? read.parts.slice(0, 4).join(':') : read.toString()
}

function demandTurn(waitMs: number | undefined): void {
  if (waitMs === undefined) return
  const seconds = Math.ceil(waitMs / 1_000)
  throw new Overfull(
    failure('unavailable', 'That was tried too often', { fix: `Try again in ${seconds} s.` }),
    seconds,
  )
}

function wrongOne(): Refusal {
  return new Refusal(
    failure('unauthorized', 'The e-mail or the password is not right', {
      where: 'password',
      fix: 'Try again; an owner can make you a link by which you set another password.',
    }),
  )
}

function goneLink(): Refusal {
  return new Refusal(
    failure('unauthorized', 'This link is not good, or not any more', {
      where: 'token',
      fix: 'Each is good for one use and a few days: ask an owner for another; the first one is printed at each start.',
    }),
  )
}
