import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/**
 * Customers with duplicates in the manner of FEBRL's generator (Christen 2005, "Probabilistic Data
 * Generation for Deduplication and Data Linkage"): names and places by frequency, duplicates with typing,
 * scanning and hearing mistakes, swapped words and fields, other values and missing ones.
 */
export type Recipe = {
  readonly seed: number
  readonly originals: number
  readonly duplicates: number
  /** Of one original. */
  readonly mostDuplicates: number
  readonly mostChangesOfField: number
  readonly mostChangesOfRecord: number
}

/** Of data set 3: 5,000 records, many of them changed beyond easy recognition. */
export const likeDataset3: Omit<Recipe, 'seed'> = {
  originals: 2_000,
  duplicates: 3_000,
  mostDuplicates: 5,
  mostChangesOfField: 2,
  mostChangesOfRecord: 10,
}

export const febrlHeader = [
  'rec_id',
  'given_name',
  'surname',
  'street_number',
  'address_1',
  'address_2',
  'suburb',
  'postcode',
  'state',
  'date_of_birth',
  'soc_sec_id',
] as const

/** Lines of cells in the order of the header, shuffled; `rec_id` says who is whose duplicate. */
export function makeFebrl(recipe: Recipe): string[][] {
  return chanceOf(recipe.seed + 1_000).shuffled([...febrlLines(recipe)])
}

/** The same one by one, each original before its duplicates. */
export function* febrlLines(recipe: Recipe): Generator<string[]> {
  const chance = chanceOf(recipe.seed)
  const world = worldOf(chance, recipe.originals)
  const { mostDuplicates: most } = recipe
  // As by Zipf's law: most that have any have one.
  const drawn = (): number => 1 + Math.floor(most * chance.unit() ** 2.5)
  const usual = Array.from({ length: 2_000 }, drawn).reduce((sum, each) => sum + each, 0) / 2_000
  const share = recipe.duplicates / recipe.originals / usual
  for (let nth = 0; nth < recipe.originals; nth++) {
    const original = personOf(chance, world)
    yield [`rec-${nth}-org`, ...original]
    const wanted = chance.unit() < share ? drawn() : 0
    for (let d = 0; d < wanted; d++) {
      yield [`rec-${nth}-dup-${d}`, ...changed(original, recipe, chance, world)]
    }
  }
}

/** Which record a line is of. */
export function entityOf(recId: string): string {
  return /^rec-(\d+)-/.exec(recId)?.[1] ?? recId
}

type Chance = ReturnType<typeof chanceOf>

function chanceOf(seed: number) {
  const generator = xoroshiro128plus(seed)
  const unit = (): number => uniformFloat64(generator)
  const below = (n: number): number => Math.floor(unit() * n)
  return {
    unit,
    below,
    one: <T>(of: readonly T[]): T => of[below(of.length)]!,
    /** The first are the most frequent, by Zipf's law. */
    often: <T>(of: readonly T[]): T => of[Math.floor(of.length ** unit()) - 1]!,
    shuffled: <T>(of: readonly T[]): T[] =>
      of
        .map((each) => [unit(), each] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, each]) => each),
  }
}

type World = {
  readonly given: readonly string[]
  readonly surnames: readonly string[]
  readonly streets: readonly string[]
  readonly second: readonly string[]
  readonly suburbs: readonly string[]
}

const states = ['nsw', 'vic', 'qld', 'wa', 'sa', 'tas', 'act', 'nt']
const kinds = ['street', 'place', 'crescent', 'avenue', 'road', 'circuit', 'close', 'court']
const begins = 'b br c ch cl d f g gr h j k l m n p ph r s sh st t th tr v w y z'.split(' ')
const middles = 'a e i o u ai ea ee ie oa ou y'.split(' ')
const ends = 'l ll n nd r rt s ss t tt m ck ng la na ra ne le ton ley son'.split(' ')

function worldOf(chance: Chance, originals: number): World {
  const word = (parts: number): string => {
    let text = ''
    for (let i = 0; i < parts; i++) text += chance.one(begins) + chance.one(middles)
    return text + chance.one(ends)
  }
  const words = (count: number, parts: number): string[] => [
    ...new Set(Array.from({ length: count }, () => word(1 + chance.below(parts)))),
  ]
  const scale = Math.max(1, Math.sqrt(originals / 2_000))
  return {
    given: words(Math.round(400 * scale), 2),
    surnames: words(Math.round(1_200 * scale), 2),
    streets: words(Math.round(1_500 * scale), 3).map((each) => `${each} ${chance.one(kinds)}`),
    second: words(Math.round(900 * scale), 3).map((each) =>
      chance.unit() < 0.3 ? `${each} ${word(1)}` : each,
    ),
    suburbs: words(Math.round(900 * scale), 2).map((each) =>
      chance.unit() < 0.2 ? `${each} north` : each,
    ),
  }
}

function personOf(chance: Chance, world: World): string[] {
  const missing = (share: number, text: string): string => (chance.unit() < share ? '' : text)
  const two = (n: number): string => String(n).padStart(2, '0')
  const birth = `${1900 + chance.below(100)}${two(1 + chance.below(12))}${two(1 + chance.below(28))}`
  return [
    missing(0.05, chance.often(world.given)),
    missing(0.02, chance.often(world.surnames)),
    missing(0.04, String(1 + Math.floor(chance.unit() ** 2 * 250))),
    missing(0.03, chance.one(world.streets)),
    missing(0.2, chance.one(world.second)),
    missing(0.01, chance.often(world.suburbs)),
    String(2000 + chance.below(5_000)),
    missing(0.05, chance.often(states)),
    missing(0.1, birth),
    String(1_000_000 + chance.below(9_000_000)),
  ]
}

/** By field in the order of cells, how often it is the one that is changed. */
const picked = [0.12, 0.12, 0.08, 0.14, 0.14, 0.12, 0.08, 0.06, 0.08, 0.06]

function changed(
  original: readonly string[],
  { mostChangesOfField, mostChangesOfRecord }: Recipe,
  chance: Chance,
  world: World,
): string[] {
  const cells = [...original]
  const counts = cells.map(() => 0)
  const wanted = 1 + chance.below(mostChangesOfRecord)
  for (let tries = 0, done = 0; done < wanted && tries < 60; tries++) {
    const at = pickField(chance)
    if (counts[at]! >= mostChangesOfField || cells[at] === '') continue
    if (chance.unit() < 0.04 && (at === 0 || at === 3)) {
      ;[cells[at], cells[at + 1]] = [cells[at + 1]!, cells[at]!]
    } else cells[at] = mistake(cells[at]!, at, chance, world)
    counts[at]! += 1
    done++
  }
  return cells
}

function pickField(chance: Chance): number {
  let left = chance.unit()
  for (const [at, share] of picked.entries()) {
    left -= share
    if (left < 0) return at
  }
  return picked.length - 1
}

function mistake(text: string, at: number, chance: Chance, world: World): string {
  const roll = chance.unit()
  if (roll < 0.07) return ''
  if (roll < 0.13) return otherValue(at, chance, world)
  if (at < 2 && roll < 0.3) return misheard(text, chance)
  if (roll < 0.4) return scanned(text, chance)
  if (text.includes(' ') && roll < 0.5) {
    return roll < 0.45 ? text.split(' ').toReversed().join(' ') : text.replace(' ', '')
  }
  return mistyped(text, chance)
}

function otherValue(at: number, chance: Chance, world: World): string {
  return personOf(chance, world)[at]!
}

const heard = [
  ['ph', 'f'],
  ['c', 'k'],
  ['y', 'i'],
  ['ee', 'ea'],
  ['ie', 'y'],
  ['ss', 's'],
  ['tt', 't'],
  ['ll', 'l'],
  ['sh', 'ch'],
  ['th', 't'],
  ['w', 'v'],
  ['z', 's'],
  ['ai', 'ay'],
  ['ou', 'u'],
] as const

function misheard(text: string, chance: Chance): string {
  for (const [from, to] of chance.shuffled(heard)) {
    if (text.includes(from)) return text.replace(from, to)
    if (text.includes(to) && chance.unit() < 0.3) return text.replace(to, from)
  }
  return mistyped(text, chance)
}

const looks = ['5s', '0o', '1l', '6g', '8b', 'mn', 'uv', 'ce', 'il', 'hb', 'qg', '27', '39']

function scanned(text: string, chance: Chance): string {
  for (const look of chance.shuffled(looks)) {
    const [a, b] = [look.charAt(0), look.charAt(1)]
    if (text.includes(a)) return text.replace(a, b)
    if (text.includes(b)) return text.replace(b, a)
  }
  return mistyped(text, chance)
}

function mistyped(text: string, chance: Chance): string {
  const at = chance.below(text.length)
  const digits = /^\d+$/.test(text)
  const letter = digits ? String(chance.below(10)) : 'abcdefghijklmnopqrstuvwxyz'[chance.below(26)]!
  const roll = chance.unit()
  if (roll < 0.25) return text.slice(0, at) + letter + text.slice(at)
  if (roll < 0.5 && text.length > 1) return text.slice(0, at) + text.slice(at + 1)
  if (roll < 0.75 || at === text.length - 1) return text.slice(0, at) + letter + text.slice(at + 1)
  return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
}
