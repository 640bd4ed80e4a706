import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { failure, type Failure } from '../../domain/failure.ts'

/** Networks inside which a webhook may lie although they are not public: `10.0.0.0/8`, `127.0.0.1`. */
export type Networks = readonly string[]

/** Why messages may not be sent to that URL, as far as can be seen from it alone; undefined where they may. */
export function wrongUrl(text: string, allowed: Networks): Failure | undefined {
  if (!URL.canParse(text)) return wrong('It is no URL', 'Give it whole: https://example.com/hooks')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return wrong('Messages are sent by HTTPS', 'Give a URL that begins with https://')
  }
  if (url.username !== '' || url.password !== '') {
    return wrong(
      'A user and password in the URL would be shown to everybody who sees it',
      'Leave them out: messages are signed.',
    )
  }
  const address = literalOf(url)
  if (address !== undefined && !mayReach(address, allowed)) return notPublic(address)
  if (url.protocol === 'http:' && (address === undefined || isPublic(address))) {
    return wrong(
      'Without TLS anybody on the way could read the messages',
      'Give a URL that begins with https://',
    )
  }
  return undefined
}

/** The address that a URL names as such: connections to one are made without asking anybody for it. */
function literalOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) === 0 ? undefined : bare
}

/**
 * A look-up that finds only addresses that may be reached: asked at each connection, so that a name that
 * comes to mean another address later is found out then.
 */
export function guardedLookup(allowed: Networks): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, '')
      const refused = found.find(({ address }) => !mayReach(address, allowed))
      const [first] = found
      if (refused !== undefined || first === undefined) {
        return callback(new NotPublic(hostname, refused?.address), '')
      }
      if (options.all === true) return callback(null, found)
      callback(null, first.address, first.family)
    })
  }
}

/** A name leads to where messages may not be sent. */
export class NotPublic extends Error {
  constructor(hostname: string, address: string | undefined) {
    super(`${hostname} leads to ${address ?? 'no address'}, which is not public`)
    this.name = 'NotPublic'
  }
}

export function mayReach(address: string, allowed: Networks): boolean {
  if (isPublic(address)) return true
  const its = ipaddr.process(address)
  return allowed.some((network) => {
    const [base, bits] = rangeOf(network)
    return base.kind() === its.kind() && its.match(base, bits)
  })
}

/** All that is reserved for something else than hosts that anybody may reach is none: a 4-in-6 address is the one in it. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

function rangeOf(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(network)) return ipaddr.parseCIDR(network)
  const one = ipaddr.parse(network)
  return [one, one.kind() === 'ipv4' ? 32 : 128]
}

function notPublic(address: string): Failure {
  return wrong(
    `${address} is not a public address`,
    'Whoever runs the server can allow it: CLIENTELA_WEBHOOK_NETWORKS.',
  )
}

function wrong(message: string, fix: string): Failure {
  return failure('invalid', message, { where: 'url', fix })
}
