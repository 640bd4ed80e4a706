import { indexReads, type Touches } from '../../../domain/segment/reads.ts'
import type { Due } from '../../../store/clickhouse/due.ts'
import { TooManyEvents } from '../../../store/clickhouse/events.ts'
import { leftByErasure, whoIsBuried } from '../../../store/clickhouse/live.ts'
import { unfinishedJobs } from '../../../store/operational/jobs.ts'
import { writeMarks } from '../../../store/operational/marks.ts'
import { inTransaction } from '../../../store/operational/tables.ts'
import type { News } from '../../intake/loader.ts'
import type { Cause } from '../causes.ts'
import type { Keeper, Overdue } from '../clock/keeper.ts'
import { nextInstant } from '../instant.ts'
import { optionsOf, refreshKind } from '../job.ts'
import { readOwed } from '../owed.ts'
import { isPassing, rest } from '../patience.ts'
import type { Means } from '../run.ts'
import { rankedEveryMs, readWaiting, waitingMark, waitingToo } from './ranked.ts'
import { asOfMark, followedMark, readFollowed, setLive } from '../standing.ts'
import { doBatch } from './batch.ts'
import type { Asked } from './askFew.ts'
import { bareSegments } from './bare.ts'
import { definitionsReader, type Definitions } from './definitions.ts'
import { affectedBy, isTooMuch, questionsOf, type Scope } from './questions.ts'
import {
  arrivalsOf,
  firstPart,
  searchArrivals,
  type Arrivals,
  type Searched,
  type Stretch,
} from './touched.ts'

/** A refresh that the database does, beside. */
export type Large = {
  /** Left out: all. */
  readonly segments?: readonly number[]
  /** Only of whom arrivals have touched since the positions of which those segments are. */
  readonly touched: boolean
} & Cause

export type KeepUpMeans = Means & {
  readonly request: (wanted: Large) => Promise<unknown>
  /** Of whom time may say something else by that instant: it is asked about together with new data. */
  readonly dueOf: Keeper['dueOf']
  /** Told when whom to ask again. */
  readonly told: (rows: readonly Due[]) => void
  /** Told what kept a batch from being done, for the log. */
  readonly stumbled: (error: unknown) => void
  /** More customers than this are asked by the database. */
  readonly most?: number
  /** Those with more events than so many together are too. */
  readonly mostEvents?: number
  /** So long may the loader take from when arrivals count as taken in to when it has told of them. */
  readonly tellingMs?: number
}

const mostCustomers = 5_000
/** The events of those who are asked are in memory. */
const mostEventsOfAll = 200_000
/** So much is remembered of what the loader tells; what is forgotten is searched for. */
const mostNews = 1_000
/** When many wait, so many customers at a time: the first need not wait for the last. */
const mostTogether = 500

/**
 * Keeps memberships up with what arrives, step by step: each is a batch of a few customers, or leads to
 * a refresh by the database where they are many.
 */
export class KeepUp {
  readonly #means: KeepUpMeans
  readonly #definitions: () => Promise<Definitions>
  /** In the loader's order, what nobody has looked at yet. */
  #news: News[] = []
  #bareOf: { readonly of: Definitions; readonly bare: ReadonlySet<number> } | undefined
  /** Up to which position was told last. */
  #heard: number | undefined
  #told: () => void = () => {}
  /** When what rests on ranks was asked for last. */
  #rankedAt = -Infinity

  constructor(means: KeepUpMeans) {
    this.#means = means
    this.#definitions = definitionsReader(means.operational.db)
  }

  /** What was taken in, so that it need not be searched for. */
  hear(news: News): void {
    this.#news.push(news)
    if (this.#news.length > mostNews) this.#news.shift()
    this.#heard = news.to
    this.#told()
  }

  /** Whoever tells is about to: what was taken in right after that of which he told last. */
  async #awaitTelling({ after }: Stretch): Promise<void> {
    if (this.#heard !== after) return
    const { tellingMs = 100 } = this.#means
    const told = new Promise<void>((resolve) => (this.#told = resolve))
    const over = new AbortController()
    await Promise.race([told, rest(tellingMs, over.signal)])
    over.abort()
  }

  /** Whose new data are asked about next, as far as it was told. */
  readonly pending = {
    has: (customer: string): boolean =>
      this.#news.some(({ touched }) => touched?.customers.has(customer) ?? false),
  }

  /** Does the next thing there is to do, and says whether there was any. */
  async step(): Promise<boolean> {
    const { db, inbox } = this.#means.operational
    const [followed, { applied }] = await Promise.all([readFollowed(db), inbox.state()])
    if (applied > followed) {
      await this.#follow({ after: followed, upTo: applied })
      return true
    }
    const behind = await this.#nextBehind()
    if (behind === undefined) return await this.#rank()
    await this.#catchUp(behind.segments, { after: behind.position, upTo: followed })
    return true
  }

  /** Whether all that came up to that position is in the memberships; what refreshes owe is told apart. */
  async isUpTo(position: number): Promise<boolean> {
    if ((await readFollowed(this.#means.operational.db)) < position) return false
    const { behind } = await this.#definitions()
    const owed = await readOwed(this.#means.operational.db)
    const isOwed = (id: number): boolean =>
      owed !== undefined && (owed.segments?.includes(id) ?? true)
    // A refresh that has them in hand is none the less not over.
    if ([...behind.keys()].some((id) => !isOwed(id))) return false
    return (await readWaiting(this.#means.operational.db)) === undefined
  }

  /** Somebody waits for it: what rests on ranks is asked for at once. */
  hurry(): void {
    this.#rankedAt = -Infinity
  }

  /** Asks for a refresh of what everyone is to be asked about, where something that it reads was touched. */
  async #rank(): Promise<boolean> {
    const { operational, clock, request } = this.#means
    const { db } = operational
    const now = clock()
    if (Math.abs(now - this.#rankedAt) < rankedEveryMs) return false
    const waiting = await readWaiting(db)
    if (waiting === undefined) return false
    this.#rankedAt = now
    const { ranked, live, behind } = await this.#definitions()
    const standing = new Set([...ranked, ...live, ...behind.keys()])
    const jobs = (await unfinishedJobs(db, refreshKind)).map((job) => optionsOf(job).segments)
    const isBusy = (id: number): boolean => jobs.some((some) => some?.includes(id) ?? true)
    const segments = waiting.segments.filter((id) => standing.has(id) && !isBusy(id))
    // Those that a refresh has in hand wait for the next: it may have begun before they were touched.
    const rest = waiting.segments.filter((id) => standing.has(id) && isBusy(id))
    if (segments.length > 0) await request({ ...waiting, segments, touched: false })
    await writeMarks(db, new Map([[waitingMark, { ...waiting, segments: rest }]]), clock())
    return segments.length > 0
  }

  /** The segments that do not stand as they are defined, or were never filled; undefined where all is well. */
  async stale(): Promise<readonly number[] | undefined> {
    const { stale, gone } = await this.#definitions()
    return stale.length === 0 && !gone ? undefined : stale
  }

  /** The next arrivals, as far as they came about in one way. */
  async #follow(stretch: Stretch): Promise<void> {
    await this.#askOwed(stretch)
    const definitions = await this.#definitions()
    const { live, index, ranked, rankedIndex } = definitions
    if (live.length + ranked.size === 0) return await this.#advance(stretch.upTo)
    await this.#awaitTelling(stretch)
    const news = this.#newsAfter(stretch)
    const searched = this.#searched(definitions)
    const arrivals =
      news.length > 0
        ? arrivalsOf(news, stretch.after, searched.fields)
        : await searchArrivals(searched, await this.#part(stretch), this.#most())
    const { upTo, retyped, related, because } = arrivals
    const rewritten = index.affected({ ...nothing, fields: retyped })
    if (rewritten.length > 0) {
      await this.#means.request({ ...because, cause: 'field', segments: rewritten, touched: false })
    }
    const scope = { segments: live, index, bare: this.#bare(definitions) }
    const anyOther = ranked.size > 0 && (await this.#anyCameOrWent(arrivals))
    const first = [
      ...(anyOther ? [...ranked] : rankedIndex.affected(arrivals.touches)),
      ...rankedIndex.affected({ ...nothing, fields: related }),
      ...index.affected({ ...nothing, fields: related }),
    ]
    // Read anew each time: the clock notes who waits too, while it is passed.
    const marks = async (): Promise<Readonly<Record<string, unknown>>> => {
      const waiting = await readWaiting(this.#means.operational.db)
      const later = first.length > 0 ? { [waitingMark]: waitingToo(waiting, first, because) } : {}
      return { [followedMark]: upTo, ...later }
    }
    const left = await this.#ask(arrivals, scope, { definitions, marks, joins: [] })
    this.#news = this.#news.filter(({ to }) => to > upTo)
    if (left === undefined) return
    const ended = await marks()
    await inTransaction(this.#means.operational.db, async (open) => {
      await setLive(open, left, false, this.#means.clock())
      await writeMarks(open, new Map(Object.entries(ended)), this.#means.clock())
    })
  }

  /** Whether there may be others to be put in order than before. */
  async #anyCameOrWent({ anyAnew, customers }: Arrivals): Promise<boolean> {
    if (anyAnew || customers === undefined) return true
    return (await whoIsBuried(this.#means.database, [...customers])).size > 0
  }

  /** Those that stand as of an earlier position, until they are kept up as all others. */
  async #catchUp(segments: readonly number[], stretch: Stretch): Promise<void> {
    const { operational, clock, request } = this.#means
    const definitions = await this.#definitions()
    const { conditions, calculated } = definitions
    if (stretch.after >= stretch.upTo) return await setLive(operational.db, segments, true, clock())
    const arrivals = await searchArrivals(this.#searched(definitions), stretch, this.#most())
    const index = indexReads(segments, conditions, calculated)
    const scope = { segments, index, bare: this.#bare(definitions) }
    const later = index.affected({ ...nothing, fields: arrivals.related })
    const marks = async (): Promise<Readonly<Record<string, unknown>>> => {
      if (later.length === 0) return {}
      const waiting = await readWaiting(operational.db)
      return { [waitingMark]: waitingToo(waiting, later, arrivals.because) }
    }
    const left = await this.#ask(arrivals, scope, { definitions, marks, joins: segments })
    if (left === undefined) return
    await writeMarks(operational.db, new Map(Object.entries(await marks())), clock())
    const rest = segments.filter((id) => !left.includes(id))
    await request({ ...arrivals.because, segments: left, touched: true })
    if (rest.length > 0) await setLive(operational.db, rest, true, clock())
  }

  /** Asks as many as a batch can; else gives back the segments that a refresh has to see to. */
  async #ask(
    arrivals: Arrivals,
    scope: Scope,
    { definitions, marks, joins }: Ending,
  ): Promise<readonly number[] | undefined> {
    const { operational, database, clock, told, mostEvents = mostEventsOfAll } = this.#means
    const { db } = operational
    const { customers, because } = arrivals
    const affected = affectedBy(arrivals, scope)
    // Who is known by now counts as such in whatever she is in.
    const isAll = arrivals.anyAnew || arrivals.identified.size > 0
    const segments = isAll ? scope.segments : affected.touched
    if (customers === undefined || isTooMuch(arrivals, affected)) return segments
    const { reads } = definitions
    const [asked, buried] = await Promise.all([
      questionsOf(database, arrivals, affected, scope),
      whoIsBuried(database, [...customers]),
    ])
    const recount = await leftByErasure(database, [...buried])
    const now = await nextInstant(db, clock())
    const context = { ...definitions.context, now }
    const overdue = await this.#overdue(asked, now)
    // Where others wait for what time has brought, all of it is not yet as of now.
    const asOf = overdue === undefined ? { [asOfMark]: now } : {}
    const ending = { joins, recount, marks: { ...(await marks()), ...asOf } }
    const byTime =
      overdue === undefined ? { walks: [] } : { walks: overdue.rows, passesFrom: overdue.from }
    try {
      const how = { knownTo: arrivals.after, upToEvents: mostEvents }
      const batch = { context, reads, asked, ...byTime, ...how, because, told }
      await doBatch(this.#means, { ...batch, ...ending })
      return undefined
    } catch (error) {
      if (error instanceof TooManyEvents) return segments
      if (isPassing(error)) throw error
      // A refresh finds out which of them cannot be asked, and leaves out no other.
      this.#means.stumbled(error)
      await this.#means.request({ ...because, segments, touched: false })
      return segments
    }
  }

  async #overdue(asked: readonly Asked[], now: number): Promise<Overdue | undefined> {
    const customers = [...new Set(asked.flatMap((each) => each.customers))]
    const segments = [...new Set(asked.flatMap((each) => each.segments))]
    return await this.#means.dueOf({ customers, segments }, now)
  }

  /** Of those that stand as they are defined, found out once for each set of definitions. */
  #bare(definitions: Definitions): ReadonlySet<number> {
    const known = this.#bareOf
    if (known?.of === definitions) return known.bare
    const { live, behind } = definitions
    const context = { ...definitions.context, now: this.#means.clock() }
    const bare = bareSegments([...live, ...behind.keys()], context)
    this.#bareOf = { of: definitions, bare }
    return bare
  }

  /** Those from the next position on that say all that they touched. */
  #newsAfter({ after, upTo }: Stretch): readonly News[] {
    this.#news = this.#news.filter(({ to }) => to > after)
    const found: News[] = []
    let customers = 0
    for (const each of this.#news) {
      const next = (found.at(-1)?.to ?? after) + 1
      if (each.from !== next || each.to > upTo || each.touched === undefined) break
      if (!isOfOneCause(found, each)) break
      customers += each.touched.customers.size
      if (found.length > 0 && customers > mostTogether) break
      found.push(each)
    }
    return found
  }

  /** What nobody told: up to what is told again. */
  async #part({ after, upTo }: Stretch): Promise<Stretch> {
    const told = this.#news.find(({ from, touched }) => from > after + 1 && touched !== undefined)
    const end = told === undefined ? upTo : Math.min(upTo, told.from - 1)
    return await firstPart(this.#means.operational.db, { after, upTo: end })
  }

  /** What a person had cancelled is begun again when something arrives. */
  async #askOwed({ upTo }: Stretch): Promise<void> {
    const owed = await readOwed(this.#means.operational.db)
    if (owed?.cancelled !== true) return
    const { segments } = owed
    const because = { cause: 'arrivals', ref: String(upTo) } as const
    const some = segments === null ? {} : { segments }
    await this.#means.request({ ...because, ...some, touched: false })
  }

  /** Those that stand as of the earliest position, and wait for no refresh. */
  async #nextBehind(): Promise<{ segments: readonly number[]; position: number } | undefined> {
    const { db } = this.#means.operational
    const { behind } = await this.#definitions()
    if (behind.size === 0) return undefined
    const jobs = await unfinishedJobs(db, refreshKind)
    const busy = jobs.map((job) => optionsOf(job).segments)
    const owed = await readOwed(db)
    if (owed !== undefined) busy.push(owed.segments)
    const free = [...behind].filter(([id]) => !busy.some((some) => some?.includes(id) ?? true))
    const position = Math.min(...free.map(([, each]) => each))
    const segments = free.filter(([, each]) => each === position).map(([id]) => id)
    return segments.length === 0 ? undefined : { segments, position }
  }

  async #advance(upTo: number): Promise<void> {
    const { operational, clock } = this.#means
    await writeMarks(operational.db, new Map([[followedMark, upTo]]), clock())
    this.#news = this.#news.filter(({ to }) => to > upTo)
  }

  #searched({ fields }: Definitions): Searched {
    const { operational, database } = this.#means
    return { db: operational.db, database, fields }
  }

  #most(): number {
    return this.#means.most ?? mostCustomers
  }
}

/** What is noted with the end of what was asked. */
type Ending = {
  readonly definitions: Definitions
  readonly marks: () => Promise<Readonly<Record<string, unknown>>>
  /** From then on kept up as all others. */
  readonly joins: readonly number[]
}

const nothing: Touches = { events: [], fields: [], lists: [], purposes: [], pins: [] }

/** What came about by a run has a cause of its own. */
function isOfOneCause(found: readonly News[], next: News): boolean {
  return found.length === 0 || (next.mixedBy ?? found.at(-1)?.mixedBy) === undefined
}
