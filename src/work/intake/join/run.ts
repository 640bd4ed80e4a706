import type { z } from 'zod'
import type { JoinArrival, MergePair } from '../../../domain/arrival.ts'
import type { Catalog } from '../../../domain/customer/catalog.ts'
import { keyOf, pairKey } from '../../../domain/customer/links.ts'
import type { Identifier } from '../../../domain/customer/identity.ts'
import { planJoins, type JoinPlan } from '../../../domain/customer/join.ts'
import { heardRow, judgedRow } from '../../../store/clickhouse/links.ts'
import { identifiersIn, type CustomerRecord } from '../../../store/clickhouse/records.ts'
import type { Stored } from '../../../store/clickhouse/stored.ts'
import { versionOf } from '../../../store/clickhouse/version.ts'
import { fault } from '../../../store/faults.ts'
import {
  changeImport,
  createImport,
  latestImportBy,
  type Import,
} from '../../../store/operational/imports.ts'
import type { Entry } from '../../../store/operational/inbox.ts'
import { readMark, removeMark, writeMark } from '../../../store/operational/marks.ts'
import { replaces } from '../draft.ts'
import { mergeAll } from '../merge/run.ts'
import type { IdentityMemory } from '../prepare.ts'
import { markOf, type AloneMeans, type Taken } from '../takeAlone.ts'
import { emptyReport, reportOfEdits, sumOf, type UndoReport } from '../undo/report.ts'
import { begin } from '../undo/run.ts'
import { readRuns } from '../undo/runs.ts'
import { joinOptions } from '../undo/scope.ts'
import { carryMoves } from './move.ts'
import { touchedBy, type JoinRuns } from './touched.ts'
import { readWorld, type ReadWorld } from './world.ts'

/** Who brings about what follows from messages. */
export const identification = 'identification'

/** What is going to be done, kept before any of it is: a repeat goes on with it. */
type Kept = {
  readonly links: readonly Readonly<Record<string, unknown>>[]
  readonly merges: readonly MergePair[]
  readonly moves: JoinPlan['moves']
  /** Whose owners are others afterwards. */
  readonly released: readonly Identifier[]
  /** By what they do, the runs that were begun. */
  readonly runs?: JoinRuns
}

/**
 * Looks at what messages said of which identifiers are one customer's, and does what follows: merges customers,
 * as a person would, and moves identifiers from one to another, each as a run of its own that can be undone. It is
 * planned once; a repeat goes on with the plan.
 */
export async function takeJoin(
  means: AloneMeans & { readonly memory: Pick<IdentityMemory, 'forget'> },
  entry: Entry,
  { pairs }: JoinArrival,
): Promise<Taken> {
  const { db, database, clock } = means
  const settings = await means.settings()
  const stored = (await readMark(db, planMarkOf(entry))) as Kept | undefined
  const kept = stored ?? keptOf(await readWorld(database, settings, pairs), settings.catalog, entry)
  if (stored === undefined) await writeMark(db, planMarkOf(entry), kept, clock())
  const { merges, moves, released } = kept
  const again = stored !== undefined
  const one = await asRun(means, { entry, kept, does: 'merges', again }, async (row) => {
    return (await mergeAll(means, entry, row, merges)).report
  })
  const begun = { ...kept, runs: { ...kept.runs, ...one } }
  const other = await asRun(means, { entry, kept: begun, does: 'moves', again }, async (row) => {
    const runs = await readRuns(db)
    const moving = { database, catalog: settings.catalog, runs, run: row.id, entry }
    return sumOf(emptyReport, reportOfEdits(await carryMoves(moving, moves)))
  })
  if (kept.links.length > 0) await database.insert('identity_links', kept.links)
  fault('memberships')
  const runs = { ...one, ...other }
  for (const each of released) means.memory.forget(keyOf(each))
  return { outcomes: new Map(), ...(await touchedBy(database, kept, runs)) }
}

/** Where its plan is kept until it is applied, beside how far its merges are. */
function planMarkOf(entry: Entry): string {
  return `${markOf(entry)}/plan`
}

/** It is set aside: its runs have ended. */
export async function failJoin(
  { db }: Pick<AloneMeans, 'db'>,
  entry: Entry,
  now: number,
): Promise<void> {
  const kept = (await readMark(db, planMarkOf(entry))) as Kept | undefined
  const problem = 'A mistake of the program; the log has the reason'
  const change = { state: 'failed', problem, finished: now } as const
  for (const id of [kept?.runs?.merges, kept?.runs?.moves]) {
    if (id !== undefined) await changeImport(db, id, change, ['new', 'waiting', 'running'])
  }
}

/** Of no use once it is applied. */
export async function forgetPlan({ db }: Pick<AloneMeans, 'db'>, entry: Entry): Promise<void> {
  await removeMark(db, planMarkOf(entry))
}

function keptOf(read: ReadWorld, catalog: Catalog, entry: Entry): Kept {
  const { links, merges, moves } = planJoins(read.world)
  const version = versionOf(entry.position)
  const judged = links.map((link) => {
    return judgedRow({ ...link, source: read.sources.get(pairKey(link)) ?? '' }, version)
  })
  const dropped = merges.flatMap(({ drop }) => {
    const record = read.records.get(drop)
    return record === undefined ? [] : identifiersIn(record)
  })
  return {
    links: [...judged, ...read.said.map((said) => heardRow(said, version))],
    merges: chosen(merges, read.records, catalog),
    moves,
    released: [...dropped, ...moves.flatMap(({ identifiers }) => identifiers)],
  }
}

/** Of each field the value stands that would if all had come to one customer: the later, or of who wins. */
function chosen(
  merges: JoinPlan['merges'],
  records: ReadonlyMap<string, CustomerRecord>,
  catalog: Catalog,
): readonly MergePair[] {
  const values = new Map<string, Map<number, Stored>>()
  return merges.map(({ keep, drop }) => {
    const hers = values.get(keep) ?? new Map(records.get(keep)?.values)
    values.set(keep, hers)
    const choose: Record<string, 'keep' | 'drop'> = {}
    for (const [id, stored] of records.get(drop)?.values ?? []) {
      const field = catalog.byId.get(id)
      if (field === undefined || !replaces(field, hers.get(id), stored)) continue
      choose[field.name] = 'drop'
      hers.set(id, stored)
    }
    return { keep, drop, choose }
  })
}

type Doing = {
  readonly entry: Entry
  readonly kept: Kept
  readonly does: keyof JoinRuns
  /** An attempt before may have begun it. */
  readonly again: boolean
}

/** Does it as a run of its own, once: what a repeat finds begun it goes on with. The run's id. */
async function asRun(
  means: AloneMeans,
  doing: Doing,
  work: (row: Import) => Promise<UndoReport>,
): Promise<JoinRuns> {
  const { entry, kept, does } = doing
  if (kept[does].length === 0) return {}
  const { db, clock } = means
  const id = kept.runs?.[does] ?? (await runOf(means, doing))
  const runs = { ...kept.runs, [does]: id }
  await writeMark(db, planMarkOf(entry), { ...kept, runs }, clock())
  const row = await begin(means, entry, id)
  if (row === undefined) return runs
  const result = await work(row)
  await changeImport(db, id, { state: 'done', result, finished: clock() })
  return runs
}

async function runOf({ db, clock }: AloneMeans, { entry, does, again }: Doing): Promise<number> {
  const options: z.input<typeof joinOptions> = { found: entry.position, does }
  const made = { kind: 'merge', fileName: identification, options, by: identification }
  // Of an attempt that was killed before it could note it.
  const there = again ? await latestImportBy(db, identification, 'new') : undefined
  const mine = joinOptions.safeParse(there?.options).data
  const isMine = mine?.found === entry.position && mine.does === does
  const { id } = isMine && there !== undefined ? there : await createImport(db, made, clock())
  return id
}
