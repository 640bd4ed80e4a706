import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Arrival, JoinArrival } from '../../domain/arrival.ts'
import { failure } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { anyTombstones } from '../../store/clickhouse/identities.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { changeImport } from '../../store/operational/imports.ts'
import { removeMark } from '../../store/operational/marks.ts'
import type { Operational } from '../../store/operational/open.ts'
import { applySet, prepareAll } from './applySet.ts'
import { readPayload, type Group } from './group.ts'
import { failFieldWork, takeFieldWork } from './fieldWork.ts'
import { makeIdentityMemory } from './memory.ts'
import { makeSettingsReader } from './settings.ts'
import { takeList } from './takeList.ts'
import { takeReplay } from './takeReplay.ts'
import { failJoin, forgetPlan, takeJoin } from './join/run.ts'
import { takeMerge } from './merge/run.ts'
import { takeUndo } from './undo/run.ts'
import {
  markOf,
  rejected,
  takeBulk,
  takeDeletion,
  takeEmptying,
  takeLift,
  type AloneMeans,
  type Taken,
} from './takeAlone.ts'

export type TakeMeans = {
  readonly operational: Operational
  readonly database: Database
  /** The data directory, to which the files of bulk entries are relative. */
  readonly directory: string
  /** Takes an import of orders in, whole; repeating it comes to the same end. */
  readonly runImport: (entry: Entry, importId: number) => Promise<void>
  readonly clock: () => number
  /** How many customers a job on a field, or an undo, goes through at a time. */
  readonly customersPerSet?: number
  /** Told of each set of a long entry; throws where the work must stop. */
  readonly onProgress: (done: number, total: number) => void
}

export type Taker = {
  /** Takes entries in: all of it is durable and readable when this returns. */
  take(group: Group, repeated: boolean): Promise<Taken>
  /** After a failure, or when somebody else may have written: nothing that is remembered counts. */
  forget(): void
}

/** Of what is remembered of whose identifiers are nothing counts after these. */
const writesIdentities: ReadonlySet<string> = new Set([
  'delete customer',
  'import',
  'undo',
  'merge',
])

/** Takes entries in, one group after the other, each kind in its way. */
export function makeTaker(means: TakeMeans): Taker {
  const { database, operational } = means
  const memory = makeIdentityMemory()
  const settings = makeSettingsReader(operational.db, database)
  let noTombstones: boolean | undefined

  const takeSet: AloneMeans['takeSet'] = async (partSet) => {
    noTombstones ??= !(await anyTombstones(database))
    const taking = { database, settings: await settings(), memory, noTombstones }
    const state = await applySet(taking, partSet)
    await askToJoin(operational, state.named.news())
    return { outcomes: state.outcomes, touched: state.touched }
  }
  const forget = (): void => {
    memory.clear()
    noTombstones = undefined
  }
  const alone: AloneMeans = { ...means, db: operational.db, settings, takeSet }
  const all = { ...alone, operational }

  async function takeAlone(entry: Entry): Promise<Taken> {
    const arrival = aloneArrival(entry)
    if (arrival === undefined) {
      return rejected(entry, failure('invalid', 'The arrival is not what it was sent as'))
    }
    if (writesIdentities.has(arrival.kind)) forget()
    switch (arrival.kind) {
      case 'delete customer':
        return await takeDeletion(alone, entry, arrival.customer)
      case 'lift tombstone':
        return await takeLift(alone, entry, arrival)
      case 'list':
        return await takeList(alone, entry, arrival)
      case 'pins':
        return await takeEmptying(alone, entry, arrival)
      case 'bulk':
        return await takeBulk(alone, entry, arrival)
      case 'field work': {
        const { forgotten, ...taken } = await takeFieldWork(all, entry, arrival)
        if (forgotten) forget()
        return taken
      }
      case 'import':
        await means.runImport(entry, arrival.import)
        return { outcomes: new Map(), touched: undefined }
      case 'undo':
        return await takeUndo(alone, entry, arrival.run)
      case 'merge':
        return await takeMerge(alone, entry, arrival)
      case 'join':
        return await takeJoin({ ...alone, memory }, entry, arrival)
      case 'replay':
        return await takeReplay(alone, entry, arrival)
    }
  }

  return {
    take: async ({ entries, parts, alone: isAlone }, repeated) => {
      const [first] = entries
      const last = entries.at(-1)
      if (first === undefined || last === undefined) throw new Error('a group of no entries')
      if (isAlone) return await takeAlone(first)
      const [from, to] = [first.position, last.position]
      const prepared = prepareAll(parts, await settings())
      return await takeSet({ parts: prepared, from, to, set: 0, repeated })
    },
    forget,
  }
}

/** So many of them make an entry. */
const pairsPerJoin = 5_000

/**
 * What messages say of which identifiers are one customer's is looked at by entries of their own, behind all that
 * waits. Asked twice, after a kill, it is done once.
 */
async function askToJoin({ inbox }: Operational, news: JoinArrival['pairs']): Promise<void> {
  for (let from = 0; from < news.length; from += pairsPerJoin) {
    const pairs = news.slice(from, from + pairsPerJoin)
    const arrival: JoinArrival = {
      kind: 'join',
      pairs: pairs.map(({ weak, strong }) => ({ weak, strong })),
    }
    await inbox.append(arrival.kind, Buffer.from(JSON.stringify(arrival)), { owed: true })
  }
}

type AloneArrival = Exclude<
  Arrival,
  { kind: 'customers' | 'events' | 'messages' | 'consents' | 'products' | 'places' }
>

const aloneKinds: Readonly<Record<AloneArrival['kind'], true>> = {
  'delete customer': true,
  'lift tombstone': true,
  list: true,
  pins: true,
  bulk: true,
  'field work': true,
  import: true,
  undo: true,
  merge: true,
  join: true,
  replay: true,
}

/** What the entry says, if it is a kind that is taken in by itself. */
function aloneArrival({ kind, payload }: Entry): AloneArrival | undefined {
  const arrival = readPayload(payload) as AloneArrival | null | undefined
  return arrival?.kind === kind && Object.hasOwn(aloneKinds, kind) ? arrival : undefined
}

/** Kinds of entries that keep how far they are. */
const marked: ReadonlySet<string> = new Set(['bulk', 'undo', 'merge', 'join'])

/** What is kept of an entry for its repeat is of no use once it is applied, or set aside. */
export async function tidyUp(means: TakeMeans, entry: Entry): Promise<void> {
  if (!marked.has(entry.kind)) return
  await removeMark(means.operational.db, markOf(entry))
  if (entry.kind === 'join') await forgetPlan(means.operational, entry)
  const arrival = aloneArrival(entry)
  if (arrival?.kind === 'bulk') await rm(join(means.directory, arrival.file), { force: true })
}

/** An entry is set aside: what waits for it is told. */
export async function giveUp({ operational, clock }: TakeMeans, entry: Entry): Promise<void> {
  const arrival = aloneArrival(entry)
  if (arrival?.kind === 'field work') await failFieldWork(operational, arrival.job, clock())
  if (arrival?.kind === 'join') await failJoin(operational, entry, clock())
  if (arrival?.kind !== 'undo' && arrival?.kind !== 'merge') return
  const problem = 'A mistake of the program; the log has the reason'
  const change = { state: 'failed', problem, finished: clock() } as const
  await changeImport(operational.db, arrival.run, change, ['waiting', 'running'])
}

const asideFolder = 'set-aside'

/** Moves the file of an entry to where nothing removes it; its new place in the data directory, undefined without a file. */
export async function keepFile(
  { directory }: TakeMeans,
  entry: Entry,
): Promise<string | undefined> {
  const arrival = entry.kind === 'bulk' ? aloneArrival(entry) : undefined
  if (arrival?.kind !== 'bulk') return undefined
  const kept = join(asideFolder, basename(arrival.file))
  await mkdir(join(directory, asideFolder), { recursive: true, mode: 0o700 })
  // Moved before, by an attempt that was killed, it is there already; or it never was.
  await rename(join(directory, arrival.file), join(directory, kept)).catch(() => {})
  return kept
}
