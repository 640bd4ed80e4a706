import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { conditionsOf, type Calculation, type Calculations } from './calculated/calculation.ts'
import type { Condition } from './condition.ts'
import { conditionLimits } from './condition.ts'
import { leavesOf } from './leaves.ts'
import { restsOnRank } from './rank.ts'
import { sizeOf } from './size.ts'

/** The saved segments by id. */
export type Segments = ReadonlyMap<number, { readonly name: string; readonly condition: Condition }>

/** What is defined by conditions and may be named in them. */
export type Definitions = {
  readonly segments: Segments
  readonly calculated?: Calculations
}

/** The segment that is being defined by the condition, where it has an id already, or the calculated field. */
export type Defined = { readonly id: number; readonly name: string } | { readonly field: string }

/**
 * With all segments and calculated fields written out where they are named a condition has at most so
 * many parts and values: as much as the engine has been seen to answer in a few seconds, whatever the
 * parts are.
 */
const writtenLimits = { nodes: 2_500, values: 20_000 } as const

/** With everything below written out: how many levels of definitions, how many parts and values. */
type Written = { readonly depth: number; readonly nodes: number; readonly values: number }

/**
 * What keeps a condition from being answered because of the segments and calculated fields that it refers
 * to: a cycle, and too much when each is written out where it is named.
 */
export function checkNested(
  condition: Condition,
  definitions: Definitions,
  defines?: Defined,
): readonly Failure[] {
  const written = writing(definitions, defines && nameOf(defines))(condition)
  if ('cycle' in written) return [circular(written.cycle, definitions, defines)]
  const ranked = rankInRank(condition, definitions)
  if (ranked !== undefined) return [nestedRank(ranked, definitions)]
  const wrong = tooMuch(written)
  if (wrong === undefined) return []
  const message = `With its segments written out the condition ${wrong.is}`
  return [failure('too_large', message, { fix: wrong.fix })]
}

/**
 * What keeps saved definitions from being answered that speak of that one, directly or by way of others:
 * each that becomes circular, too deep or too large by it is named. For before a definition is changed:
 * `definitions` has the new one in it.
 */
export function checkDependents(
  changed: number | { readonly field: string },
  definitions: Definitions,
): readonly Failure[] {
  const writtenOut = writing(definitions)
  const name = typeof changed === 'number' ? ofSegment(changed) : ofField(changed.field)
  for (const dependent of dependentsOf(name, definitions)) {
    for (const condition of conditionsBehind(dependent, definitions)) {
      const written = writtenOut(condition)
      if ('cycle' in written) return [circular(written.cycle, definitions)]
      const what = dependent.startsWith(fieldSign) ? 'calculated field' : 'segment'
      const ranked = rankInRank(condition, definitions)
      if (ranked !== undefined) {
        const who = `The ${what} ${shown(dependent, definitions)}`
        return [nestedRank(ranked, definitions, who)]
      }
      const wrong = tooMuch(written)
      if (wrong === undefined) continue
      const message = `The ${what} ${shown(dependent, definitions)}, which speaks of ${shown(name, definitions)}, could no longer be answered: with its segments written out it ${wrong.is}`
      return [failure('too_large', message, { fix: wrong.fix })]
    }
  }
  return []
}

/** What speaks of a definition, directly or by way of others, nearest first, itself left out. */
export function dependents(
  changed: number | { readonly field: string },
  definitions: Definitions,
): { readonly segments: readonly number[]; readonly fields: readonly string[] } {
  const name = typeof changed === 'number' ? ofSegment(changed) : ofField(changed.field)
  const all = dependentsOf(name, definitions)
  return {
    segments: all.filter((each) => !each.startsWith(fieldSign)).map(idIn),
    fields: all.filter((each) => each.startsWith(fieldSign)).map(fieldIn),
  }
}

/** The segments that a condition names directly, as often as it does. */
export function segmentsNamed(condition: Condition): readonly number[] {
  return leavesOf(condition).flatMap((leaf) => (leaf.type === 'segment' ? [leaf.segment] : []))
}

/** A definition in one text: of a segment its id, of a field its name behind a sign. */
type Name = string

const fieldSign = '='

function ofSegment(id: number): Name {
  return String(id)
}

function ofField(name: string): Name {
  return fieldSign + name
}

function idIn(name: Name): number {
  return Number(name)
}

function fieldIn(name: Name): string {
  return name.slice(fieldSign.length)
}

function nameOf(defined: Defined): Name {
  return 'field' in defined ? ofField(defined.field) : ofSegment(defined.id)
}

/** The segments and calculated fields that a condition names directly, as often as it does. */
function named(condition: Condition, { calculated }: Definitions): readonly Name[] {
  return leavesOf(condition).flatMap((leaf) => {
    if (leaf.type === 'segment') return [ofSegment(leaf.segment)]
    const field = leaf.type === 'rank' && leaf.by.type === 'field' ? leaf.by : leaf
    const isCalculated = field.type === 'field' && calculated?.has(field.field) === true
    return isCalculated ? [ofField(field.field)] : []
  })
}

/** The conditions that a definition is made of; none where it is not there. */
function conditionsBehind(name: Name, { segments, calculated }: Definitions): readonly Condition[] {
  if (name.startsWith(fieldSign)) {
    const calculation: Calculation | undefined = calculated?.get(fieldIn(name))
    return calculation === undefined ? [] : conditionsOf(calculation).map((each) => each.condition)
  }
  const condition = segments.get(idIn(name))?.condition
  return condition === undefined ? [] : [condition]
}

/** What is named of those among whom a rank is asked for, and rests on a rank itself. */
function rankInRank(condition: Condition, definitions: Definitions): Name | undefined {
  const context = {
    segments: new Map([...definitions.segments].map(([id, each]) => [id, each.condition])),
    ...(definitions.calculated && { calculated: definitions.calculated }),
  }
  return leavesOf(condition)
    .flatMap((leaf) => (leaf.type === 'rank' && leaf.among ? named(leaf.among, definitions) : []))
    .find((name) => conditionsBehind(name, definitions).some((each) => restsOnRank(each, context)))
}

function nestedRank(inner: Name, definitions: Definitions, who?: string): Failure {
  const what = inner.startsWith(fieldSign) ? 'with the field' : 'in the segment'
  const says = `a rank is asked for among those ${what} ${shown(inner, definitions)}, which rests on a rank itself`
  const message =
    who === undefined ? `A${says.slice(1)}` : `${who} could no longer be answered: ${says}`
  return failure('invalid', message, {
    fix: 'Ask for the rank among people of whom other conditions hold, and join the two by and.',
  })
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

type Cycle = { readonly cycle: readonly Name[] }

/** Measures conditions, each definition once, however often it is named. */
function writing(
  definitions: Definitions,
  defined?: Name,
): (condition: Condition) => Written | Cycle {
  const done = new Map<Name, Written>()
  const trail: Name[] = []
  return written

  function written(condition: Condition): Written | Cycle {
    const { nodes, values } = sizeOf(condition)
    return withNamed({ depth: 0, nodes, values }, named(condition, definitions))
  }

  function withNamed(own: Written, names: readonly Name[]): Written | Cycle {
    let { depth, nodes, values } = own
    for (const name of names) {
      const inside = definition(name)
      if ('cycle' in inside) return inside
      depth = Math.max(depth, inside.depth + 1)
      nodes += inside.nodes
      values += inside.values
    }
    return { depth, nodes, values }
  }

  function definition(name: Name): Written | Cycle {
    const known = done.get(name)
    if (known !== undefined) return known
    if (name === defined || trail.includes(name)) {
      return { cycle: [...trail.slice(Math.max(0, trail.indexOf(name))), name] }
    }
    // Of a saved definition whose own reference is gone, that one's owner is told, not this one's.
    trail.push(name)
    let all: Written = { depth: 0, nodes: 0, values: 0 }
    for (const condition of conditionsBehind(name, definitions)) {
      const inside = written(condition)
      if ('cycle' in inside) return inside
      all = {
        depth: Math.max(all.depth, inside.depth),
        nodes: all.nodes + inside.nodes,
        values: all.values + inside.values,
      }
    }
    trail.pop()
    done.set(name, all)
    return all
  }
}

function circular(names: readonly Name[], definitions: Definitions, defines?: Defined): Failure {
  const self = defines === undefined ? undefined : nameOf(defines)
  const all = self !== undefined && names.at(-1) === self ? [self, ...names] : names
  const what = all.some((each) => each.startsWith(fieldSign))
    ? 'Segments and calculated fields refer'
    : 'Segments refer'
  const path = all.map((each) => shown(each, definitions, defines)).join(' → ')
  return failure('conflict', `${what} to each other in a circle: ${path}`, {
    fix: 'Take one of these references out.',
  })
}

function shown(name: Name, { segments }: Definitions, defines?: Defined): string {
  if (name.startsWith(fieldSign)) return JSON.stringify(fieldIn(name))
  const id = idIn(name)
  const isDefined = defines !== undefined && 'id' in defines && defines.id === id
  return JSON.stringify((isDefined ? defines.name : segments.get(id)?.name) ?? `#${id}`)
}

/** Those that speak of it, nearest first. */
function dependentsOf(changed: Name, definitions: Definitions): readonly Name[] {
  const { segments, calculated = new Map<string, Calculation>() } = definitions
  const all = [...[...segments.keys()].map(ofSegment), ...[...calculated.keys()].map(ofField)]
  const speakingOf = new Map<Name, Name[]>()
  for (const name of all) {
    const inside = conditionsBehind(name, definitions).flatMap((each) => named(each, definitions))
    for (const each of new Set(inside)) {
      const known = speakingOf.get(each) ?? []
      known.push(name)
      speakingOf.set(each, known)
    }
  }
  const reached = new Set([changed])
  // What is added on the way is walked too.
  for (const each of reached) for (const name of speakingOf.get(each) ?? []) reached.add(name)
  return [...reached].slice(1)
}
