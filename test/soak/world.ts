import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixKey } from '../work/fixKey.ts'
import type { Arrival } from '../../src/domain/arrival.ts'
import { builtInFields } from '../../src/domain/customer/builtin.ts'
import { isFailure } from '../../src/domain/failure.ts'
import { namesOf } from '../../src/domain/segment/text/names.ts'
import { parseText } from '../../src/domain/segment/text/parse.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { identifierKey, readIdentities } from '../../src/store/clickhouse/identities.ts'
import { createDatabase, migrate } from '../../src/store/clickhouse/migrate.ts'
import { openDatabase } from '../../src/store/clickhouse/open.ts'
import { createField } from '../../src/store/operational/fields.ts'
import { createList } from '../../src/store/operational/lists.ts'
import { openOperational, type Operational } from '../../src/store/operational/open.ts'
import { createSegment } from '../../src/store/operational/segments.ts'
import { Loader } from '../../src/work/intake/loader.ts'
import { startRefresher, type Refresher } from '../../src/work/refresh/refresher.ts'
import { ident, sql } from '../../src/store/sql/sql.ts'
import { testClock, type TestClock } from '../work/testClock.ts'
import { soakSegments } from './segments.ts'
import { soakFields, type Person, type SoakIds } from './shop.ts'

/** The parts of the program that keep memberships, on real stores, under a clock that is set. */
export type SoakWorld = {
  readonly database: Database
  readonly operational: Operational
  readonly clock: TestClock
  readonly ids: SoakIds
  /** Of all segments, by id. */
  readonly names: ReadonlyMap<number, string>
  readonly refresher: () => Refresher
  /** What went wrong by itself. */
  readonly complaints: readonly string[]
  /** Keeps arrivals, all at once, and waits until they are taken in. */
  bring(arrivals: readonly Arrival[]): Promise<void>
  /** Everything is done that is to be done by the instant of the clock. */
  settle(): Promise<void>
  start(): void
  stop(): Promise<void>
  idOf(person: Person): Promise<string | undefined>
  close(): Promise<void>
}

const settleMs = 600_000

/** @param url of an engine; the database is a new one */
export async function openSoak(url: string, start: number, zone: string): Promise<SoakWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'clientela-soak-'))
  const clock = testClock(start)
  const { database, drop } = await freshDatabase(url)
  const operational = await openOperational({
    where: { file: join(directory, 'operational.db') },
    shop: { zone, weekStart: 1, currency: 'BRL', country: 'BR' },
    builtInFields,
    clock: clock.now,
  })
  await fixKey(operational.db)
  const complaints: string[] = []
  let refresher: Refresher | undefined
  const { inbox } = operational
  const { ids, names } = await define(operational, start)
  const means = { operational, database, directory, clock: clock.now }
  const log = logInto(complaints)
  const runImport = async (): Promise<void> => {
    throw new Error('no files are imported here')
  }
  const loader = new Loader({ ...means, runImport, holder: 'soak', log })
  loader.afterApplied((news) => refresher?.hear(news))
  loader.start()
  const world: SoakWorld = {
    database,
    operational,
    clock,
    ids,
    names,
    complaints,
    refresher: () => {
      if (refresher === undefined) throw new Error('the refresher was stopped')
      return refresher
    },
    bring: async (arrivals) => {
      const positions = await Promise.all(
        arrivals.map(async (each) => {
          return await inbox.append(each.kind, Buffer.from(JSON.stringify(each)))
        }),
      )
      const last = Math.max(0, ...positions)
      if (last === 0) return
      if ((await inbox.waitApplied(last, settleMs)) === undefined) {
        throw new Error(`not taken in: ${complaints.join('\n')}`)
      }
    },
    settle: async () => await world.refresher().idle(AbortSignal.timeout(settleMs)),
    start: () => {
      refresher = startRefresher({
        ...means,
        time: clock,
        gatherMs: 1,
        stumbled: (error) => complaints.push(textOf(error)),
        failed: (_job, error) => complaints.push(textOf(error)),
        waits: (error) => complaints.push(textOf(error)),
      })
    },
    stop: async () => {
      await refresher?.stop()
      refresher = undefined
    },
    idOf: async ({ name: value }) => {
      const known = { kind: 'user_id', value }
      return (await readIdentities(database, [known])).get(identifierKey(known))
    },
    close: async () => {
      await world.stop()
      await loader.stop()
      await operational.close()
      await database.close()
      await drop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
  return world
}

async function freshDatabase(
  url: string,
): Promise<{ database: Database; drop: () => Promise<void> }> {
  const name = `soak_${process.pid}_${Date.now()}`
  const server = openDatabase({ url })
  await createDatabase(server, name)
  const database = openDatabase({ url, database: name })
  await migrate(database)
  return {
    database,
    drop: async () => {
      await server.run(sql`DROP DATABASE ${ident(name)} SYNC`)
      await server.close()
    },
  }
}

/** The fields, the list, and all segments. */
async function define(
  { db }: Operational,
  now: number,
): Promise<{ ids: SoakIds; names: ReadonlyMap<number, string> }> {
  for (const field of soakFields) await createField(db, field, now)
  const list = await createList(db, { name: 'Tasting club' }, now)
  const names = new Map<number, string>()
  for (const [name, text] of soakSegments()) {
    const condition = parseText(text, namesOf(names, new Map([[list.id, list.name]])))
    if (isFailure(condition)) throw new Error(`${name}: ${condition.message}`)
    names.set((await createSegment(db, { name, condition }, now)).id, name)
  }
  const pinned = [...names].find(([, name]) => name === 'Pinned')?.[0] ?? 0
  return { ids: { list: list.id, pinned }, names }
}

function logInto(complaints: string[]) {
  const tell = (about: object, message: string): void => {
    complaints.push(`${message} ${'err' in about ? textOf(about.err) : ''}`)
  }
  return { info: () => {}, warn: tell, error: tell }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
