import { Kysely, type Dialect } from 'kysely'
import type { Field } from '../../domain/customer/field.ts'
import { referenceFields } from '../../domain/reference/builtin.ts'
import { seedFields } from './fields.ts'
import { openInbox, type Inbox, type InboxOptions } from './inbox.ts'
import { seedMeta, type ShopSettings } from './meta.ts'
import { migrate } from './migrate.ts'
import type { Engine } from './words.ts'
import { sqliteDialect } from './sqlite.ts'
import { inTransaction, type Db, type Tables } from './tables.ts'

/** What the shop's people make, and the inbox: open, migrated and seeded. */
export type Operational = {
  readonly db: Db
  readonly engine: Engine
  readonly inbox: Inbox
  /** Lets appends under way finish. Nothing may be asked afterwards. */
  close(): Promise<void>
}

export type OperationalOptions = {
  /** A SQLite file, in a data directory that this process holds, or a `postgres://` URL. */
  readonly where: { readonly file: string } | { readonly url: string }
  /** What a new installation begins with; later starts find the shop's own. */
  readonly shop: ShopSettings
  /** Of customers; those of products and places are seeded too. */
  readonly builtInFields: readonly Field[]
  readonly inbox?: Omit<InboxOptions, 'shared' | 'clock'>
  readonly clock?: () => number
}

/**
 * Opens the operational store and brings it to the newest version. Throws a Refusal: `conflict` for a
 * store that a newer program has written, `unavailable` for a database that does not answer.
 */
export async function openOperational(options: OperationalOptions): Promise<Operational> {
  const clock = options.clock ?? Date.now
  const { db, engine } = await connect(options.where)
  try {
    await migrate(db, engine, clock())
    await inTransaction(db, async (open) => {
      await seedMeta(open, options.shop)
      await seedFields(open, [...options.builtInFields, ...referenceFields], clock())
    })
    const inbox = await openInbox(db, { ...options.inbox, clock, shared: engine === 'postgres' })
    const close = async (): Promise<void> => {
      await inbox.close()
      await db.destroy()
    }
    return { db, engine, inbox, close }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Only connects: for tests, and for looking at a store without changing it. */
export async function connect(
  where: OperationalOptions['where'],
): Promise<{ readonly db: Db; readonly engine: Engine }> {
  return 'file' in where
    ? { db: new Kysely<Tables>({ dialect: await sqliteDialect(where.file) }), engine: 'sqlite' }
    : {
        db: new Kysely<Tables>({ dialect: await dialectOfPostgres(where.url) }),
        engine: 'postgres',
      }
}

/** Its driver is loaded only where it is used: nearly every installation has SQLite. */
async function dialectOfPostgres(url: string): Promise<Dialect> {
  const { postgresDialect } = await import('./postgres.ts')
  return postgresDialect(url)
}
