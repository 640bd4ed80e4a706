import type { DatabaseConnection, Driver, QueryResult } from 'kysely'
import { bind, unbind, type Bound } from './bind.ts'

/** One connection to a database, of either kind. */
export type Link = {
  run(text: string, parameters: readonly Bound[]): Promise<Answer>
  begin(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  /** Gives the connection back for others to use. */
  release(): void
}

/** `changed`: how many rows a statement that gives back none has inserted, updated or deleted. */
export type Answer = { readonly rows: readonly Record<string, unknown>[]; readonly changed: number }

/** Kysely's driver on links: values pass {@link bind} on their way in and `unbind` on their way out. */
export function linkDriver(open: () => Promise<Link>, close: () => Promise<void>): Driver {
  const links = new WeakMap<DatabaseConnection, Link>()
  const linkOf = (connection: DatabaseConnection): Link => {
    const link = links.get(connection)
    if (link === undefined) throw new Error('a connection that this driver did not make')
    return link
  }
  return {
    init: async () => {},
    acquireConnection: async () => {
      const link = await open()
      const connection = connectionOn(link)
      links.set(connection, link)
      return connection
    },
    beginTransaction: async (connection) => await linkOf(connection).begin(),
    commitTransaction: async (connection) => await linkOf(connection).commit(),
    rollbackTransaction: async (connection) => await linkOf(connection).rollback(),
    releaseConnection: async (connection) => linkOf(connection).release(),
    destroy: close,
  }
}

function connectionOn(link: Link): DatabaseConnection {
  return {
    executeQuery: async <R>(query: { sql: string; parameters: readonly unknown[] }) => {
      const answer = await link.run(query.sql, query.parameters.map(bind))
      const rows = answer.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, unbind(value)])),
      )
      const result: QueryResult<R> = {
        rows: rows as R[],
        numAffectedRows: BigInt(answer.changed === 0 ? rows.length : answer.changed),
      }
      return result
    },
    streamQuery: () => {
      throw new Error('the operational store is small: read pages, not streams')
    },
  }
}
