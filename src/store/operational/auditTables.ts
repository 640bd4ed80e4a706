import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** What was done, by whom: rows are added and never changed, which the database itself refuses too. */
export function auditTables({ int, end, appendOnly }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE audit (
      seq ${int} NOT NULL PRIMARY KEY,
      at ${int} NOT NULL,
      who text NOT NULL,
      action text NOT NULL,
      subject text NOT NULL,
      status ${int} NOT NULL,
      hash text NOT NULL
    )${end}`,
    sql`CREATE TABLE audit_head (
      id ${int} NOT NULL PRIMARY KEY,
      seq ${int} NOT NULL,
      hash text NOT NULL
    )${end}`,
    sql`INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')`,
    ...appendOnly('audit'),
  ]
}
