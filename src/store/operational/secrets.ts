import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text, for who is to have them alone. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** As it is kept, in hex: SHA-256, which 256 random bits make enough. */
export function hashOfSecret(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
