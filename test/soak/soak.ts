import type { Arrival } from '../../src/domain/arrival.ts'
import { segmentsIn } from '../../src/domain/segment/check.ts'
import { dayMs } from '../../src/domain/time/civil.ts'
import { readShop, writeShop } from '../../src/store/operational/meta.ts'
import { changeSegment, listSegments, segmentById } from '../../src/store/operational/segments.ts'
import type { Db } from '../../src/store/operational/tables.ts'
import { nextDueAfter } from '../../src/store/clickhouse/due.ts'
import { sql } from '../../src/store/sql/sql.ts'
import { beginMerge } from '../../src/work/intake/merge/begin.ts'
import { nextInstant } from '../../src/work/refresh/instant.ts'
import { random, type Random } from '../agree/random.ts'
import { check } from './check.ts'
import { arrivalsOf, makePeople, opening, type Person } from './shop.ts'
import { openSoak, type SoakWorld } from './world.ts'

export type SoakOptions = {
  /** Of an engine. */
  readonly url: string
  readonly days: number
  readonly customers: number
  readonly seed: number
  /** How often memberships are compared, on average. */
  readonly checks: number
  /** From one step to the next, on average. */
  readonly everyHours: number
  readonly say: (line: string) => void
}

export type Soaked = {
  readonly problems: readonly string[]
  readonly checks: number
  readonly entries: number
  readonly byClock: number
  readonly dues: number
}

/** The shop's days have a beginning and an end of summer time and a 29 February in them. */
const zone = 'America/New_York'
const lastDay = Date.UTC(2028, 2, 16)

/** So many problems are enough to begin looking for their cause. */
const mostProblems = 20

/** A shop lives for so many days; at random instants what it believes is compared with what is so. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const { url, days, customers, seed, say } = options
  const start = days > 20 ? lastDay - days * dayMs + 40 * dayMs : lastDay - days * dayMs
  const world = await openSoak(url, start, zone)
  const r = random(seed)
  // Of its own, so that what happens is the same however often it is compared.
  const own = random(seed ^ 0x50a)
  const people = makePeople(r, customers)
  const stepMs = options.everyHours * 3_600_000
  const living = new Living(world, r, { people, stepMs })
  const problems: string[] = []
  let checks = 0
  try {
    await world.bring(opening(r, people, start))
    world.start()
    await world.refresher().request({})
    await world.settle()
    const end = start + days * dayMs
    const perStep = options.checks / ((end - start) / stepMs)
    let shown = start
    while (world.clock.now() < end && problems.length < mostProblems) {
      await living.step(end)
      const now = world.clock.now()
      const isLast = now >= end
      if (!isLast && !own.chance(perStep)) continue
      const found = await compared(world, own)
      checks += 1
      problems.push(...found.problems.map((each) => `${new Date(now).toISOString()} ${each}`))
      if (isLast || now - shown > (end - start) / 20) {
        shown = now
        const day = Math.round((now - start) / dayMs)
        say(
          `day ${day}: ${checks} compared, ${found.members} memberships, ${problems.length} problems`,
        )
      }
    }
    problems.push(...world.complaints)
    return { problems, checks, ...(await figures(world)) }
  } finally {
    await world.close()
  }
}

/** What people and the operator do, step by step. */
class Living {
  readonly #world: SoakWorld
  readonly #r: Random
  readonly #people: Person[]
  readonly #stepMs: number
  #from: number
  #made = 0

  constructor(
    world: SoakWorld,
    r: Random,
    { people, stepMs }: { readonly people: Person[]; readonly stepMs: number },
  ) {
    this.#world = world
    this.#r = r
    this.#people = people
    this.#stepMs = stepMs
    this.#from = world.clock.now()
  }

  /** Goes on by some hours, or to the very instant at which somebody is due; then something arrives. */
  async step(end: number): Promise<void> {
    const r = this.#r
    const { clock } = this.#world
    if (r.chance(0.015)) return await this.#away(Math.min(end, clock.now() + r.below(4) * dayMs))
    if (r.chance(0.01)) await this.#setBack()
    const due = r.chance(0.15) ? await nextDue(this.#world) : undefined
    const next = clock.now() + (r.chance(0.1) ? 1 + r.below(5_000) : 1 + r.below(2 * this.#stepMs))
    clock.set(Math.min(end, due === undefined || due > next ? next : due))
    if (r.chance(0.9)) await this.#world.bring(this.#arrivals())
    if (r.chance(0.05)) await this.#operate()
    await this.#world.settle()
  }

  /** Nothing keeps memberships up for a while, and things arrive. */
  async #away(until: number): Promise<void> {
    const { clock } = this.#world
    await this.#world.stop()
    for (const part of [0.3, 0.7, 1]) {
      clock.set(Math.round(clock.now() + (until - clock.now()) * part))
      await this.#world.bring(this.#arrivals())
    }
    this.#world.start()
    await this.#world.settle()
  }

  /** The machine's clock is put right, by less than an hour. */
  async #setBack(): Promise<void> {
    const { clock } = this.#world
    clock.set(clock.now() - this.#r.below(3_600_000))
    await this.#world.bring(this.#arrivals())
    await this.#world.settle()
  }

  #arrivals(): Arrival[] {
    const now = this.#world.clock.now()
    const from = Math.min(this.#from, now)
    this.#from = Math.max(this.#from, now)
    return arrivalsOf(this.#r, this.#people, { from, now, ids: this.#world.ids })
  }

  async #operate(): Promise<void> {
    const operate = this.#r.pick([
      async () => await this.#delete(),
      async () => await this.#merge(),
      async () => await this.#merge(),
      async () => await this.#redefine(),
      async () => await this.#moveZone(),
    ])
    await operate()
  }

  async #delete(): Promise<void> {
    const customer = await this.#world.idOf(this.#takeOut())
    if (customer !== undefined) await this.#world.bring([{ kind: 'delete customer', customer }])
  }

  async #merge(): Promise<void> {
    const [keep, drop] = [this.#r.pick(this.#people), this.#takeOut()]
    const ids = [await this.#world.idOf(keep), await this.#world.idOf(drop)]
    const [kept, dropped] = ids
    if (kept === undefined || dropped === undefined || kept === dropped) return
    const { operational, clock } = this.#world
    const pairs = [{ keep: kept, drop: dropped }]
    await beginMerge({ operational, clock: clock.now }, pairs, 'soak')
    const { position } = await operational.inbox.state()
    await operational.inbox.waitApplied(position, 60_000)
  }

  /** Somebody else comes in the place of who goes. */
  #takeOut(): Person {
    const place = this.#r.below(this.#people.length)
    const gone = this.#r.pick([this.#people[place] ?? this.#r.pick(this.#people)])
    this.#made += 1
    this.#people[place] = { name: `n${this.#made}`, pace: gone.pace }
    return gone
  }

  /** Two segments change places. */
  async #redefine(): Promise<void> {
    const { db } = this.#world.operational
    const now = this.#world.clock.now()
    const segment = await segmentById(db, this.#r.pick([...this.#world.names.keys()].slice(0, 80)))
    if (segment === undefined) return
    const condition = { type: 'not', of: segment.condition } as const
    const said = segment.condition.type === 'not' ? segment.condition.of : condition
    await changeSegment(db, segment.id, { condition: said }, now)
    await this.#world.refresher().request({ segments: await dependents(db, segment.id) })
  }

  async #moveZone(): Promise<void> {
    const { db } = this.#world.operational
    const shop = await readShop(db)
    await writeShop(db, { ...shop, zone: this.#r.pick([zone, zone, 'Asia/Kathmandu']) })
    await this.#world.refresher().request({ cause: 'shop' })
  }
}

/** Compares, when the clock is past whatever was noticed: of equal instants the later is ahead of it. */
async function compared(world: SoakWorld, r: Random): ReturnType<typeof check> {
  const { clock, operational, database, names } = world
  for (;;) {
    const next = await nextInstant(operational.db, clock.now())
    if (next === clock.now()) break
    clock.set(next)
    await world.settle()
  }
  return await check({ db: operational.db, database }, r, clock.now(), names)
}

async function nextDue({ database, clock }: SoakWorld): Promise<number | undefined> {
  return await nextDueAfter(database, clock.now())
}

async function figures({ database }: SoakWorld) {
  const [row] = await database.rows<Record<'entries' | 'clocks' | 'dues', string>>(
    sql`SELECT (SELECT count() FROM changes) AS entries,
      (SELECT count() FROM changes WHERE cause = 'clock') AS clocks,
      (SELECT count() FROM due FINAL) AS dues`,
  )
  return {
    entries: Number(row?.entries),
    byClock: Number(row?.clocks),
    dues: Number(row?.dues),
  }
}

/** It, and what speaks of it. */
async function dependents(db: Db, segment: number): Promise<readonly number[]> {
  const reached = new Set([segment])
  const all = await listSegments(db)
  // Those of greater ids speak of lesser ones.
  for (const { id, condition } of all.toSorted((a, b) => a.id - b.id)) {
    if (segmentsIn(condition).some((each) => reached.has(each))) reached.add(id)
  }
  return [...reached]
}
