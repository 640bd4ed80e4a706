import { as, ident, sql, type Sql } from '../../sql/sql.ts'
import type { Tree } from './leaves.ts'
import { always, never } from './reading.ts'

/** A bit of one of the words of a row. */
export type Place = { readonly word: number; readonly bit: number }

/** Where the answer to a leaf stands: in a bit, set where it is true or where it is false; or nowhere. */
export type Bit = (Place & { readonly negated: boolean }) | { readonly constant: boolean }

/** Of every customer this bit is set. */
export const isCustomer: Place = { word: 0, bit: 0 }

/** How many bits a word has: UInt64. */
export const wordBits = 64

/** The place of the nth leaf, after {@link isCustomer}. */
export function placeOf(nth: number): Place {
  return { word: Math.floor((nth + 1) / wordBits), bit: (nth + 1) % wordBits }
}

/** The column of a word. */
export function wordOf(word: number): Sql {
  return ident(`w${word}`)
}

/** The column of every word: tests at their places, all other bits 0. */
export function wordColumns(
  words: number,
  tests: readonly (readonly [Place, Sql])[],
  aggregate: (word: Sql) => Sql = (word) => word,
): readonly Sql[] {
  return Array.from({ length: words }, (_, word) => {
    const own = tests.filter(([place]) => place.word === word)
    const bits = own.map(([{ bit }, test]) => [bit, test] as const)
    const x = own.length === 0 ? sql`toUInt64(0)` : aggregate(packed(bits))
    return sql`${x} AS ${wordOf(word)}`
  })
}

/** A UInt64 in which each test is a bit. */
export function packed(tests: readonly (readonly [bit: number, test: Sql])[]): Sql {
  return added(
    tests.map(([bit, test]) =>
      bit === 0
        ? sql`toUInt64(${test})`
        : sql`bitShiftLeft(toUInt64(${test}), ${as('UInt32', bit)})`,
    ),
  )
}

/** As a tree of little depth: the engine names each part by its whole text. */
function added(terms: readonly Sql[]): Sql {
  const [first, second] = terms
  if (first === undefined) throw new Error('nothing to add')
  if (second === undefined) return first
  const half = terms.length >> 1
  return sql`(${added(terms.slice(0, half))} + ${added(terms.slice(half))})`
}

/**
 * Whether a tree holds, in a row of words: 0 or 1. By functions of bits, since for each AND and OR the
 * engine's optimiser compares its operands by all that they are made from, here every reading: with
 * 200 conditions that took 1.5 s.
 */
export function treeTest(tree: Tree, asked: Asked): Sql {
  switch (tree.type) {
    case 'not':
      return flipped(treeTest(tree.of, asked))
    case 'leaf':
      return leafTest(bitAt(asked.bits, tree.leaf))
    case 'segment':
      return asked.segmentTest(tree.segment)
    case 'all':
    case 'any':
      return groupTest(tree, asked)
  }
}

/** What the parts of a tree are in a row. */
export type Asked = {
  /** By leaf. */
  readonly bits: readonly Bit[]
  readonly segmentTest: (segment: number) => Sql
}

function leafTest(bit: Bit): Sql {
  if ('constant' in bit) return bit.constant ? always : never
  const test = sql`bitTest(${wordOf(bit.word)}, ${bit.bit})`
  return bit.negated ? flipped(test) : test
}

/** Of a group the leaves of one word are asked together: `bitAnd(w0, mask) = wanted`. */
function groupTest({ type, of }: Extract<Tree, { type: 'all' | 'any' }>, asked: Asked): Sql {
  const words = new Map<number, Masked>()
  const rest: Sql[] = []
  for (const each of of) {
    const literal = literalOf(each, asked.bits)
    if (literal === undefined || !join(words, literal, type)) rest.push(treeTest(each, asked))
  }
  const equal = type === 'all' ? sql`=` : sql`!=`
  const tests = [...words].map(
    ([word, { mask, wanted }]) =>
      sql`bitAnd(${wordOf(word)}, ${as('UInt64', mask)}) ${equal} ${as('UInt64', wanted)}`,
  )
  return type === 'all' ? both([...tests, ...rest]) : either([...tests, ...rest])
}

function flipped(test: Sql): Sql {
  if (test === always) return never
  if (test === never) return always
  return sql`bitXor(${test}, 1)`
}

function both(tests: readonly Sql[]): Sql {
  if (tests.includes(never)) return never
  return (
    folded(
      sql`bitAnd`,
      tests.filter((test) => test !== always),
    ) ?? always
  )
}

function either(tests: readonly Sql[]): Sql {
  if (tests.includes(always)) return always
  return (
    folded(
      sql`bitOr`,
      tests.filter((test) => test !== never),
    ) ?? never
  )
}

/** As a tree of little depth, which the engine's parser limits. */
function folded(name: Sql, tests: readonly Sql[]): Sql | undefined {
  const half = tests.length >> 1
  if (half === 0) return tests[0]
  const [a, b] = [folded(name, tests.slice(0, half)), folded(name, tests.slice(half))]
  return a && b && sql`${name}(${a}, ${b})`
}

type Masked = { readonly mask: bigint; readonly wanted: bigint }
type Literal = Place & { readonly set: boolean }

function literalOf(tree: Tree, bits: readonly Bit[]): Literal | undefined {
  const leaf = tree.type === 'not' ? tree.of : tree
  if (leaf.type !== 'leaf') return undefined
  const at = bitAt(bits, leaf.leaf)
  if ('constant' in at) return undefined
  return { word: at.word, bit: at.bit, set: at.negated === (tree.type === 'not') }
}

/**
 * All hold where every bit is as wanted; any holds where not every bit is the opposite. False where
 * the mask has the bit already, wanted otherwise.
 */
function join(
  words: Map<number, Masked>,
  { word, bit, set }: Literal,
  type: 'all' | 'any',
): boolean {
  const one = 1n << BigInt(bit)
  const wanted = set === (type === 'all') ? one : 0n
  const known = words.get(word) ?? { mask: 0n, wanted: 0n }
  if ((known.mask & one) !== 0n && (known.wanted & one) !== wanted) return false
  words.set(word, { mask: known.mask | one, wanted: known.wanted | wanted })
  return true
}

function bitAt(bits: readonly Bit[], leaf: number): Bit {
  const bit = bits[leaf]
  if (bit === undefined) throw new Error(`no bit for leaf ${leaf}`)
  return bit
}
