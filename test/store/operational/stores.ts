import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { InboxOptions } from '../../../src/store/operational/inbox.ts'
import type { Engine } from '../../../src/store/operational/words.ts'
import {
  openOperational,
  type Operational,
  type OperationalOptions,
} from '../../../src/store/operational/open.ts'
import { dropDatabase, newDatabase, withoutPostgres } from '../../postgres.ts'

type Where = OperationalOptions['where']

/** Empty places for stores, and stores in them; all are closed and removed when the file is through. */
export type Stores = {
  readonly engine: Engine
  place(): Promise<Where>
  open(where?: Where, inbox?: InboxOptions): Promise<Operational>
}

const shop = { zone: 'America/Sao_Paulo', weekStart: 1, currency: 'BRL', country: 'BR' } as const

/** The same tests on SQLite and on PostgreSQL; the latter skipped, saying why, where there is none. */
export function onBoth(body: (stores: Stores) => void): void {
  describe('on SQLite', () => {
    body(makeStores('sqlite'))
  })
  const why = withoutPostgres()
  describe.skipIf(why !== undefined)(`on PostgreSQL (${why ?? 'as on SQLite'})`, () => {
    body(makeStores('postgres'))
  })
}

function makeStores(engine: Engine): Stores {
  const cleanUp: (() => Promise<void> | void)[] = []
  afterAll(async () => {
    for (const each of cleanUp.toReversed()) await each()
  })
  const place = async (): Promise<Where> => {
    if (engine === 'postgres') {
      const url = await newDatabase()
      cleanUp.push(async () => await dropDatabase(url))
      return { url }
    }
    const directory = mkdtempSync(join(tmpdir(), 'clientela-operational-'))
    cleanUp.push(() => rmSync(directory, { recursive: true }))
    return { file: join(directory, 'clientela.db') }
  }
  const open = async (where?: Where, inbox: InboxOptions = {}): Promise<Operational> => {
    const store = await openOperational({
      where: where ?? (await place()),
      shop,
      builtInFields,
      inbox,
    })
    let closed: Promise<void> | undefined
    const once = { ...store, close: async () => await (closed ??= store.close()) }
    cleanUp.push(once.close)
    return once
  }
  return { engine, place, open }
}
