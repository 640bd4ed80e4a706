import { ident, join, sql, type Sql } from '../../sql/sql.ts'
import { treeTest, type Bit } from './bits.ts'
import type { Forest, Tree } from './leaves.ts'

/** Trees as tests in rows that have a column for each segment that more than one of them asks about. */
export type Levels = {
  /** Of each tree whether it holds: 0 or 1. */
  readonly tests: readonly Sql[]
  /** Adds those columns to rows of words. */
  readonly over: (rows: Sql) => Sql
}

/**
 * A saved segment that is spoken of in several places, or by another segment, is asked once and named,
 * so that neither the length nor the depth of the text multiplies from segment to segment. What it
 * speaks of is a level below it.
 */
export function levelsOf({ trees, segments }: Forest, bits: readonly Bit[]): Levels {
  const named = namedIn(trees, segments)
  const levels: Sql[][] = []
  const levelOf = new Map<number, number>()
  for (const [segment, tree] of segments) {
    const below = mentioned(tree).map((each) => (levelOf.get(each) ?? 0) + 1)
    const level = Math.max(0, ...below)
    levelOf.set(segment, level)
    if (named.has(segment)) (levels[level] ??= []).push(sql`${test(tree)} AS ${columnOf(segment)}`)
  }
  const tests = trees.map(test)
  return {
    tests,
    over: (rows) =>
      levels.reduce((below, own) => sql`SELECT *, ${join(own, ', ')} FROM (${below})`, rows),
  }

  function test(tree: Tree): Sql {
    return treeTest(tree, { bits, segmentTest })
  }

  function segmentTest(segment: number): Sql {
    const tree = segments.get(segment)
    if (tree === undefined) throw new Error(`the segment ${segment} is in no tree`)
    return named.has(segment) ? columnOf(segment) : test(tree)
  }
}

function namedIn(trees: readonly Tree[], segments: Forest['segments']): ReadonlySet<number> {
  const named = new Set([...segments.values()].flatMap(mentioned))
  const once = new Set<number>()
  for (const segment of trees.flatMap(mentioned)) {
    if (once.has(segment)) named.add(segment)
    once.add(segment)
  }
  return named
}

/** The segments that a tree speaks of, as often as it does. */
function mentioned(tree: Tree): readonly number[] {
  switch (tree.type) {
    case 'all':
    case 'any':
      return tree.of.flatMap(mentioned)
    case 'not':
      return mentioned(tree.of)
    case 'segment':
      return [tree.segment]
    case 'leaf':
      return []
  }
}

function columnOf(segment: number): Sql {
  return ident(`s${segment}`)
}
