import { sql, type RawBuilder } from 'kysely'
import { accessTables } from './accessTables.ts'
import { auditTables } from './auditTables.ts'
import { clusterTables, couponTables, promotionTables } from './promotionTables.ts'
import { importsForgotten, importTemplates } from './importTables.ts'
import { webhookTables } from './webhookTables.ts'
import type { Words } from './words.ts'
import { sourceTables } from './sourceTables.ts'

export type Migration = {
  readonly name: string
  readonly statements: (words: Words) => readonly RawBuilder<unknown>[]
}

/** In order; the number of one is its place, from 1. One that was released is never changed. */
export const migrations: readonly Migration[] = [
  {
    name: 'What the people of the shop make, and the inbox',
    statements: (each) => [...settings(each), ...definitions(each), ...work(each), ...inbox(each)],
  },
  {
    name: 'Fields of products and places too, and what more is said of a field',
    statements: fieldsAnew,
  },
  {
    name: 'Folders and saved views',
    statements: folders,
  },
  {
    name: 'Forms',
    statements: forms,
  },
  {
    name: 'What was found about the values of fields',
    statements: qualityReports,
  },
  {
    name: 'Templates of imports',
    statements: importTemplates,
  },
  {
    name: 'When the rows that an import shows were forgotten',
    statements: importsForgotten,
  },
  {
    name: 'Which field took the place of which, to have another type',
    statements: typeChanges,
  },
  {
    name: 'Saved views of products and places too',
    statements: viewsAnew,
  },
  {
    name: 'Calculated fields',
    statements: calculatedFields,
  },
  {
    name: 'Promotions, and what carts have used of them',
    statements: promotionTables,
  },
  {
    name: 'Coupons',
    statements: couponTables,
  },
  {
    name: 'Clusters',
    statements: clusterTables,
  },
  {
    name: 'Webhooks',
    statements: webhookTables,
  },
  { name: 'Sources of events, and their write keys', statements: sourceTables },
  { name: 'Users and their sessions', statements: accessTables },
  { name: 'What was done, by whom', statements: auditTables },
]

/** Made anew, since the name alone was unique and SQLite takes no such rule off a table. */
function fieldsAnew({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE fields_anew (
      id ${int} NOT NULL PRIMARY KEY,
      "of" text NOT NULL,
      name text NOT NULL,
      label text NOT NULL,
      description text NOT NULL,
      group_name text NOT NULL,
      type text NOT NULL,
      choices text,
      searchable ${int} NOT NULL,
      filterable ${int} NOT NULL,
      identifying ${int} NOT NULL,
      sensitive ${int} NOT NULL,
      required ${int} NOT NULL,
      is_unique ${int} NOT NULL,
      default_value text,
      currency text,
      wins text,
      former_names text NOT NULL,
      built_in ${int} NOT NULL,
      archived ${int} NOT NULL,
      created ${int} NOT NULL,
      UNIQUE ("of", name)
    )${end}`,
    sql`INSERT INTO fields_anew (id, "of", name, label, description, group_name, type, choices,
        searchable, filterable, identifying, sensitive, required, is_unique, former_names,
        built_in, archived, created)
      SELECT id, 'customer', name, label, '', '', type, choices, searchable, filterable, identifying,
        sensitive, 0, 0, '[]', built_in, archived, created FROM fields`,
    sql`DROP TABLE fields`,
    sql`ALTER TABLE fields_anew RENAME TO fields`,
  ]
}

function forms({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE forms (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      sections text,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`INSERT INTO forms (id, name, created, updated) VALUES (1, 'Customer', 0, 0)`,
    sql`INSERT INTO ids (kind, last) VALUES ('form', 1)`,
  ]
}

function folders({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE folders (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL,
      parent ${int} NOT NULL,
      created ${int} NOT NULL,
      UNIQUE (parent, name)
    )${end}`,
    sql`ALTER TABLE segments ADD COLUMN folder ${int} NOT NULL DEFAULT 0`,
    sql`ALTER TABLE lists ADD COLUMN folder ${int} NOT NULL DEFAULT 0`,
    sql`CREATE TABLE views (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      condition text,
      search text NOT NULL,
      sort text NOT NULL,
      descending ${int} NOT NULL,
      columns text NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`INSERT INTO ids (kind, last) VALUES ('folder', 0), ('view', 0)`,
  ]
}

/** Made anew, since the name alone was unique and SQLite takes no such rule off a table. */
function viewsAnew({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE views_anew (
      id ${int} NOT NULL PRIMARY KEY,
      "of" text NOT NULL,
      name text NOT NULL,
      condition text,
      search text NOT NULL,
      sort text NOT NULL,
      descending ${int} NOT NULL,
      columns text NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL,
      UNIQUE ("of", name)
    )${end}`,
    sql`INSERT INTO views_anew (id, "of", name, condition, search, sort, descending, columns, by, created, updated)
      SELECT id, 'customer', name, condition, search, sort, descending, columns, by, created, updated
      FROM views`,
    sql`DROP TABLE views`,
    sql`ALTER TABLE views_anew RENAME TO views`,
  ]
}

function settings({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE meta (key text NOT NULL PRIMARY KEY, value text NOT NULL)${end}`,
    sql`CREATE TABLE ids (kind text NOT NULL PRIMARY KEY, last ${int} NOT NULL)${end}`,
    // Those of built-in fields are fixed in the program, up to 100.
    sql`INSERT INTO ids (kind, last) VALUES
      ('field', 100), ('segment', 0), ('list', 0), ('import', 0), ('job', 0), ('rejection', 0)`,
    sql`CREATE TABLE keys (
      id text NOT NULL PRIMARY KEY,
      hash text NOT NULL,
      name text NOT NULL,
      scope text NOT NULL,
      created ${int} NOT NULL,
      expires ${int},
      used ${int},
      revoked ${int}
    )${end}`,
    sql`CREATE TABLE leases (
      name text NOT NULL PRIMARY KEY,
      holder text NOT NULL,
      fence ${int} NOT NULL,
      expires ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE marks (
      name text NOT NULL PRIMARY KEY,
      value text NOT NULL,
      at ${int} NOT NULL
    )${end}`,
  ]
}

function definitions({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE fields (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      label text NOT NULL,
      type text NOT NULL,
      choices text,
      searchable ${int} NOT NULL,
      filterable ${int} NOT NULL,
      identifying ${int} NOT NULL,
      sensitive ${int} NOT NULL,
      built_in ${int} NOT NULL,
      archived ${int} NOT NULL,
      created ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE segments (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL,
      version ${int} NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL,
      deleted ${int}
    )${end}`,
    // The name of a deleted one is free again; its id never is, since the ledger speaks of it.
    sql`CREATE UNIQUE INDEX segments_name ON segments (name) WHERE deleted IS NULL`,
    sql`CREATE TABLE segment_versions (
      segment ${int} NOT NULL REFERENCES segments (id),
      version ${int} NOT NULL,
      condition text NOT NULL,
      at ${int} NOT NULL,
      by text NOT NULL,
      PRIMARY KEY (segment, version)
    )${end}`,
    sql`CREATE TABLE lists (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL,
      created ${int} NOT NULL,
      deleted ${int}
    )${end}`,
    sql`CREATE UNIQUE INDEX lists_name ON lists (name) WHERE deleted IS NULL`,
  ]
}

function work({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE imports (
      id ${int} NOT NULL PRIMARY KEY,
      kind text NOT NULL,
      state text NOT NULL,
      file_name text NOT NULL,
      options text NOT NULL,
      detection text,
      digest text,
      spool text,
      rejected_file text,
      position ${int},
      progress text NOT NULL,
      result text,
      problem text,
      cancel ${int} NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      started ${int},
      finished ${int}
    )${end}`,
    sql`CREATE INDEX imports_digest ON imports (digest)`,
    sql`CREATE TABLE jobs (
      id ${int} NOT NULL PRIMARY KEY,
      kind text NOT NULL,
      state text NOT NULL,
      options text NOT NULL,
      progress text NOT NULL,
      problem text,
      cancel ${int} NOT NULL,
      by text NOT NULL,
      created ${int} NOT NULL,
      started ${int},
      finished ${int}
    )${end}`,
  ]
}

function inbox({ int, bytes, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE inbox (
      position ${int} NOT NULL PRIMARY KEY,
      kind text NOT NULL,
      payload ${bytes} NOT NULL,
      size ${int} NOT NULL,
      bytes ${int} NOT NULL,
      received ${int} NOT NULL,
      outcome text
    )${end}`,
    sql`CREATE TABLE inbox_state (
      id ${int} NOT NULL PRIMARY KEY CHECK (id = 1),
      position ${int} NOT NULL,
      bytes ${int} NOT NULL,
      applied ${int} NOT NULL,
      applied_bytes ${int} NOT NULL
    )${end}`,
    sql`INSERT INTO inbox_state (id, position, bytes, applied, applied_bytes) VALUES (1, 0, 0, 0, 0)`,
    sql`CREATE TABLE rejections (
      id ${int} NOT NULL PRIMARY KEY,
      position ${int} NOT NULL,
      part ${int},
      kind text NOT NULL,
      failure text NOT NULL,
      payload ${bytes},
      at ${int} NOT NULL
    )${end}`,
    sql`CREATE INDEX rejections_position ON rejections (position)`,
  ]
}

function qualityReports({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE quality_reports (
      job ${int} NOT NULL PRIMARY KEY,
      at ${int} NOT NULL,
      customers ${int} NOT NULL,
      fields text NOT NULL
    )${end}`,
  ]
}

function typeChanges({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE type_changes (
      field ${int} NOT NULL,
      becomes ${int} NOT NULL PRIMARY KEY,
      position ${int} NOT NULL
    )${end}`,
  ]
}

function calculatedFields({ int, end }: Words): RawBuilder<unknown>[] {
  return [
    sql`CREATE TABLE calculated_fields (
      id ${int} NOT NULL PRIMARY KEY,
      name text NOT NULL UNIQUE,
      label text NOT NULL,
      description text NOT NULL,
      version ${int} NOT NULL,
      archived ${int} NOT NULL,
      created ${int} NOT NULL,
      updated ${int} NOT NULL
    )${end}`,
    sql`CREATE TABLE calculated_versions (
      field ${int} NOT NULL,
      version ${int} NOT NULL,
      calculation text NOT NULL,
      at ${int} NOT NULL,
      by text NOT NULL,
      PRIMARY KEY (field, version)
    )${end}`,
    sql`INSERT INTO ids (kind, last) VALUES ('calculated', 0)`,
  ]
}
