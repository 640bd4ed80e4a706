import { z } from 'zod'
import type { Field } from '../../../domain/customer/field.ts'
import type { Touches } from '../../../domain/segment/reads.ts'
import { addressIn, whereSheIs } from '../../../domain/segment/place.ts'
import { spokenOf } from '../../../domain/segment/related.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import { findTouched, type Arrived } from '../../../store/clickhouse/touched.ts'
import { lastVersionOf, versionOf } from '../../../store/clickhouse/version.ts'
import { runsBetween } from '../../../store/operational/imports.ts'
import { listTypeChanges } from '../../../store/operational/typeChanges.ts'
import type { Db } from '../../../store/operational/tables.ts'
import type { News } from '../../intake/loader.ts'
import { emptyTouched, type Touched } from '../../intake/setState.ts'
import { causeOfRun, type Cause } from '../causes.ts'

/** Inbox positions: after the one, up to and with the other. */
export type Stretch = { readonly after: number; readonly upTo: number }

/** What a stretch of arrivals may have made other, and why. */
export type Arrivals = Stretch & {
  readonly because: Cause
  /** Undefined where they are more than were looked for. */
  readonly customers: ReadonlySet<string> | undefined
  /** Of those, who is to be asked about everything: she came, she went, she is two people's data. */
  readonly anew: ReadonlySet<string>
  /** Whether there are any such. */
  readonly anyAnew: boolean
  /** By a merge, or an undoing. */
  readonly isMixed: boolean
  /** Of those, who may be known by now, or no longer. */
  readonly identified: ReadonlySet<string>
  /** Of all of those, what was touched. */
  readonly touches: Touches
  /** Fields of which everybody's values may be others. */
  readonly retyped: readonly string[]
  /** Fields of products and places of which some say something else: of whom, is not known. */
  readonly related: readonly string[]
}

/** What the loader has told, of entries one after the other; a run of merges by itself. */
export function arrivalsOf(news: readonly News[], after: number, fields: Spoken): Arrivals {
  const upTo = news.at(-1)?.to ?? after
  const all = emptyTouched()
  for (const { touched } of news) if (touched !== undefined) merge(all, touched)
  const run = news.find(({ mixedBy }) => mixedBy !== undefined)?.mixedBy
  return {
    after,
    upTo,
    because:
      run === undefined
        ? { cause: 'arrivals', ref: String(upTo) }
        : { cause: 'merge', ref: String(run) },
    customers: all.customers,
    anew: all.made,
    anyAnew: all.made.size > 0,
    isMixed: run !== undefined,
    identified: all.identified,
    touches: {
      events: all.events,
      fields: namesOf(all.fields, fields),
      lists: all.lists,
      purposes: all.purposes,
      pins: all.segments,
    },
    retyped: [],
    related: namesOf(all.related, fields),
  }
}

function merge(all: Touched, more: Touched): void {
  for (const name of Object.keys(all) as (keyof Touched)[]) {
    const into: Set<unknown> = all[name]
    for (const each of more[name]) into.add(each)
  }
}

/** The first part of a stretch that came about in one way: a run alone, or what lies between runs. */
export async function firstPart(db: Db, { after, upTo }: Stretch): Promise<Stretch> {
  const [run] = await runsBetween(db, after, upTo)
  if (run === undefined) return { after, upTo }
  return { after, upTo: run.position === after + 1 ? run.position : run.position - 1 }
}

/** Finds again what a stretch of arrivals has touched; of customers, up to the limit. */
export async function searchArrivals(
  { db, database, fields }: Searched,
  stretch: Stretch,
  limit: number,
): Promise<Arrivals> {
  const { because, arrived, isMixed } = await aboutStretch(db, stretch)
  const found = await findTouched(database, arrived, limit)
  const { after, upTo } = stretch
  const changes = await listTypeChanges(db)
  const retyped = changes
    .filter(({ position }) => position > after && position <= upTo)
    .map(({ becomes }) => becomes)
  // By a merge, or an undoing, everything of a customer may be another.
  const anew = isMixed ? (found.customers ?? new Set<string>()) : found.anew
  return {
    ...stretch,
    because,
    customers: found.customers,
    anew,
    anyAnew: isMixed || found.anyAnew,
    isMixed,
    identified: found.identified,
    touches: { ...found, fields: namesOf(found.fields, fields) },
    retyped: namesOf(retyped, fields),
    // What of them changed is not kept so that it could be found.
    related: [...fields.values()].flatMap((field) =>
      field.of !== 'customer' && found.references.has(field.of) ? spokenOf(field) : [],
    ),
  }
}

export type Searched = {
  readonly db: Db
  readonly database: Database
  readonly fields: Spoken
}

/** Fields of customers, products and places by their ids. */
export type Spoken = ReadonlyMap<number, Field>

const undoing = z.object({ of: z.int() })

/** Why it came about, and by what its rows are found. */
export async function aboutStretch(
  db: Db,
  { after, upTo }: Stretch,
): Promise<{ readonly because: Cause; readonly arrived: Arrived; readonly isMixed: boolean }> {
  const runs = await runsBetween(db, after, upTo)
  const [first] = runs
  const mixed = runs.filter(({ kind }) => kind === 'undo' || kind === 'merge')
  const undone = mixed.flatMap(({ options }) => {
    const read = undoing.safeParse(options)
    return read.success ? [read.data.of] : []
  })
  return {
    because:
      first === undefined
        ? { cause: 'arrivals', ref: String(upTo) }
        : { cause: causeOfRun(first.kind), ref: String(first.id) },
    arrived: {
      versions: { from: versionOf(after + 1), to: lastVersionOf(upTo) },
      runs: [...mixed.map(({ id }) => id), ...undone],
    },
    isMixed: mixed.length > 0,
  }
}

/** By what conditions speak of those. */
function namesOf(some: Iterable<number>, fields: Spoken): string[] {
  return [...some].flatMap((id) => {
    const field = fields.get(id)
    if (field === undefined) return []
    // With where she lives other places are hers.
    return addressIn(field) === undefined ? [spokenOf(field)] : [spokenOf(field), whereSheIs]
  })
}
