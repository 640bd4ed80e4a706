import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What becomes of a request on its way: it passes, is answered by the proxy, its answer is lost, or it gets
 * nowhere and nobody says anything for a while.
 */
export type Fate = 'pass' | 429 | 503 | 'lost' | 'silent'

const silentMs = 2_000

export type RudeProxy = {
  readonly url: string
  /** How many requests had which fate. */
  readonly fates: ReadonlyMap<Fate, number>
  close(): void
}

/**
 * Stands between a client and the server, on loopback, and is as rude as networks are: `fateOf` says what becomes of
 * the nth request, from 1, of those that bring or ask to bring something: what is only read passes. While there is no
 * server it answers 503.
 */
export async function startRudeProxy(
  addressOf: () => string | undefined,
  fateOf: (n: number) => Fate,
): Promise<RudeProxy> {
  const fates = new Map<Fate, number>()
  let n = 0
  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = []
    asked.on('data', (chunk: Buffer) => chunks.push(chunk))
    asked.on('end', () => {
      const isRead = asked.method === 'GET'
      if (!isRead) n += 1
      const fate = isRead ? 'pass' : fateOf(n)
      if (!isRead) fates.set(fate, (fates.get(fate) ?? 0) + 1)
      if (fate === 429 || fate === 503) return refuse(answer, fate)
      if (fate === 'silent') return void setTimeout(() => answer.destroy(), silentMs)
      forward(asked, Buffer.concat(chunks), { to: addressOf(), answer, lost: fate === 'lost' })
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    fates,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function refuse(answer: ServerResponse, status: 429 | 503): void {
  // As the server itself refuses: a page of another origin may read it.
  const open = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Retry-After',
  }
  answer.writeHead(status, { 'retry-after': '1', ...open }).end()
}

function forward(
  asked: IncomingMessage,
  body: Buffer,
  {
    to,
    answer,
    lost,
  }: { readonly to: string | undefined; readonly answer: ServerResponse; readonly lost: boolean },
): void {
  if (to === undefined) return refuse(answer, 503)
  const { method = 'POST', url = '/', headers } = asked
  const sent = request(new URL(url, to), { method, headers })
  sent.on('error', () => refuse(answer, 503))
  sent.on('response', (came) => {
    // It was taken, and nobody hears of it.
    if (lost) {
      came.resume()
      answer.destroy()
      return
    }
    answer.writeHead(came.statusCode ?? 500, came.headers)
    came.pipe(answer)
    came.on('error', () => answer.destroy())
  })
  sent.end(body)
}
