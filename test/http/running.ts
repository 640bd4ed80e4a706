import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { patience } from '../patience.ts'
import { call, type CallOptions, type Server } from '../../src/api/client.ts'
import { arrived } from '../../src/api/parts.ts'
import type { Answer, Given, Route } from '../../src/api/route.ts'
import { routes } from '../../src/api/routes.ts'
import { loadConfig, type Config } from '../../src/config.ts'
import { Refusal, type Failure } from '../../src/domain/failure.ts'
import { startProgram, type Program } from '../../src/main.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { ident, sql } from '../../src/store/sql/sql.ts'
import { engineUrl } from '../store/engine/testEngine.ts'

export type Asking = Omit<RequestInit, 'headers'> & {
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

type CustomerFields = Given<typeof routes.customers.create>['body']['fields']

export type Running = {
  readonly program: Program
  readonly config: Config
  readonly url: string
  /** Of the directory's owner: everything is allowed. */
  readonly server: Required<Server>
  ask<R extends Route>(route: R, given: Given<R>, options?: CallOptions): Promise<Answer<R>>
  /** Asks and answers how it was refused. */
  refused<R extends Route>(route: R, given: Given<R>, options?: CallOptions): Promise<Failure>
  /** Somebody new who has that user id; her id, when she is taken in. */
  customer(user: string, fields: CustomerFields): Promise<string>
  /** A bare request with that key; none when it is empty. */
  fetch(path: string, init?: Asking): Promise<Response>
  /** Waits until what arrived there is taken in; what became of it. */
  applied(position: number): Promise<Answer<typeof routes.arrivals.read>>
  settled(): Promise<void>
  close(): Promise<void>
}

/** The whole program in this process, on a directory of its own and the engine that all tests share. */
export async function startRunning(flags: readonly string[] = []): Promise<Running> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-running-'))
  const config = await testConfig(directory, flags)
  const program = await startProgram(config)
  const { server } = program
  const running: Running = {
    program,
    config,
    url: server.url,
    server,
    ask: async (route, given, options) => await call(server, route, given, options),
    refused: async (route, given, options) => {
      try {
        return await refusedLater(server, await call(server, route, given, options))
      } catch (error) {
        if (error instanceof Refusal) return error.failure
        throw error
      }
    },
    customer: async (user, fields) => {
      const body = { identifiers: { user_id: user }, fields }
      await running.ask(routes.customers.create, { body })
      await running.settled()
      const params = { kind: 'user_id', value: user }
      return (await running.ask(routes.customers.find, { params })).id
    },
    fetch: async (path, { key = server.key, ...init } = {}) =>
      await fetch(`${server.url}${path}`, {
        ...init,
        headers: { ...(key === '' ? {} : { authorization: `Bearer ${key}` }), ...init.headers },
      }),
    applied: async (position) => await appliedAt(server, position),
    settled: async () => await program.idle(patience()),
    close: async () => {
      await program.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  return running
}

async function appliedAt(server: Server, position: number) {
  for (;;) {
    const came = await call(server, routes.arrivals.read, {
      params: { position },
      query: { wait: 30 },
    })
    if (came.applied) return came
  }
}

/** What is only kept is answered before it is refused: then its refusal is asked for. */
async function refusedLater(server: Server, answer: unknown): Promise<Failure> {
  const late = arrived.safeParse(answer)
  if (!late.success || late.data.applied) throw new Error('it was not refused')
  const { rejected } = await appliedAt(server, late.data.position)
  const [why] = rejected
  if (why === undefined) throw new Error('it was not refused')
  const { code, message, where, fix } = why
  return {
    code: code as Failure['code'],
    message,
    ...(where === null ? {} : { where }),
    ...(fix === null ? {} : { fix }),
  }
}

/** Settings for a directory, with the shared engine and a database of its own in it. */
export async function testConfig(
  directory: string,
  flags: readonly string[] = [],
): Promise<Config> {
  const url = new URL(await engineUrl())
  const name = `t_${randomBytes(6).toString('hex')}`
  named.add(name)
  url.pathname = `/${name}`
  const loaded = loadConfig({ CLIENTELA_CLICKHOUSE_URL: url.href, CLIENTELA_LOG_LEVEL: 'error' }, [
    '--data',
    directory,
    '--port',
    '0',
    '--shop-timezone',
    'UTC',
    // Where others have the machine too, what is written is answered when it can be read all the same.
    '--write-wait',
    '3m',
    ...flags,
  ])
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'))
  return loaded.config
}

const named = new Set<string>()

// After all that the file itself does at its end: each table keeps a megabyte of the shared engine's memory.
afterAll(async () => {
  if (named.size === 0) return
  const server = openDatabase({ url: await engineUrl() })
  for (const name of named) await server.run(sql`DROP DATABASE IF EXISTS ${ident(name)} SYNC`)
  await server.close()
})
