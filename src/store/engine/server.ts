import { randomUUID, timingSafeEqual, createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answer, refuse } from './answer.ts'
import { asException, EngineException } from './exception.ts'
import type { Lanes } from './lanes.ts'
import { readRequest } from './request.ts'
import { headerOf } from './request.ts'

export type Front = {
  readonly lanes: Lanes
  readonly secret: string
  /** Kills what runs under that mark and resolves when the lane is free; the last resort is the front's. */
  kill(mark: string, left: Promise<void>): Promise<void>
}

export const user = 'clientela'

/** ClickHouse's HTTP interface. Addresses may be long: parameters of INSERT … SELECT travel in them. */
export function createFront(front: Front): Server {
  const server = createServer({ maxHeaderSize: 32 * 1024 * 1024 }, (request, response) => {
    void handle(front, request, response)
  })
  // An import may take its time; the client's own limits decide.
  server.requestTimeout = 0
  server.timeout = 0
  // Longer than the client keeps an idle socket, so that it never meets one that is just closing.
  server.keepAliveTimeout = 30_000
  return server
}

async function handle(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (!isKnown(front.secret, request, url)) {
      throw new EngineException(516, 'AUTHENTICATION_FAILED', 'Authentication failed')
    }
    if (url.pathname === '/ping') {
      response.end('Ok.\n')
      return
    }
    if (url.pathname !== '/' || !['GET', 'POST'].includes(request.method ?? '')) {
      response.writeHead(404).end('There is no such handle\n')
      return
    }
    await answer(front, await readRequest(request, url, randomUUID), request, response)
  } catch (error) {
    refuse(asException(error), request, response)
  }
}

function isKnown(secret: string, request: IncomingMessage, url: URL): boolean {
  const basic = /^Basic (.+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1]
  const [name, ...key] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':')
  const given =
    basic === undefined
      ? {
          name: headerOf(request, 'x-clickhouse-user') ?? url.searchParams.get('user'),
          key: headerOf(request, 'x-clickhouse-key') ?? url.searchParams.get('password') ?? '',
        }
      : { name, key: key.join(':') }
  const right = timingSafeEqual(digest(given.key), digest(secret))
  return given.name === user && right
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
