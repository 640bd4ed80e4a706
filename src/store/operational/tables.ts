import type { ColumnType, Kysely, Transaction } from 'kysely'

/**
 * The operational store's tables as Kysely sees them; `migrations.ts` makes them. Instants are
 * milliseconds since 1970-01-01T00:00Z, JSON is text, flags are 0 and 1 in both databases.
 */
export type Tables = {
  schema_versions: { version: Int; name: string; at: Int }
  meta: { key: string; value: string }
  /** The last id given out of each kind: ids are never used again, in either database. */
  ids: { kind: string; last: Int }
  fields: {
    id: Int
    of: string
    name: string
    label: string
    description: string
    group_name: string
    type: string
    choices: string | null
    searchable: Flag
    filterable: Flag
    identifying: Flag
    sensitive: Flag
    required: Flag
    is_unique: Flag
    default_value: string | null
    currency: string | null
    wins: string | null
    former_names: string
    built_in: Flag
    archived: Flag
    created: Int
  }
  calculated_fields: {
    id: Int
    name: string
    label: string
    description: string
    version: Int
    archived: Flag
    created: Int
    updated: Int
  }
  calculated_versions: { field: Int; version: Int; calculation: string; at: Int; by: string }
  promotions: {
    id: Int
    name: string
    description: string
    state: string
    version: Int
    created: Int
    updated: Int
  }
  promotion_versions: { promotion: Int; version: Int; definition: string; at: Int; by: string }
  /** What is reserved and used of each, together: kept in the transactions that change the usages. */
  promotion_totals: { promotion: Int; uses: Int; spent: Int }
  /** Of an order each promotion once. The customer of nobody known is empty, an amount in minor units. */
  promotion_usages: {
    order_id: string
    promotion: Int
    customer: string
    amount: Int
    state: string
    at: Int
    expires: Int | null
    coupon: string | null
  }
  /** Uses null: as often as one likes. */
  promotion_coupons: {
    code: string
    promotion: Int
    uses: Int | null
    expires: Int | null
    created: Int
  }
  /** A field, stored or calculated, that is a cluster; made by it or there before. */
  clusters: {
    id: Int
    name: string
    kind: string
    field: Int
    made: Flag
    promotion: Int | null
    created: Int
  }
  /** A field that another took the place of, to have another type, in the inbox entry at that position. */
  type_changes: { field: Int; becomes: Int; position: Int }
  /** Sections null: it lays itself out. */
  forms: { id: Int; name: string; sections: string | null; created: Int; updated: Int }
  segments: {
    id: Int
    name: string
    version: Int
    created: Int
    updated: Int
    deleted: Int | null
    /** 0 for none. */
    folder: ColumnType<number, number | undefined, number>
  }
  segment_versions: {
    segment: Int
    version: Int
    condition: string
    at: Int
    by: string
  }
  lists: {
    id: Int
    name: string
    created: Int
    deleted: Int | null
    folder: ColumnType<number, number | undefined, number>
  }
  /** A parent of 0 is none. */
  folders: { id: Int; name: string; parent: Int; created: Int }
  views: {
    id: Int
    of: string
    name: string
    condition: string | null
    search: string
    sort: string
    descending: Flag
    columns: string
    by: string
    created: Int
    updated: Int
  }
  imports: {
    id: Int
    kind: string
    state: string
    file_name: string
    options: string
    detection: string | null
    digest: string | null
    spool: string | null
    rejected_file: string | null
    position: Int | null
    progress: string
    result: string | null
    problem: string | null
    cancel: Flag
    by: string
    created: Int
    started: Int | null
    finished: Int | null
    forgotten: Int | null
  }
  import_templates: {
    id: Int
    name: string
    kind: string
    options: string
    columns: string
    by: string
    created: Int
    updated: Int
  }
  jobs: {
    id: Int
    kind: string
    state: string
    options: string
    progress: string
    problem: string | null
    cancel: Flag
    by: string
    created: Int
    started: Int | null
    finished: Int | null
  }
  keys: {
    id: string
    hash: string
    name: string
    scope: string
    created: Int
    expires: Int | null
    used: Int | null
    revoked: Int | null
  }
  /** `reached` is JSON: how far the ledger was read. */
  webhooks: {
    id: Int
    url: string
    description: string
    events: string
    segments: string | null
    identifiers: string
    secret: string
    former_secret: string | null
    former_until: Int | null
    state: string
    problem: string | null
    reached: string
    resting_until: Int
    by: string
    created: Int
    updated: Int
  }
  deliveries: {
    webhook: Int
    seq: Int
    id: string
    customer: string
    type: string
    body: string
    state: string
    attempts: Int
    due: Int
    status: Int | null
    took: Int | null
    problem: string | null
    created: Int
    finished: Int | null
  }
  /** Archived ones stay: events name them. */
  sources: {
    id: Int
    code: string
    name: string
    kind: string
    keep_ip: Flag
    created: Int
    archived: Int | null
  }
  write_keys: {
    id: string
    source: Int
    hash: string
    created: Int
    used: Int | null
    revoked: Int | null
  }
  /** The e-mail in small letters; a password null until one is set. */
  users: {
    id: Int
    email: string
    name: string
    role: string
    locale: string | null
    password: string | null
    created: Int
    updated: Int
    seen: Int | null
  }
  sessions: { hash: string; of_user: Int; created: Int; seen: Int; ends: Int }
  /** Of a kind `setup` nobody is the user: 0. */
  links: { hash: string; kind: string; of_user: Int; created: Int; ends: Int }
  audit: {
    seq: Int
    at: Int
    who: string
    action: string
    subject: string
    status: Int
    hash: string
  }
  /** One row, id 1: the last entry of the log. */
  audit_head: { id: Int; seq: Int; hash: string }
  /** One row: the latest. `fields` is JSON of what was found about each. */
  quality_reports: { job: Int; at: Int; customers: Int; fields: string }
  leases: { name: string; holder: string; fence: Int; expires: Int }
  marks: { name: string; value: string; at: Int }
  inbox: {
    position: Int
    kind: string
    payload: Uint8Array
    size: Int
    /** Bytes of all payloads ever, up to and with this one. */
    bytes: Int
    received: Int
    outcome: string | null
  }
  /** One row, id 1. */
  inbox_state: { id: Int; position: Int; bytes: Int; applied: Int; applied_bytes: Int }
  rejections: {
    id: Int
    position: Int
    part: Int | null
    kind: string
    failure: string
    payload: Uint8Array | null
    at: Int
  }
}

/** Beyond 2^53 it comes back as bigint, exact; no column of ours holds so much. */
type Int = ColumnType<number, number, number>
type Flag = ColumnType<number, boolean, boolean>

/** The store, or an open transaction on it. */
export type Db = Kysely<Tables>

/** Runs the work in a transaction: in the open one if there is one, else in its own. */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return await work(db)
  return await db.transaction().execute(async (open: Transaction<Tables>) => await work(open))
}
