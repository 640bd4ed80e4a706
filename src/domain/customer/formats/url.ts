import { failure } from '../../failure.ts'
import type { Failure } from '../../failure.ts'

/**
 * An address of the web, `http` or `https` and nothing else: what stands here is shown as a link, and
 * a link must not run. Without a scheme it is `https`. Scheme and host in lower case; a default port, a
 * lone `/` at the end and a name and password are none of its own: the first two are left out, an
 * address with the last is refused.
 */
export function normaliseUrl(text: string): string | Failure {
  const address = partsOf(text)
  if (address === undefined) return wrongUrl(text)
  const { scheme, host, port, path } = address
  const isDefault = port === '' || Number(port) === defaultPorts[scheme]
  const own = isDefault ? '' : `:${Number(port)}`
  const url = `${scheme}://${host.toLowerCase()}${own}${path === '/' ? '' : path}`
  return url.length > longest ? wrongUrl(text) : url
}

type Parts = { scheme: 'http' | 'https'; host: string; port: string; path: string }

function partsOf(text: string): Parts | undefined {
  const [, given = 'https', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? []
  const scheme = given.toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const [, host = '', port = '', path = ''] = form.exec(rest) ?? []
  return isHost(host) && isPort(port) ? { scheme, host, port, path } : undefined
}

const longest = 2_048

/** Host, port, and the rest, in which nothing is that no address has. */
const form = /^(\[[0-9a-f:.]+\]|[^\s/?#:@\\[\]]+)(?::(\d{1,5}))?([/?#][^\s\\<>"\p{Cc}]*)?$/iu

const defaultPorts = { http: 80, https: 443 } as const

function isPort(port: string): boolean {
  return port === '' || (Number(port) > 0 && Number(port) <= 65_535)
}

/** A name with a dot, or an address of numbers. Names in other scripts stay as they are written. */
function isHost(host: string): boolean {
  if (host.startsWith('[')) return true
  const labels = host.replace(/\.$/, '').split('.')
  return labels.length > 1 && labels.every((label) => label.length <= 63 && labelForm.test(label))
}

const labelForm = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}])?$/u

function wrongUrl(text: string): Failure {
  return failure('invalid', `${JSON.stringify(text.slice(0, 100))} is no address of the web`, {
    fix: 'Write one address such as https://www.example.com/page.',
  })
}
