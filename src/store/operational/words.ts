import { sql, type RawBuilder } from 'kysely'

/** The two databases that the operational store may be. */
export type Engine = 'sqlite' | 'postgres'

/** The few words in which the two databases differ. All else is written once. */
export type Words = {
  readonly int: RawBuilder<unknown>
  readonly bytes: RawBuilder<unknown>
  /** After the columns. SQLite would otherwise keep a text in a column of integers. */
  readonly end: RawBuilder<unknown>
  /** What has the database refuse to change or remove rows of that table. */
  readonly appendOnly: (table: string) => readonly RawBuilder<unknown>[]
}

export const words = {
  sqlite: {
    int: sql`integer`,
    bytes: sql`blob`,
    end: sql` STRICT`,
    appendOnly: (table) =>
      ['UPDATE', 'DELETE'].map(
        (verb) =>
          sql`CREATE TRIGGER ${sql.raw(`${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}`)}
            BEGIN SELECT RAISE(ABORT, 'rows are only added here'); END`,
      ),
  },
  postgres: {
    int: sql`bigint`,
    bytes: sql`bytea`,
    end: sql``,
    appendOnly: (table) => [
      sql`CREATE FUNCTION ${sql.raw(table)}_refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''rows are only added here''; END'`,
      sql`CREATE TRIGGER ${sql.raw(table)}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON ${sql.raw(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION ${sql.raw(table)}_refuse()`,
    ],
  },
} as const satisfies Record<Engine, Words>
