import type { Clue } from './clue.ts'
import { level } from './compare.ts'

/**
 * Which pairs are one customer, by the model of Fellegi and Sunter (1969, "A Theory for Record Linkage"):
 * each level of agreement is likelier among pairs of one customer (m) or among pairs of two (u), and what
 * the levels of all clues say is multiplied. m and the share of such pairs are learnt from the pairs
 * themselves by expectation maximisation; u is counted on pairs drawn at random.
 *
 * Pairs that share a home, or only a place, agree far more than drawn ones though they are two customers.
 * They are classes of their own: what is personal (given name, birth date, document) agrees in them as
 * in any two, the rest as is learnt. Without them a family with one address and one phone would be one.
 */
export type Model = {
  /** How often two drawn customers show each level, by clue. */
  readonly u: Levels
  /** The first is "one customer"; the classes after it are of two. What is left is drawn at random. */
  readonly classes: readonly Class[]
}

export type Class = {
  readonly name: 'match' | 'home' | 'place'
  /** Of all pairs of customers, the share that is of this class. */
  readonly share: number
  readonly levels: Levels
  /** Clues whose levels are its own; of the others they are u's. */
  readonly own: readonly boolean[]
}

/** By clue, the probability of each telling level. */
export type Levels = readonly Float64Array[]

/** How many pairs show which levels: by {@link patternOf}. */
export type Patterns = Map<number, number>

export type Seen = {
  readonly clues: readonly Clue[]
  /** Of pairs that met in a block; each stands for `times` of them. */
  readonly met: Patterns
  readonly times: number
  /** Of pairs drawn at random. */
  readonly drawn: Patterns
  /** Of any customer with any other. */
  readonly pairs: number
  readonly customers: number
  /** By clue, whether all who agree in it have met: then how often two do is counted on those. */
  readonly wholly: readonly boolean[]
}

/** The levels as one number. */
export function patternOf(levels: Uint8Array): number {
  let pattern = 0
  for (const each of levels) pattern = pattern * 6 + each
  return pattern
}

/** The levels of a pattern of so many clues. */
export function levelsOf(pattern: number, clues: number): Uint8Array {
  const levels = new Uint8Array(clues)
  let rest = pattern
  for (let at = clues - 1; at >= 0; at--) {
    levels[at] = rest % 6
    rest = Math.floor(rest / 6)
  }
  return levels
}

const mostRounds = 100

/** Learns a model from pairs of which nobody has said whether they are one customer. */
export function learn(seen: Seen): Model {
  const met = rowsOf(seen.met, seen)
  const drawn = rowsOf(seen.drawn, seen)
  let model = firstGuess(seen, drawn)
  for (let round = 0; round < mostRounds; round++) {
    const next = step(model, seen, { met, drawn })
    const moved = Math.max(
      ...next.classes.map(({ share }, k) => Math.abs(Math.log(share / shareOf(model, k)))),
    )
    model = next
    if (round > 5 && moved < 1e-4) break
  }
  return model
}

/**
 * The probability that a pair of those levels is one customer. `rarer` says by clue how much rarer what
 * they agree on is than what two usually agree on, as a factor: a rare surname says more than Silva.
 */
export function posterior(model: Model, levels: Uint8Array, rarer?: Float64Array): number {
  const parts = likelihoods(model, levels, rarer)
  let sum = 0
  for (const part of parts) sum += part
  return sum === 0 ? 0 : (parts[0] ?? 0) / sum
}

type Row = { readonly levels: Uint8Array; readonly count: number }

function rowsOf(patterns: Patterns, { clues }: Seen): readonly Row[] {
  return [...patterns].map(([pattern, count]) => ({
    levels: levelsOf(pattern, clues.length),
    count,
  }))
}

/** Before anything is learnt: most clues of one customer agree. */
const usual = Float64Array.of(0.8, 0.1, 0.04, 0.02, 0.04)
/** And of two who are drawn, differ. */
const usualOfTwo = Float64Array.of(0.02, 0.02, 0.03, 0.005, 0.925)
/** How many pairs a guess is worth against what is counted. */
const guessWorth = 4

function firstGuess({ clues, pairs, customers }: Seen, drawn: readonly Row[]): Model {
  const u = countLevels(clues.length, drawn, () => 1, usualOfTwo)
  const share = Math.min(0.2, (0.05 * customers) / Math.max(1, pairs))
  const levels = clues.map(() => usual)
  const ofHome = clues.map(({ personal }) => !personal)
  const ofPlace = clues.map(
    ({ personal, kind }) => !personal && (kind === 'text' || kind === 'code'),
  )
  const among = (own: readonly boolean[]): Levels =>
    levels.map((each, at) => (own[at] === true ? each : (u[at] ?? each)))
  const classes: Class[] = [{ name: 'match', share, levels, own: clues.map(() => true) }]
  // Where nothing is personal, nothing would tell who shares a home from one customer.
  if (clues.some(({ personal }) => personal)) {
    classes.push({ name: 'home', share: share / 4, levels: among(ofHome), own: ofHome })
    if (ofPlace.includes(true)) {
      classes.push({ name: 'place', share: share / 4, levels: among(ofPlace), own: ofPlace })
    }
  }
  return { u, classes }
}

function step(
  model: Model,
  seen: Seen,
  { met, drawn }: { readonly met: readonly Row[]; readonly drawn: readonly Row[] },
): Model {
  const { clues, pairs, times } = seen
  const shares = met.map((row) => sharesOf(model, row.levels))
  const ofDrawn = drawn.map((row) => sharesOf(model, row.levels))
  keepRare(seen, { met, shares, ofDrawn })
  const strange = shares.map((each) => each.at(-1) ?? 0)
  // Of the drawn pairs, too, some are of one customer: those are not counted for u.
  const others = ofDrawn.map((each) => each.at(-1) ?? 0)
  const ofTwo = (nth: number): number => others[nth] ?? 0
  const u = countLevels(clues.length, drawn, ofTwo, usualOfTwo).map((levels, at) =>
    withAgreeing(levels, at, seen, { met, strange }),
  )
  const least = 0.01 / Math.max(1, pairs)
  const classes = model.classes.map((each, k): Class => {
    const weightOf = (nth: number): number => (shares[nth]?.[k] ?? 0) * times
    const sum = met.reduce((total, { count }, nth) => total + count * weightOf(nth), 0)
    const learnt = countLevels(clues.length, met, weightOf, usual)
    return {
      ...each,
      share: Math.min(0.3, Math.max(least, sum / Math.max(1, pairs))),
      levels: learnt.map((levels, at) => (each.own[at] === true ? levels : (u[at] ?? levels))),
    }
  })
  return { u, classes }
}

/** Of one customer there are seldom so many pairs. */
const mostPairsEach = 3

/**
 * Where more pairs would be of one customer than there can be, it is something else that goes together,
 * as a frequent name and a town: what is too much is counted as of two. Otherwise agreeing in a town would
 * come to mean being one, since all who agree in it were taken for one.
 */
function keepRare(
  { customers, times }: Seen,
  {
    met,
    shares,
    ofDrawn,
  }: { readonly met: readonly Row[]; readonly shares: number[][]; readonly ofDrawn: number[][] },
): void {
  const sum = met.reduce((total, { count }, nth) => total + count * (shares[nth]?.[0] ?? 0), 0)
  const kept = Math.min(1, (mostPairsEach * customers) / Math.max(1, sum * times))
  if (kept === 1) return
  for (const each of [...shares, ...ofDrawn]) {
    const one = each[0] ?? 0
    each[0] = one * kept
    each[each.length - 1] = (each.at(-1) ?? 0) + one * (1 - kept)
  }
}

/**
 * A few hundred thousand drawn pairs do not show how seldom two have the same document: where all pairs
 * that agree have met, those of them that are of two customers say it.
 */
function withAgreeing(
  levels: Float64Array,
  at: number,
  { wholly, times, pairs }: Seen,
  { met, strange }: { readonly met: readonly Row[]; readonly strange: readonly number[] },
): Float64Array {
  if (wholly[at] !== true) return levels
  const agreeing = met.reduce(
    (sum, row, nth) =>
      row.levels[at] === level.same ? sum + row.count * times * (strange[nth] ?? 0) : sum,
    0,
  )
  const share = Math.min(levels[level.same] ?? 1, (agreeing + 0.5) / Math.max(1, pairs))
  return levels.map((each, nth) => (nth === level.same ? share : each))
}

/** How often each level is seen, the guess counting as so many pairs more. */
function countLevels(
  clues: number,
  rows: readonly Row[],
  weightOf: (nth: number) => number,
  guess: Float64Array,
): Levels {
  const counts = Array.from({ length: clues }, () => guess.map((share) => share * guessWorth))
  for (const [nth, { levels, count }] of rows.entries()) {
    const weight = count * weightOf(nth)
    if (weight === 0) continue
    for (let at = 0; at < clues; at++) {
      const each = levels[at] ?? level.missing
      const counted = counts[at]
      if (each !== level.missing && counted !== undefined) {
        counted[each] = (counted[each] ?? 0) + weight
      }
    }
  }
  return counts.map((counted) => {
    const sum = counted.reduce((total, each) => total + each, 0)
    return counted.map((each) => each / sum)
  })
}

/** How likely a pair of those levels is of each class; the last is that of drawn ones. */
function sharesOf(model: Model, levels: Uint8Array): number[] {
  const parts = likelihoods(model, levels)
  const sum = parts.reduce((total, part) => total + part, 0)
  return sum === 0 ? parts : parts.map((part) => part / sum)
}

function likelihoods({ u, classes }: Model, levels: Uint8Array, rarer?: Float64Array): number[] {
  const parts: number[] = []
  let rest = 1
  for (const each of classes) {
    parts.push(each.share * likelihood(each.levels, levels, each.own, rarer))
    rest -= each.share
  }
  parts.push(rest * likelihood(u, levels, none, rarer))
  return parts
}

const none: readonly boolean[] = []

/** Of people who are two, agreeing on what is rare is rarer still, where it has no cause that they share. */
function likelihood(
  probabilities: Levels,
  levels: Uint8Array,
  own: readonly boolean[],
  rarer: Float64Array | undefined,
): number {
  let product = 1
  for (let at = 0; at < levels.length; at++) {
    const each = levels[at] ?? level.missing
    if (each === level.missing) continue
    product *= probabilities[at]?.[each] ?? 1
    if (rarer !== undefined && own[at] !== true) product /= rarer[at] ?? 1
  }
  return product
}

function shareOf({ classes }: Model, k: number): number {
  return classes[k]?.share ?? 1
}
