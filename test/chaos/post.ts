import { request, type Agent, type OutgoingHttpHeaders } from 'node:http'

/** How a request was answered. */
export type Answered = {
  readonly status: number
  /** Seconds, where the answer says it. */
  readonly retryAfter: number | undefined
  readonly text: string
  readonly tookMs: number
}

export type Post = {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly body?: Buffer
  readonly headers?: OutgoingHttpHeaders
  readonly limitMs?: number
}

/** Undefined: there was no answer, or not all of it; nobody knows whether it was taken. */
export async function post(
  agent: Agent,
  address: string,
  { method = 'POST', path, body, headers = {}, limitMs = 30_000 }: Post,
): Promise<Answered | undefined> {
  const began = performance.now()
  return await new Promise((resolve) => {
    const none = (): void => resolve(undefined)
    const length = body === undefined ? {} : { 'content-length': body.length }
    const asked = request(
      new URL(path, address),
      { method, agent, headers: { ...length, ...headers }, timeout: limitMs },
      (came) => {
        const pieces: Buffer[] = []
        came.on('data', (piece: Buffer) => pieces.push(piece))
        came.on('error', none)
        came.on('close', none)
        came.on('end', () => {
          const after = came.headers['retry-after']
          resolve({
            status: came.statusCode ?? 0,
            retryAfter: after === undefined ? undefined : Number(after),
            text: Buffer.concat(pieces).toString('utf8'),
            tookMs: performance.now() - began,
          })
        })
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', none)
    asked.end(body)
  })
}
