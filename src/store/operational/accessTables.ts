import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** Who may sign in, who is signed in, and the links by which a password is set. */
export function accessTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    // "user" is a word of PostgreSQL's own.
    sql`CREATE TABLE users (
      id ${int} NOT NULL PRIMARY KEY,
      email text NOT NULL UNIQUE,
      name text NOT NULL,
      role text NOT NULL,
      locale text,
      password text,
      created ${int} NOT NULL,
      updated ${int} NOT NULL,
      seen ${int}
    )${end}`,
    sql`CREATE TABLE sessions (
      hash text NOT NULL PRIMARY KEY,
      of_user ${int} NOT NULL,
      created ${int} NOT NULL,
      seen ${int} NOT NULL,
      ends ${int} NOT NULL
    )${end}`,
    sql`CREATE INDEX sessions_user ON sessions (of_user)`,
    sql`CREATE TABLE links (
      hash text NOT NULL PRIMARY KEY,
      kind text NOT NULL,
      of_user ${int} NOT NULL,
      created ${int} NOT NULL,
      ends ${int} NOT NULL
    )${end}`,
    sql`INSERT INTO ids (kind, last) VALUES ('user', 0)`,
  ]
}
