import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** Whence events come by the tracking API, and the keys by which each may write. */
export function sourceTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE sources (
      id ${int} NOT NULL PRIMARY KEY,
      code text NOT NULL UNIQUE,
      name text NOT NULL UNIQUE,
      kind text NOT NULL,
      keep_ip ${int} NOT NULL,
      created ${int} NOT NULL,
      archived ${int}
    )${end}`,
    sql`CREATE TABLE write_keys (
      id text NOT NULL PRIMARY KEY,
      source ${int} NOT NULL,
      hash text NOT NULL,
      created ${int} NOT NULL,
      used ${int},
      revoked ${int}
    )${end}`,
    sql`CREATE INDEX write_keys_source ON write_keys (source)`,
    sql`INSERT INTO ids (kind, last) VALUES ('source', 0)`,
  ]
}
