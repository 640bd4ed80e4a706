import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'
import { distanceOf } from '../../suggest.ts'

/**
 * An e-mail address, trimmed and in lower case. Checked for form only: one @, a local part, a domain
 * with a dot, no blanks or separators, at most 254 characters.
 */
export function normaliseEmail(text: string): string | Failure {
  const address = text.trim().normalize('NFC').toLowerCase()
  const ok = address.length <= 254 && emailForm.test(address) && !address.includes('..')
  if (ok) return address
  return failure('invalid', `${JSON.stringify(text.slice(0, 100))} is not an e-mail address`, {
    fix: 'Write one address such as ana@example.com.',
  })
}

const emailForm =
  /^(?!\.)[^\s@,;:<>()[\]"\\\p{C}]{1,64}(?<!\.)@(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?:\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u

/**
 * The address that somebody who wrote this one probably has, where its domain is nearly that of a
 * provider common in Brazil: `ana@gmial.com` → `ana@gmail.com`. Undefined where nothing is near. It is
 * to be asked about, never put in her place: somebody does have the other domain.
 */
export function suggestEmail(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 1 || domain === '' || domain.length > 40 || real.has(domain)) return undefined
  const near = providers
    .map((provider) => ({ provider, distance: apart(domain, provider) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance)
  const best = near[0]
  return best === undefined ? undefined : `${address.slice(0, at)}@${best.provider}`
}

/** Those that are meant, the commonest first. */
const providers = (
  'gmail.com hotmail.com yahoo.com.br outlook.com uol.com.br bol.com.br terra.com.br icloud.com ' +
  'live.com globo.com ig.com.br globomail.com oi.com.br r7.com yahoo.com msn.com zipmail.com.br ' +
  'superig.com.br protonmail.com'
).split(' ')

/** Domains that are near one of those and are somebody's own. */
const real: ReadonlySet<string> = new Set([
  ...providers,
  ...(
    'hotmail.com.br outlook.com.br mail.com email.com ymail.com fmail.com gmx.com gmx.net aol.com ' +
    'aol.com.br me.com mac.com live.com.br live.com.pt hotmail.es hotmail.fr hotmail.it outlook.pt ' +
    'outlook.es yahoo.es yahoo.fr yahoo.it yahoo.ca googlemail.com rocketmail.com proton.me pm.me'
  ).split(' '),
])

/** How far a domain is from a provider's, in letters; Infinity where it is another. */
function apart(domain: string, provider: string): number {
  if (domain.replaceAll('.', '') === provider.replaceAll('.', '')) return 1
  const [name, suffix] = cut(domain)
  const [wantedName, wantedSuffix] = cut(provider)
  const inName = distanceOf(name, wantedName)
  const inSuffix = suffixApart(suffix, wantedSuffix)
  // Of a short name every neighbour is somebody else's.
  const allowed = wantedName.length <= 4 ? 0 : wantedName.length <= 5 ? 1 : 2
  return inName <= allowed ? inName + inSuffix : Infinity
}

function suffixApart(suffix: string, wanted: string): number {
  if (suffix === wanted) return 0
  if (suffix === '') return 1
  const country = ['com', 'com.br']
  if (country.includes(suffix) && country.includes(wanted)) return 1.5
  const distance = distanceOf(suffix, wanted)
  return distance <= 1 ? distance : Infinity
}

/** The name and what comes after the first dot. */
function cut(domain: string): readonly [string, string] {
  const dot = domain.indexOf('.')
  return dot === -1 ? [domain, ''] : [domain.slice(0, dot), domain.slice(dot + 1)]
}
