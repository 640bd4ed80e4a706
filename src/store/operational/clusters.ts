import type { Selectable } from 'kysely'
import { changingDefinitions } from './definitions.ts'
import { nextId } from './ids.ts'
import { nameTaken, optional, properName } from './rows.ts'
import type { Db, Tables } from './tables.ts'

/** A field that is a cluster: what of it there is, is read of the field itself. */
export type Cluster = {
  readonly id: number
  /** As people call it: Revendedores. */
  readonly name: string
  /** Whether values are stored, or worked out by a definition. */
  readonly kind: ClusterKind
  /** The id of the field, among those of its kind. */
  readonly field: number
  /** The field came with the cluster, and goes with it; else it was there before and stays. */
  readonly made: boolean
  /** The promotion that came with it. */
  readonly promotion?: number
  /** Milliseconds. */
  readonly created: number
}

export type ClusterKind = 'stored' | 'calculated'

/** Throws a Refusal `conflict` where the name is taken; a field is of one cluster. */
export async function createCluster(
  db: Db,
  { name: given, ...cluster }: Pick<Cluster, 'name' | 'kind' | 'field' | 'made'>,
  now: number,
): Promise<Cluster> {
  return await changingDefinitions(db, now, async (open) => {
    const name = properName(given)
    if ((await clusterByName(open, name)) !== undefined) throw nameTaken('cluster', name)
    const there = await clusterOf(open, cluster.kind, cluster.field)
    if (there !== undefined) throw nameTaken('cluster', there.name)
    const made: Cluster = { id: await nextId(open, 'cluster'), name, ...cluster, created: now }
    await open
      .insertInto('clusters')
      .values({ ...made, promotion: null })
      .execute()
    return made
  })
}

/** In the order in which they were made. */
export async function listClusters(db: Db): Promise<readonly Cluster[]> {
  return (await db.selectFrom('clusters').selectAll().orderBy('id').execute()).map(fromRow)
}

export async function clusterById(db: Db, id: number): Promise<Cluster | undefined> {
  return found(await db.selectFrom('clusters').selectAll().where('id', '=', id).executeTakeFirst())
}

export async function clusterByName(db: Db, name: string): Promise<Cluster | undefined> {
  const named = db.selectFrom('clusters').selectAll().where('name', '=', name.trim())
  return found(await named.executeTakeFirst())
}

/** The cluster that a field is. */
export async function clusterOf(
  db: Db,
  kind: ClusterKind,
  field: number,
): Promise<Cluster | undefined> {
  const ofField = db.selectFrom('clusters').selectAll().where('kind', '=', kind)
  return found(await ofField.where('field', '=', field).executeTakeFirst())
}

/** Notes which promotion came with it. */
export async function noteClusterPromotion(open: Db, id: number, promotion: number): Promise<void> {
  await open.updateTable('clusters').set({ promotion }).where('id', '=', id).execute()
}

/** A cluster of a stored field goes on with the one that takes its place. */
export async function replaceInClusters(open: Db, from: number, into: number): Promise<void> {
  const stored = open.updateTable('clusters').set({ field: into }).where('kind', '=', 'stored')
  await stored.where('field', '=', from).execute()
}

/** What it was made of is taken away before. */
export async function deleteCluster(db: Db, id: number): Promise<void> {
  await db.deleteFrom('clusters').where('id', '=', id).execute()
}

type Row = Selectable<Tables['clusters']>

function found(row: Row | undefined): Cluster | undefined {
  return row === undefined ? undefined : fromRow(row)
}

function fromRow({ promotion, kind, made, ...row }: Row): Cluster {
  return {
    ...row,
    kind: kind as ClusterKind,
    made: made === 1,
    ...optional('promotion', promotion),
  }
}
