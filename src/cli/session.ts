import { bytesOf, call, open, type CallOptions, type Server } from '../api/client.ts'
import type { Answer, Given, Route } from '../api/route.ts'
import { routes, type Routes } from '../api/routes.ts'
import type { Config } from '../config.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { runningServer, startProgram, type Program } from '../main.ts'
import type { Output } from './output.ts'

/** What a command works with: a server to ask, somewhere to print, and when to stop. */
export type Session = {
  readonly output: Output
  readonly config: Config
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Somebody sits there who can be asked. */
  readonly interactive: boolean
  /**
   * The table of routes, at hand when a command runs. Commands do not import it: help must not wait for
   * all schemas of the contract to be made.
   */
  readonly routes: Routes
  readonly ask: <R extends Route>(
    route: R,
    given: Given<R>,
    options?: CallOptions,
  ) => Promise<Answer<R>>
  /** The same for a route that answers with a stream: its bytes. */
  readonly open: <R extends Route>(route: R, given: Given<R>) => Promise<AsyncIterable<Uint8Array>>
  /** The same with the headers that came before them. */
  readonly download: <R extends Route>(route: R, given: Given<R>) => Promise<Download>
  /** Everything that this command brought has been taken in and its segments refreshed. */
  readonly settled: () => Promise<void>
}

export type Download = { readonly headers: Headers; readonly bytes: AsyncIterable<Uint8Array> }

export type SessionOptions = {
  readonly output: Output
  readonly config: Config
  readonly signal: AbortSignal
  /** A server that is known already. */
  readonly server?: Server
}

/**
 * A session that looks for its server when it first needs it: the one that CLIENTELA_URL names, else
 * the one that holds the data directory, else one started here for as long as the command takes.
 */
export function makeSession(options: SessionOptions): {
  readonly session: Session
  readonly end: () => Promise<void>
} {
  const { output, config, signal } = options
  let found: Promise<Reached> | undefined
  const reach = (): Promise<Reached> => (found ??= findServer(options))
  const session: Session = {
    output,
    config,
    signal,
    interactive: process.stdin.isTTY && process.stderr.isTTY && !output.json,
    routes,
    ask: async (route, given, more) =>
      await call((await reach()).server, route, given, { signal, ...more }),
    open: async (route, given) =>
      bytesOf(await open((await reach()).server, route, given, { signal })),
    download: async (route, given) => {
      const response = await open((await reach()).server, route, given, { signal })
      return { headers: response.headers, bytes: bytesOf(response) }
    },
    settled: async () => await (await reach()).program?.idle(signal),
  }
  return {
    session,
    async end() {
      // A server that did not start has nothing to stop, and its reason has been told.
      const reached = await found?.catch(() => undefined)
      await reached?.program?.stop()
    },
  }
}

type Reached = { readonly server: Server; readonly program?: Program }

async function findServer({ config, output, server }: SessionOptions): Promise<Reached> {
  if (server !== undefined) return { server }
  if (config.url !== undefined) return { server: { url: config.url, key: keyOf(config) } }
  const running = await runningServer(config.data)
  if (running !== undefined) return { server: running }
  output.progress('Starting', 0, undefined)
  const program = await startProgram({ ...config, host: '127.0.0.1', port: 0 }, { quiet: true })
  output.clear()
  return { server: program.server, program }
}

function keyOf({ key }: Config): string {
  if (key !== undefined) return key
  throw new Refusal(
    failure('unauthorized', 'CLIENTELA_URL names a server, but there is no key for it', {
      where: 'CLIENTELA_KEY',
      fix: 'Set CLIENTELA_KEY to a key made there by `clientela keys create NAME`.',
    }),
  )
}
