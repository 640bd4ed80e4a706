import { failure, Refusal } from '../domain/failure.ts'
import type { FailureCode } from '../domain/failure.ts'
import type { Problem } from './problem.ts'
import { problemKinds } from './problemKinds.ts'
import type { Answer, Given, Route } from './route.ts'

/** Where a server is and what opens it. Used by the command line and the web app, which has no key but a session. */
export type Server = { readonly url: string; readonly key?: string }

/** What a request can carry, be it in Node or in a browser. */
export type Upload = NonNullable<RequestInit['body']>

export type CallOptions = {
  readonly signal?: AbortSignal
  readonly upload?: Upload
  /** Of a session: what a request that changes something shows besides the cookie. */
  readonly csrf?: string
}

/** Asks one route. A refusal of the server's is thrown as our own {@link Refusal}, with place and mend. */
export async function call<R extends Route>(
  server: Server,
  route: R,
  given: Given<R>,
  options: CallOptions = {},
): Promise<Answer<R>> {
  const response = await open(server, route, given, options)
  const json = jsonOrNothing(await textOf(response))
  if (json === undefined) throw noServer(response, 'what is no JSON')
  return json as Answer<R>
}

/** The same for a route that answers with a stream: its bytes as they come. */
export async function open<R extends Route>(
  server: Server,
  route: R,
  given: Given<R>,
  options: CallOptions = {},
): Promise<Response> {
  const parts = given as { params?: Texts; query?: Texts; body?: unknown }
  const headers: Record<string, string> = {
    accept: route.stream?.join(', ') ?? 'application/json',
    ...(server.key === undefined ? {} : { authorization: `Bearer ${server.key}` }),
    ...(options.csrf === undefined ? {} : { 'x-csrf-token': options.csrf }),
  }
  let body: Upload | undefined
  if (options.upload !== undefined) {
    headers['content-type'] = 'application/octet-stream'
    body = options.upload
  } else if (parts.body !== undefined) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(parts.body)
  }
  // Node wants to be told that a streamed body is sent before the answer is read; browsers ignore it.
  const request: RequestInit & { duplex: 'half' } = {
    method: route.method,
    headers,
    duplex: 'half',
    ...(body === undefined ? {} : { body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
  const response = await reach(address(server, route, parts), request)
  if (!response.ok) throw await refusalOf(response)
  return response
}

/**
 * The bytes of a stream that {@link open} answered, as they come. One that ends before its end is thrown
 * as a Refusal `unavailable`.
 */
export async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(tellBroken(response))
      if (done) return
      yield value
    }
  } finally {
    // Whoever stops listening lets the server stop too.
    await reader.cancel().catch(() => {})
  }
}

type Texts = Readonly<Record<string, string | number | boolean | undefined>>

async function reach(url: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request)
  } catch (error) {
    if (request.signal?.aborted === true) throw error
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
    throw new Refusal(
      failure('unavailable', `No answer from ${url.origin}${cause === '' ? '' : ` (${cause})`}`, {
        fix: 'Is the server running there? `clientela start` starts one.',
      }),
    )
  }
}

function address(server: Server, route: Route, parts: { params?: Texts; query?: Texts }): URL {
  const path = route.path.replaceAll(/:([a-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(parts.params?.[name])),
  )
  const url = new URL(path, server.url)
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}

async function textOf(response: Response): Promise<string> {
  return await response.text().catch(tellBroken(response))
}

/** The body ended too early. What the caller has given up himself is thrown as it is. */
function tellBroken(response: Response): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal(
      failure('unavailable', `The answer of ${originOf(response)} broke off`, {
        fix: 'Has the server been stopped? See `clientela status`, then try again.',
      }),
    )
  }
}

function noServer(response: Response, what: string): Refusal {
  return new Refusal(
    failure('unavailable', `${originOf(response)} answered ${what}`, {
      fix: 'Is this the address of a Clientela server? It is what --url or CLIENTELA_URL names.',
    }),
  )
}

/** Where the answer came from, be it after a redirection. */
function originOf({ url }: Response): string {
  return url === '' ? 'The server' : new URL(url).origin
}

async function refusalOf(response: Response): Promise<Refusal> {
  const read = jsonOrNothing(await textOf(response))
  if (!isProblem(read)) return noServer(response, `${response.status} without saying why`)
  const { code, detail, title, where, fix } = read
  return new Refusal(
    failure(isCode(code) ? code : 'unavailable', detail ?? title, {
      ...(where === undefined ? {} : { where }),
      ...(fix === undefined ? {} : { fix }),
    }),
  )
}

/** By hand: the browser, which runs this too, would load all of zod to read one small object. */
function isProblem(read: unknown): read is Problem {
  if (typeof read !== 'object' || read === null) return false
  const { code, title, ...more } = read as Readonly<Record<string, unknown>>
  const isTextOrNothing = (name: string): boolean =>
    more[name] === undefined || typeof more[name] === 'string'
  return (
    typeof code === 'string' &&
    typeof title === 'string' &&
    ['detail', 'where', 'fix'].every(isTextOrNothing)
  )
}

function isCode(code: string): code is FailureCode {
  return Object.hasOwn(problemKinds, code)
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
