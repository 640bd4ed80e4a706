import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** Who is told of changes, and what each is still to be told or was told of late. */
export function webhookTables({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE webhooks (
      id ${int} NOT NULL PRIMARY KEY,
      url text NOT NULL,
      description text NOT NULL,
      events text NOT NULL,
      segments text,
      identifiers text NOT NULL,
      secret text NOT NULL,
      former_secret text,
      former_until ${int},
      state text NOT NULL,
      problem text,
      reached text NOT NULL,
      resting_until ${int} NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE deliveries (
      webhook ${int} NOT NULL,
      seq ${int} NOT NULL,
      id text NOT NULL,
      customer text NOT NULL,
      type text NOT NULL,
      body text NOT NULL,
      state text NOT NULL,
      attempts ${int} NOT NULL,
      due ${int} NOT NULL,
      status ${int},
      took ${int},
      problem text,
      created ${int} NOT NULL,
      finished ${int},
      PRIMARY KEY (webhook, seq)
    )${end}`,
    sql`CREATE INDEX deliveries_waiting ON deliveries (webhook, state, customer, seq)`,
    sql`CREATE INDEX deliveries_customer ON deliveries (customer)`,
    sql`CREATE INDEX deliveries_finished ON deliveries (finished)`,
    sql`INSERT INTO ids (kind, last) VALUES ('webhook', 0)`,
  ]
}
