import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import type { Condition } from './condition.ts'
import { conditionLimits } from './condition.ts'
import { leavesOf } from './leaves.ts'
import { sizeOf } from './size.ts'

/** The saved segments by id. */
export type Segments = ReadonlyMap<number, { readonly name: string; readonly condition: Condition }>

/** The segment that is being defined by the condition, where it has an id already. */
export type Defined = { readonly id: number; readonly name: string }

/**
 * With all segments written out where they are named a condition has at most so many parts and values:
 * as much as the engine has been seen to answer in a few seconds, whatever the parts are.
 */
const writtenLimits = { nodes: 2_500, values: 20_000 } as const

/** With everything below written out: how many levels of segments, how many parts and values. */
type Written = { readonly depth: number; readonly nodes: number; readonly values: number }

/**
 * What keeps a condition from being answered because of the segments that it refers to: a cycle, and
 * too much when each is written out where it is named.
 */
export function checkNested(
  condition: Condition,
  segments: Segments,
  defines?: Defined,
): readonly Failure[] {
  const written = writing(segments, defines?.id)(condition)
  if ('cycle' in written) return [circular(written.cycle, segments, defines)]
  const wrong = tooMuch(written)
  if (wrong === undefined) return []
  const message = `With its segments written out the condition ${wrong.is}`
  return [failure('too_large', message, { fix: wrong.fix })]
}

/**
 * What keeps saved segments from being answered that speak of the one of that id, directly or by way of
 * others: each that becomes circular, too deep or too large by it is named. For before a definition is
 * changed: `segments` has the new one in it.
 */
export function checkDependents(changed: number, segments: Segments): readonly Failure[] {
  const writtenOut = writing(segments)
  const name = JSON.stringify(segments.get(changed)?.name ?? `#${changed}`)
  for (const id of dependentsOf(changed, segments)) {
    const dependent = segments.get(id)
    if (dependent === undefined) continue
    const written = writtenOut(dependent.condition)
    if ('cycle' in written) return [circular(written.cycle, segments)]
    const wrong = tooMuch(written)
    if (wrong === undefined) continue
    const message = `The segment ${JSON.stringify(dependent.name)}, which speaks of ${name}, could no longer be answered: with its segments written out it ${wrong.is}`
    return [failure('too_large', message, { fix: wrong.fix })]
  }
  return []
}

/** The segments that a condition names directly, as often as it does. */
export function segmentsNamed(condition: Condition): readonly number[] {
  return leavesOf(condition).flatMap((leaf) => (leaf.type === 'segment' ? [leaf.segment] : []))
}

function tooMuch({ depth, nodes, values }: Written): { is: string; fix: string } | undefined {
  if (depth > conditionLimits.depth) {
    return {
      is: `refers to segments over ${depth} levels`,
      fix: `At most ${conditionLimits.depth} are followed: copy a definition into the one that names it.`,
    }
  }
  if (nodes > writtenLimits.nodes) {
    return {
      is: `has ${nodes} parts`,
      fix: `At most ${writtenLimits.nodes} are answered: refer to fewer segments.`,
    }
  }
  if (values <= writtenLimits.values) return undefined
  return {
    is: `compares with ${values} values`,
    fix: `At most ${writtenLimits.values} are answered: put those customers into a list.`,
  }
}

type Cycle = { readonly cycle: readonly number[] }

/** Measures conditions, each saved segment once, however often it is named. */
function writing(segments: Segments, defined?: number): (condition: Condition) => Written | Cycle {
  const done = new Map<number, Written>()
  const trail: number[] = []
  return written

  function written(condition: Condition): Written | Cycle {
    let { nodes, values } = sizeOf(condition)
    let depth = 0
    for (const named of segmentsNamed(condition)) {
      const inside = segment(named)
      if ('cycle' in inside) return inside
      depth = Math.max(depth, inside.depth + 1)
      nodes += inside.nodes
      values += inside.values
    }
    return { depth, nodes, values }
  }

  function segment(id: number): Written | Cycle {
    const known = done.get(id)
    if (known !== undefined) return known
    if (id === defined || trail.includes(id)) {
      return { cycle: [...trail.slice(Math.max(0, trail.indexOf(id))), id] }
    }
    const definition = segments.get(id)?.condition
    // Of a saved segment whose own reference is gone, that segment's owner is told, not this one's.
    if (definition === undefined) return { depth: 0, nodes: 0, values: 0 }
    trail.push(id)
    const answer = written(definition)
    trail.pop()
    if (!('cycle' in answer)) done.set(id, answer)
    return answer
  }
}

function circular(ids: readonly number[], segments: Segments, defines?: Defined): Failure {
  const all = defines !== undefined && ids.at(-1) === defines.id ? [defines.id, ...ids] : ids
  const names = all.map((id) =>
    JSON.stringify((id === defines?.id ? defines.name : segments.get(id)?.name) ?? `#${id}`),
  )
  return failure('conflict', `Segments refer to each other in a circle: ${names.join(' → ')}`, {
    fix: 'Take one of these references out.',
  })
}

/** Those that speak of it, nearest first. */
function dependentsOf(changed: number, segments: Segments): readonly number[] {
  const speakingOf = new Map<number, number[]>()
  for (const [id, { condition }] of segments) {
    for (const named of new Set(segmentsNamed(condition))) {
      const known = speakingOf.get(named) ?? []
      known.push(id)
      speakingOf.set(named, known)
    }
  }
  const reached = new Set([changed])
  // What is added on the way is walked too.
  for (const each of reached) for (const id of speakingOf.get(each) ?? []) reached.add(id)
  return [...reached].slice(1)
}
