import type { Answer, Given, Route } from '../api/route.ts'
import { call, open, type CallOptions, type Server } from '../api/client.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { runningServer, startProgram, type Program } from '../main.ts'
import type { Output } from './output.ts'

/** What a command works with: a server to ask, somewhere to print, and when to stop. */
export type Session = {
  readonly output: Output
  /** The data directory, as given. */
  readonly directory: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Somebody sits there who can be asked. */
  readonly interactive: boolean
  readonly ask: <R extends Route>(
    route: R,
    given: Given<R>,
    options?: CallOptions,
  ) => Promise<Answer<R>>
  /** The same for a route that answers with a stream. */
  readonly open: <R extends Route>(route: R, given: Given<R>) => Promise<Response>
  /** Everything that this command brought has been taken in and its segments refreshed. */
  readonly settled: () => Promise<void>
}

export type SessionOptions = {
  readonly output: Output
  readonly directory: string
  readonly signal: AbortSignal
}

/**
 * A session that looks for its server when it first needs it: the one that CLIENTELA_URL names, else
 * the one that holds the data directory, else one started here for as long as the command takes.
 */
export function makeSession(options: SessionOptions): {
  readonly session: Session
  readonly end: () => Promise<void>
} {
  const { output, directory, signal } = options
  let found: Promise<Reached> | undefined
  const reach = (): Promise<Reached> => (found ??= findServer(options))
  const session: Session = {
    output,
    directory,
    signal,
    interactive: process.stdin.isTTY && process.stderr.isTTY && !output.json,
    ask: async (route, given, more) =>
      await call((await reach()).server, route, given, { signal, ...more }),
    open: async (route, given) => await open((await reach()).server, route, given, { signal }),
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

async function findServer({ directory, output }: SessionOptions): Promise<Reached> {
  const elsewhere = process.env['CLIENTELA_URL']
  if (elsewhere !== undefined && elsewhere !== '') {
    return { server: { url: elsewhere, key: keyForElsewhere() } }
  }
  const running = await runningServer(directory)
  if (running !== undefined) return { server: running }
  output.progress('Starting', 0, undefined)
  const program = await startProgram({ directory, background: true })
  output.clear()
  return { server: program.server, program }
}

function keyForElsewhere(): string {
  const key = process.env['CLIENTELA_KEY']
  if (key !== undefined && key !== '') return key
  throw new Refusal(
    failure('unauthorized', 'CLIENTELA_URL names a server, but there is no key for it', {
      where: 'CLIENTELA_KEY',
      fix: 'Set CLIENTELA_KEY to a key made there by `clientela keys create NAME`.',
    }),
  )
}
