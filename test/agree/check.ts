import type { Facts } from '../../src/domain/segment/facts.ts'
import type { Database } from '../../src/store/clickhouse/database.ts'
import { inMemory, isSame, oneByOne, rankedOf, together, type Answer, type Way } from './ask.ts'
import { makeCase, makeInstant, peopleOf, type Instant } from './makeCondition.ts'
import { makeCaseOfRanks, withRankedSegment } from './makeRank.ts'
import { makeCaseOfSteps } from './makeSequence.ts'
import { makeCalculated } from './makeCalculated.ts'
import { makeCaseOfPlaces, withPlaces } from './makePlaces.ts'
import { makeCaseOfRelations, withProducts } from './makeRelations.ts'
import { makeWorld } from './makeWorld.ts'
import { random } from './random.ts'
import { readPeople, writeWorld } from './tables.ts'
import { note, type Tally } from './note.ts'
import { tallyCase } from './tally.ts'
import { contextOf, type Case, type World } from './world.ts'

/** How many customers a world has, and how many cases of anything are asked of it. */
const peoplePerWorld = 40
const anyPerWorld = 50

/** How many of those are sequences is not left to chance: they are drawn beside the others. */
const sequencesPerWorld = 16

/** As of them are tests of calculated fields. */
const calculatedPerWorld = 14
/** And those about what products are. */
const relationsPerWorld = 14
/** And about where people are. */
const placesPerWorld = 8

/** And so are ranks, of the world with a segment that rests on one. */
const ranksPerWorld = 6

/** How many cases are asked of a world; where numbers are great, three more. */
export const casesPerWorld =
  anyPerWorld + sequencesPerWorld + calculatedPerWorld + relationsPerWorld + ranksPerWorld

/** Cases of a world share a few instants, so that they can be asked together. */
const instantsPerWorld = 5

/** All ways to answer. Of a few customers, and of a range of ids, the others are left out. */
export const ways = {
  'one by one': { way: oneByOne(() => 'everyone'), of: () => true },
  'one by one, of a few': { way: oneByOne(fewOf), of: isFew },
  'one by one, of a range': { way: oneByOne(() => range), of: isInRange },
  together: { way: together(() => 'everyone'), of: () => true },
  'together, of a few': { way: together(fewOf), of: isFew },
  'together, of a range': { way: together(() => range), of: isInRange },
} as const satisfies Record<string, { way: Way; of: (id: string, world: World) => boolean }>

export type WayName = keyof typeof ways

const range = { from: 1n << 61n, to: 3n << 61n }

function fewOf(world: World): { readonly ids: readonly string[] } {
  return { ids: world.customers.filter((_, i) => i % 5 === 0).map(({ id }) => id) }
}

function isFew(id: string, world: World): boolean {
  return world.customers.findIndex((each) => each.id === id) % 5 === 0
}

function isInRange(id: string): boolean {
  return range.from <= BigInt(id) && BigInt(id) < range.to
}

export type Disagreement = {
  readonly way: WayName
  readonly world: World
  readonly asked: Case
  readonly memory: Answer
  readonly engine: Answer
}

export type Drawn = {
  readonly world: World
  readonly people: readonly Facts[]
  readonly cases: readonly Case[]
  /** What is asked about who is first, and of which world. */
  readonly ranked: { readonly world: World; readonly cases: readonly Case[] }
}

/** The world of a seed and the cases asked of it. */
export function drawn(seed: number): Drawn {
  const r = random(seed)
  const drawnFirst = withProducts(random(seed ^ 0x9e1), makeWorld(r, peoplePerWorld))
  const world = withPlaces(random(seed ^ 0x91ace), drawnFirst)
  const people = peopleOf(world)
  const instants = r.many(instantsPerWorld, instantsPerWorld, () => makeInstant(r, world, people))
  const cases = r.many(anyPerWorld, anyPerWorld, () => makeCase(r, world, people, r.pick(instants)))
  const own = random(seed ^ 0x5e9)
  const ofSteps = own.many(sequencesPerWorld, sequencesPerWorld, () =>
    makeCaseOfSteps(own, world, people, own.pick(instants)),
  )
  const other = random(seed ^ 0xca1c)
  const calculated = makeCalculated(other, world)
  const ofCalculated = other.many(calculatedPerWorld, calculatedPerWorld, () =>
    calculated.makeCase(other.pick(instants)),
  )
  const related = random(seed ^ 0xb37)
  const ofRelations = related.many(relationsPerWorld, relationsPerWorld, () =>
    makeCaseOfRelations(related, world, people, related.pick(instants)),
  )
  const where = random(seed ^ 0x3e9)
  const ofPlaces = where.many(placesPerWorld, placesPerWorld, () =>
    makeCaseOfPlaces(where, world, people, where.pick(instants)),
  )
  const beside = [...ofSteps, ...ofCalculated, ...ofRelations, ...casesOfGreat(world), ...ofPlaces]
  return {
    world: calculated.world,
    people,
    cases: [...cases, ...beside],
    ranked: drawnRanks(seed, calculated.world, people, instants),
  }
}

function drawnRanks(
  seed: number,
  world: World,
  people: readonly Facts[],
  instants: readonly Instant[],
): Drawn['ranked'] {
  const r = random(seed ^ 0x7a4)
  const ranked = withRankedSegment(r, world, people, r.pick(instants))
  const cases = r.many(ranksPerWorld, ranksPerWorld, () =>
    makeCaseOfRanks(r, ranked, people, r.pick(instants)),
  )
  return { world: ranked, cases }
}

/** Where somebody's numbers add up to more than 64 bits, they are asked for when all have happened. */
function casesOfGreat({ customers }: World): readonly Case[] {
  const [first] = customers
  const event = first?.events[0]?.event
  if (first === undefined || event === undefined || first.events.length < 1_000) return []
  const now = Math.max(...first.events.map(({ time }) => time))
  return ['total', 'tags', 'items.quantity'].map((property) => ({
    condition: {
      type: 'did',
      event,
      measure: { of: 'sum', property },
      test: { op: 'greater', value: 0 },
    },
    now,
  }))
}

/** Of some worlds memory reads what was written. */
function isRead(seed: number): boolean {
  return seed % 3 === 0
}

/** Counts what the cases of a seed's world reach. */
export function tallyWorld(
  tally: Tally,
  seed: number,
  { world, people, cases, ranked }: Drawn,
): void {
  // Many cases tell more than many people.
  const some = people.filter((_, i) => i % 3 === 0)
  for (const { condition, now } of cases) {
    tallyCase(tally, condition, some, contextOf(world, now))
  }
  for (const asked of ranked.cases) {
    tallyCase(tally, asked.condition, some, rankedOf(ranked.world, people, asked))
  }
  note(tally, 'memory reads what was stored', isRead(seed))
}

/** Writes the world of a seed and asks its cases by those ways. */
export async function checkWorld(
  database: Database,
  seed: number,
  options: { readonly ways: readonly WayName[]; readonly tally?: Tally },
): Promise<readonly Disagreement[]> {
  const { world, people: arrived, cases, ranked } = drawn(seed)
  await writeWorld(database, world)
  const people = isRead(seed) ? await readPeople(database, arrived) : arrived
  if (options.tally !== undefined) tallyWorld(options.tally, seed, { world, people, cases, ranked })
  const all = { world, people, memory: answersOf({ world, people }, cases) }
  const first = { world: ranked.world, people }
  const ofRanks = { ...first, memory: answersOf(first, ranked.cases) }
  const found: Disagreement[] = []
  for (const way of options.ways) {
    found.push(...(await compare(database, all, cases, way)))
    found.push(...(await compare(database, ofRanks, ranked.cases, way)))
  }
  return found
}

type Asked = {
  readonly world: World
  readonly people: readonly Facts[]
  /** What memory answers to each case, where that has been worked out. */
  readonly memory?: readonly Answer[]
}

function answersOf({ world, people }: Asked, cases: readonly Case[]): readonly Answer[] {
  return cases.map((asked) => inMemory(world, people, asked))
}

/** Of a world that was written, with its people, the cases that memory and a way answer differently. */
export async function compare(
  database: Database,
  about: Asked,
  cases: readonly Case[],
  way: WayName,
): Promise<readonly Disagreement[]> {
  const { world, memory: known = answersOf(about, cases) } = about
  const answers = await ways[way].way(database, world, cases)
  return cases.flatMap((asked, i) => {
    const all = known[i] ?? { error: 'no answer' }
    const memory = 'error' in all ? all : all.filter((id) => ways[way].of(id, world))
    const engine = answers[i] ?? { error: 'no answer to compare with' }
    return isSame(memory, engine) ? [] : [{ way, world, asked, memory, engine }]
  })
}

const seldom: readonly WayName[] = [
  'one by one, of a few',
  'together, of a few',
  'one by one, of a range',
  'together, of a range',
]

/** The ways by which the nth world of a run is asked: one by one always, by the others in turns. */
export function waysOf(nth: number): readonly WayName[] {
  const turn = seldom[(nth >> 1) % seldom.length]
  const other = nth % 2 === 0 && turn !== undefined ? turn : 'together'
  return ['one by one', other]
}
