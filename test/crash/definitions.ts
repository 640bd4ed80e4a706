import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Condition } from '../../src/domain/segment/condition.ts'
import { printText } from '../../src/domain/segment/text/print.ts'
import { namesOf } from '../../src/domain/segment/text/names.ts'
import { listForms } from '../../src/store/operational/forms.ts'
import { listCalculations } from '../../src/store/operational/calculated.ts'
import { listClusters } from '../../src/store/operational/clusters.ts'
import { listFields } from '../../src/store/operational/fields.ts'
import { listFolders } from '../../src/store/operational/folders.ts'
import { listImportTemplates } from '../../src/store/operational/importTemplates.ts'
import { listLists } from '../../src/store/operational/lists.ts'
import { listPromotions } from '../../src/store/operational/promotions.ts'
import { listSources } from '../../src/store/operational/sources.ts'
import { listSegments } from '../../src/store/operational/segments.ts'
import type { Db, Tables } from '../../src/store/operational/tables.ts'
import { listViews } from '../../src/store/operational/views.ts'
import { readStandings } from '../../src/work/refresh/standing.ts'

/** What stands for the ids of fields, segments and lists: their names. */
export type Definitions = {
  readonly fields: ReadonlyMap<number, string>
  readonly segments: ReadonlyMap<number, string>
  readonly lists: ReadonlyMap<number, string>
}

export async function definitionsOf(db: Db): Promise<Definitions> {
  const [fields, segments, lists] = [
    await listFields(db),
    await listSegments(db),
    await listLists(db),
  ]
  const byId = (all: readonly { readonly id: number; readonly name: string }[]) =>
    new Map(all.map(({ id, name }) => [id, name]))
  return { fields: byId(fields), segments: byId(segments), lists: byId(lists) }
}

/**
 * How each table of the operational store is compared: by what of it, or not at all, since it holds
 * this process's own affairs (keys, leases, secrets) or what happened on the way. A table more in the
 * store does not compile until it stands here.
 */
const compared: Readonly<Record<keyof Tables, 'compared' | 'own'>> = {
  schema_versions: 'own',
  meta: 'own',
  ids: 'own',
  fields: 'compared',
  segments: 'compared',
  segment_versions: 'compared',
  calculated_fields: 'compared',
  /** With the fields. */
  calculated_versions: 'own',
  clusters: 'compared',
  promotions: 'compared',
  /** With the promotions. */
  promotion_versions: 'own',
  promotion_totals: 'compared',
  promotion_usages: 'compared',
  promotion_coupons: 'compared',
  /** By positions of the inbox, which kills move. */
  type_changes: 'own',
  forms: 'compared',
  lists: 'compared',
  folders: 'compared',
  views: 'compared',
  imports: 'compared',
  import_templates: 'compared',
  jobs: 'compared',
  keys: 'own',
  /** With how far each was told, which kills move. */
  webhooks: 'own',
  deliveries: 'own',
  sources: 'compared',
  write_keys: 'own',
  users: 'own',
  sessions: 'own',
  links: 'own',
  audit: 'own',
  audit_head: 'own',
  /** Made anew when somebody asks. */
  quality_reports: 'own',
  leases: 'own',
  marks: 'compared',
  inbox: 'compared',
  inbox_state: 'own',
  rejections: 'compared',
}

type Reader = (db: Db, directory: string, definitions: Definitions) => Promise<readonly unknown[]>

/** The logical rows of the operational store, and the files that lie beside it. */
export async function operationalState(
  db: Db,
  directory: string,
  definitions: Definitions,
): Promise<Record<string, readonly string[]>> {
  const state: Record<string, readonly string[]> = {}
  for (const [table, how] of Object.entries(compared)) {
    if (how === 'own') continue
    const read = readers[table]
    if (read === undefined) throw new Error(`say how the rows of ${table} are compared`)
    const rows = await read(db, directory, definitions)
    state[table] = rows.map((row) => JSON.stringify(row)).toSorted()
  }
  // A file that was sent and that nothing points to any more would lie there for ever.
  state['spool'] = await orphans(db, directory)
  return state
}

const readers: Readonly<Record<string, Reader>> = {
  fields: async (db) => (await listFields(db)).map((field) => ({ ...field, id: 0 })),
  segments: async (db, _, { segments, lists }) =>
    (await listSegments(db)).map(({ name, version, condition }) => ({
      name,
      version,
      text: printText(condition, namesOf(segments, lists)),
    })),
  segment_versions: async (db, _, { segments, lists }) => {
    const rows = await db.selectFrom('segment_versions').selectAll().execute()
    return rows.map(({ segment, version, condition }) => ({
      segment: segments.get(segment) ?? 'a segment that is gone',
      version,
      text: printText(JSON.parse(condition) as Condition, namesOf(segments, lists)),
    }))
  },
  calculated_fields: async (db) =>
    (await listCalculations(db)).map((field) => ({ ...field, id: 0, created: 0, updated: 0 })),
  clusters: async (db) =>
    (await listClusters(db)).map(({ name, kind, made, promotion }) => ({
      name,
      kind,
      made,
      hasPromotion: promotion !== undefined,
    })),
  promotions: async (db) =>
    (await listPromotions(db)).map((each) => ({ ...each, id: 0, created: 0, updated: 0 })),
  promotion_totals: async (db) =>
    await db.selectFrom('promotion_totals').select(['uses', 'spent']).execute(),
  promotion_usages: async (db) =>
    await db.selectFrom('promotion_usages').select(['order_id', 'amount', 'state']).execute(),
  promotion_coupons: async (db) =>
    await db.selectFrom('promotion_coupons').select(['code', 'uses', 'expires']).execute(),
  forms: async (db, _, { fields }) =>
    (await listForms(db)).map(({ name, automatic, sections }) => ({
      name,
      automatic,
      fields: sections.map((each) => each.fields.map(({ field }) => fields.get(field))),
    })),
  lists: async (db) => (await listLists(db)).map(({ name }) => name),
  sources: async (db) => (await listSources(db)).map(({ code, name }) => ({ code, name })),
  folders: async (db) => (await listFolders(db)).map(({ name }) => name),
  views: async (db) => (await listViews(db, 'customer')).map(({ name }) => name),
  imports: importsOf,
  import_templates: async (db) =>
    (await listImportTemplates(db)).map(({ name, kind, options, columns }) => ({
      name,
      kind,
      options,
      columns,
    })),
  // A refresh more or fewer does not matter; one that is not done, or has failed, does.
  jobs: async (db) =>
    await db
      .selectFrom('jobs')
      .select(['kind', 'state', 'problem'])
      .where('state', '!=', 'done')
      .execute(),
  // What the memberships are said to be worth. Other marks are places where workers stand.
  marks: async (db, _, { segments }) =>
    [...(await readStandings(db))].map(([id, { version, count, known }]) => ({
      segment: segments.get(id),
      version,
      count,
      known,
    })),
  inbox: async (db) => {
    const state = await db.selectFrom('inbox_state').selectAll().executeTakeFirstOrThrow()
    return state.applied === state.position ? [] : [{ waiting: state.position - state.applied }]
  },
  rejections: async (db) =>
    await db.selectFrom('rejections').select(['part', 'kind', 'failure']).execute(),
}

/**
 * What came of the imports, each file with its options once: the same command again is an import more,
 * of which every order is there already. One whose command was killed before it said go brought nothing.
 */
async function importsOf(db: Db, directory: string): Promise<readonly unknown[]> {
  const rows = await db.selectFrom('imports').selectAll().execute()
  const brought = rows.flatMap((row) => {
    if (row.state === 'new' || row.state === 'ready') return []
    const result = JSON.parse(row.result ?? '{}') as Record<string, unknown>
    const { rows: read, rejected, customers, orders, refunds, rejectedFile, dialect } = result
    return JSON.stringify({
      kind: row.kind,
      state: row.state,
      file: row.file_name,
      options: row.options,
      detection: row.detection,
      digest: row.digest,
      problem: row.problem,
      result: {
        read,
        rejected,
        customers,
        orders,
        refunds,
        dialect,
        named: rejectedFile !== undefined,
      },
      rejectedFile: row.rejected_file === null ? null : hashOf(join(directory, row.rejected_file)),
    })
  })
  return [...new Set(brought)].map((text) => JSON.parse(text) as unknown)
}

async function orphans(db: Db, directory: string): Promise<string[]> {
  const spool = join(directory, 'spool')
  if (!existsSync(spool)) return []
  const waiting = await db
    .selectFrom('imports')
    .select('spool')
    .where('state', '=', 'ready')
    .execute()
  const known = new Set(waiting.map((row) => row.spool))
  return readdirSync(spool)
    .filter((name) => !known.has(join('spool', name)))
    .map((name) => name.replace(/\d+.*$/, ''))
    .toSorted()
}

function hashOf(path: string): string {
  return existsSync(path)
    ? createHash('sha256').update(readFileSync(path)).digest('hex')
    : 'not there'
}
