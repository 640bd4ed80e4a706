import { sql, type RawBuilder } from 'kysely'
import type { Words } from './words.ts'

/** How columns of files were mapped, to be suggested again. */
export function importTemplates({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE import_templates (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      kind text NOT NULL,
      options text NOT NULL,
      columns text NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`INSERT INTO ids (kind, last) VALUES ('import_template', 0)`,
  ]
}

/** When what an import shows of people's rows was forgotten. */
export function importsForgotten({ int }: Words): RawBuilder<unknown>[] {
  return [
    sql`ALTER TABLE imports ADD COLUMN forgotten ${int}`,
    sql`CREATE INDEX imports_forgotten ON imports (forgotten, finished)`,
  ]
}
