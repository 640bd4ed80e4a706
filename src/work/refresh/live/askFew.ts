import { customersCatalog } from '../../../domain/customer/catalog.ts'
import { memberships } from '../../../domain/segment/matches.ts'
import type { Context, Facts } from '../../../domain/segment/facts.ts'
import { nextAsks } from '../../../domain/segment/nextChange.ts'
import { allReads, type Reads } from '../../../domain/segment/reads.ts'
import { placesAmong } from '../../../domain/segment/place.ts'
import { productsAmong } from '../../../domain/segment/related.ts'
import type { Database } from '../../../store/clickhouse/database.ts'
import type { Due } from '../../../store/clickhouse/due.ts'
import { eventsSince, TooManyEvents } from '../../../store/clickhouse/events.ts'
import { loadPeople, type Person as Read } from '../../../store/clickhouse/facts.ts'
import {
  eventsOfEach,
  membershipsOf,
  whoIsBuried,
  type Amended,
  type StoredMembership,
} from '../../../store/clickhouse/live.ts'
import { lastVersionOf } from '../../../store/clickhouse/version.ts'

/** An instant at which a customer is to be asked about a segment, for time has passed: a row of `due`. */
export type Walk = Due

/** Some customers, each asked about each of some segments, for they may be other by new data. */
export type Asked = {
  readonly customers: readonly string[]
  readonly segments: readonly number[]
}

/** What is asked of a few customers, at one instant. */
export type Asking = {
  /** Its `now` is the instant: nothing is asked about later. */
  readonly context: Context
  /** What a segment rests on, by those definitions. */
  readonly reads: (segment: number) => Reads
  readonly asked: readonly Asked[]
  /** Of one customer and segment the earliest counts; none is later than now. */
  readonly walks: readonly Walk[]
  /**
   * The inbox position of the last arrival that memberships are of: what time has brought about is told
   * by the events up to it, later ones are new data. Left out: all events.
   */
  readonly knownTo?: number
  /** So many events are in memory at once, but for somebody who alone has more. Left out: as is best. */
  readonly mostEvents?: number
  /** Who are asked may have so many events together. They are not counted before: of more it is given up. */
  readonly upToEvents?: number
  /** Of whom new data are asked about next, of which segment: what those changed is left to that. */
  readonly leaves?: (customer: string, segment: number) => boolean
}

/** Somebody comes or goes. */
export type Flip = {
  readonly segment: number
  readonly customer: string
  readonly entered: boolean
  /** The instant at which it comes to hold: of new data that of the asking. */
  readonly at: number
  /** How many of the same customer and segment come before it. */
  readonly nth: number
  /** By new data, or because time passed. */
  readonly by: 'data' | 'time'
  /** She is known by more than an anonymous id. */
  readonly known: boolean
  /** She counts as known among those who come, or counted among those of whom she leaves. */
  readonly counted: boolean
}

/** What was found: nothing of it is written. */
export type Found = {
  readonly flips: readonly Flip[]
  /** When to ask again. */
  readonly dues: readonly Due[]
  /** Memberships that go on, of customers who came to be known, or are so no longer. */
  readonly amended: readonly Omit<Amended, 'noticed'>[]
}

/** So many customers are in memory at once, with so many events. */
const customersPerRead = 500
const eventsPerRead = 200_000

/**
 * Asks some customers about some segments in memory, by the definition of what conditions mean, and says
 * what is other than the memberships that stand. Those who are not there are in nothing.
 * @throws TooManyEvents where they have more than `upToEvents`: what was found before is to be left.
 */
export async function* askFew(database: Database, asking: Asking): AsyncGenerator<Found> {
  const questions = questionsOf(asking)
  const chunks = await chunksOf(database, asking, questions)
  let next = loadChunk(database, asking, questions, chunks[0] ?? [])
  let events = 0
  for (const nth of chunks.keys()) {
    const loaded = await next
    events += eventsIn(loaded)
    if (events > (asking.upToEvents ?? Infinity)) {
      throw new TooManyEvents('too many to ask in memory')
    }
    // Read while those before are asked about, and what was found of them is written.
    next = loadChunk(database, asking, questions, chunks[nth + 1] ?? [])
    // Awaited in its turn; until then its failure is nobody's.
    next.catch(() => {})
    yield askChunk(loaded, asking, questions)
  }
}

/** Cuts them into what can be in memory at once. */
async function chunksOf(
  database: Database,
  { reads, mostEvents = eventsPerRead, upToEvents }: Asking,
  questions: ReadonlyMap<string, Question>,
): Promise<readonly (readonly string[])[]> {
  const ids = [...questions.keys()]
  const { events: names } = allReads(segmentsIn(questions.values()).map(reads))
  const counts =
    upToEvents === undefined
      ? await eventsOfEach(database, ids, [...names])
      : new Map<string, number>()
  const chunks: string[][] = []
  let events = 0
  for (const id of ids) {
    const hers = counts.get(id) ?? 0
    const chunk = chunks.at(-1)
    if (chunk === undefined || chunk.length === customersPerRead || events + hers > mostEvents) {
      chunks.push([id])
      events = hers
    } else {
      chunk.push(id)
      events += hers
    }
  }
  return chunks
}

function segmentsIn(questions: Iterable<Question>): readonly number[] {
  const all = new Set<number>()
  for (const { walks, data } of questions) {
    for (const segment of walks.keys()) all.add(segment)
    for (const segment of data) all.add(segment)
  }
  return [...all]
}

/** By segment: the first instant of passing time to ask about, or that new data are to be asked about. */
type Question = { readonly walks: Map<number, number>; readonly data: Set<number> }

function questionsOf({ asked, walks }: Asking): Map<string, Question> {
  const questions = new Map<string, Question>()
  const questionOf = (customer: string): Question => {
    const known = questions.get(customer) ?? { walks: new Map(), data: new Set() }
    questions.set(customer, known)
    return known
  }
  for (const { customers, segments } of asked) {
    for (const customer of customers) {
      const { data } = questionOf(customer)
      for (const segment of segments) data.add(segment)
    }
  }
  for (const { segment, customer, at } of walks) {
    const { walks: hers } = questionOf(customer)
    hers.set(segment, Math.min(at, hers.get(segment) ?? at))
  }
  return questions
}

/** All that is asked of some customers. */
type Loaded = {
  readonly ids: readonly string[]
  readonly buried: ReadonlySet<string>
  readonly people: ReadonlyMap<string, Read>
  /** Of whom time is asked about, the events that are new data. */
  readonly fresh: ReadonlySet<bigint>
  readonly stored: ReadonlyMap<string, ReadonlyMap<number, StoredMembership>>
}

async function loadChunk(
  database: Database,
  { context, reads, knownTo, upToEvents }: Asking,
  questions: ReadonlyMap<string, Question>,
  ids: readonly string[],
): Promise<Loaded> {
  const some = segmentsIn(ids.flatMap((id) => questions.get(id) ?? []))
  const all = allReads(some.map(reads))
  const products = [...productsAmong(all.fields, context).values()]
  const wanted = {
    reads: all,
    catalog: customersCatalog(context.fields),
    products,
    places: placesAmong(all.fields, context),
    ...(upToEvents === undefined ? {} : { mostEvents: upToEvents }),
  }
  const walked = ids.filter((id) => (questions.get(id)?.walks.size ?? 0) > 0)
  const isOlder = knownTo !== undefined && walked.length > 0
  const [buried, people, stored, fresh] = await Promise.all([
    whoIsBuried(database, ids),
    loadPeople(database, ids, wanted),
    membershipsOf(database, ids, some),
    isOlder
      ? eventsSince(database, walked, [...wanted.reads.events], lastVersionOf(knownTo))
      : new Set<bigint>(),
  ])
  return { ids, buried, people, fresh, stored }
}

function eventsIn({ people }: Loaded): number {
  let count = 0
  for (const { facts } of people.values()) count += facts.events.length
  return count
}

function askChunk(
  { ids, buried, people, fresh, stored }: Loaded,
  { context, leaves = () => false }: Asking,
  questions: ReadonlyMap<string, Question>,
): Found {
  const found: Finding = { flips: [], dues: [], amended: [] }
  for (const customer of ids) {
    const question = questions.get(customer)
    // Whoever was deleted has left by that.
    if (question === undefined || buried.has(customer)) continue
    const read = people.get(customer)
    const person = {
      customer,
      facts: read?.facts,
      before: without(fresh, read?.facts),
      known: read?.known === true,
      stored: stored.get(customer) ?? new Map<number, StoredMembership>(),
      leaves: (segment: number) => leaves(customer, segment),
    }
    askOne(person, question, context, found)
  }
  return found
}

type Person = {
  readonly customer: string
  readonly facts: Facts | undefined
  /** Those without what is new: what the passing of time is asked of. */
  readonly before: Facts | undefined
  readonly known: boolean
  readonly stored: ReadonlyMap<number, StoredMembership>
  readonly leaves: (segment: number) => boolean
}

function without(fresh: ReadonlySet<bigint>, facts: Facts | undefined): Facts | undefined {
  if (facts === undefined || fresh.size === 0) return facts
  return { ...facts, events: facts.events.filter(({ id }) => !fresh.has(id)) }
}

type Finding = {
  readonly flips: Flip[]
  readonly dues: Due[]
  readonly amended: Omit<Amended, 'noticed'>[]
}

function askOne(person: Person, { walks, data }: Question, context: Context, found: Finding): void {
  const { customer, facts, stored, known, leaves } = person
  const atNow = view(facts, context)
  for (const [segment, from] of walks) {
    const { at, is, nth, last } = walk(person, { segment, from }, context, found)
    // Who is asked for new data as well has her next instant from there.
    if (data.has(segment)) {
      askAtNow(segment, is, nth)
      continue
    }
    note(found.dues, { segment, customer, at })
    if (last !== is && !leaves(segment)) flip(segment, last, nth)
  }
  for (const segment of data) {
    if (!walks.has(segment)) askAtNow(segment, stored.has(segment), 0)
  }

  function askAtNow(segment: number, before: boolean, nth: number): void {
    const entered = atNow.isIn(segment)
    if (entered !== before) flip(segment, entered, nth)
    note(found.dues, { segment, customer, at: atNow.next(segment) })
    const stands = stored.get(segment)
    if (stands === undefined || !entered || stands.known === known) return
    if (nth > 0 || entered !== before) return
    found.amended.push({ segment, customer, since: stands.since, known })
  }

  function flip(segment: number, entered: boolean, nth: number): void {
    const what = flipOf(person, { segment, entered, nth })
    found.flips.push({ ...what, at: context.now, by: 'data' })
  }
}

/**
 * Goes from one instant to the next up to now; says when the one after that is, null for never, what
 * she is by then, and what she is at last. They differ where it was not the passing of time that changed it: just
 * before the instant she was, by the data of today, already what she is at it.
 */
function walk(
  person: Person,
  { segment, from }: { readonly segment: number; readonly from: number },
  context: Context,
  { flips }: Finding,
): Walked {
  const { before: facts } = person
  let is = person.stored.has(segment)
  let last = is
  let nth = 0
  let at: number | null = from
  while (at !== null && at <= context.now) {
    const there = view(facts, { ...context, now: at })
    last = there.isIn(segment)
    if (last !== is && view(facts, { ...context, now: at - 1 }).isIn(segment) === is) {
      flips.push({ ...flipOf(person, { segment, entered: last, nth }), at, by: 'time' })
      is = last
      nth += 1
    }
    at = there.next(segment)
  }
  return { at, is, nth, last }
}

type Walked = {
  readonly at: number | null
  readonly is: boolean
  readonly nth: number
  readonly last: boolean
}

function flipOf(
  { customer, known, stored }: Person,
  what: Pick<Flip, 'segment' | 'entered' | 'nth'>,
): Omit<Flip, 'at' | 'by'> {
  const counted = what.nth === 0 && !what.entered ? stored.get(what.segment)?.known : undefined
  return { ...what, customer, known, counted: counted ?? known }
}

/** What a customer is in at an instant, and when she has to be asked again. */
type View = {
  readonly isIn: (segment: number) => boolean
  readonly next: (segment: number) => number | null
}

function view(facts: Facts | undefined, context: Context): View {
  if (facts === undefined) return { isIn: () => false, next: () => null }
  const next = nextAsks(facts, context)
  return {
    isIn: memberships(facts, context),
    next: (segment) => next({ type: 'segment', segment }),
  }
}

function note(dues: Due[], { at, ...due }: Omit<Due, 'at'> & { readonly at: number | null }): void {
  if (at !== null) dues.push({ ...due, at })
}
