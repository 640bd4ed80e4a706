import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { failure, Overfull } from '../../domain/failure.ts'

/**
 * What a hash costs whoever guesses: scrypt (RFC 7914) with N = 2^16, r = 8, p = 2, which is 64 MB and some
 * tenths of a second each (OWASP's Password Storage Cheat Sheet). They stand in the hash: one made by others is still checked.
 */
const cost = { ln: 16, r: 8, p: 2 } as const

const bytes = 32

/** As it is kept: `$scrypt$ln=16,r=8,p=2$salt$hash`, both in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  const { ln, r, p } = cost
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${hash.toString('base64')}`
}

/**
 * Whether that is the password. Without a hash it takes as long and is false: nobody learns from the time
 * whether there is such a user.
 */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const read = kept === undefined ? undefined : readKept(kept)
  const { salt, hash, cost: its } = read ?? { salt: Buffer.alloc(16), hash: undefined, cost }
  const derived = await derive(password, salt, its)
  return hash !== undefined && timingSafeEqual(hash, derived)
}

type Cost = { readonly ln: number; readonly r: number; readonly p: number }

function readKept(kept: string) {
  const found = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept)
  if (found === null) throw new Error('this is not how a password is kept')
  const [, ln, r, p, salt = '', hash = ''] = found
  return {
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
  }
}

/** Each takes 64 MB and a core: so few are made at once, and few wait. */
const most = { atOnce: 2, waiting: 40 } as const

let under = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  await turn()
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const N = 2 ** ln
      // The same text typed on two keyboards may be other code points.
      scrypt(
        password.normalize('NFKC'),
        salt,
        bytes,
        { N, r, p, maxmem: 256 * N * r },
        (error, key) => (error === null ? resolve(key) : reject(error)),
      )
    })
  } finally {
    under -= 1
    waiting.shift()?.()
  }
}

async function turn(): Promise<void> {
  if (under >= most.atOnce) {
    if (waiting.length >= most.waiting) {
      const why = 'More want to sign in than can be looked at now'
      throw new Overfull(failure('unavailable', why, { fix: 'Try again in 5 s.' }), 5)
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  under += 1
}
