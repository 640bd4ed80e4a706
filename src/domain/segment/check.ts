import type { Field } from '../customer/field.ts'
import { failure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import { didYouMean } from '../suggest.ts'
import { misfit, valuesOf } from './applies.ts'
import type { Condition, Test } from './condition.ts'
import { conditionLimits } from './condition.ts'
import { showPath, tooLarge } from './parse.ts'
import type { Path } from './parse.ts'
import { sizeOf } from './size.ts'

/** What a shop has that conditions may name. */
export type Catalogue = {
  readonly fields: ReadonlyMap<string, Field>
  readonly segments: ReadonlyMap<number, { readonly name: string; readonly condition: Condition }>
  /** The names of the lists by id. */
  readonly lists: ReadonlyMap<number, string>
}

/** The segment that is being defined by the condition, where it has an id already. */
export type Defined = { readonly id: number; readonly name: string }

/** With all segments written out where they are named, a condition has at most so many parts. */
const inlinedLimit = 10_000

/**
 * Everything that keeps a condition from being answered with this catalogue: unknown names, fields
 * that may not be used, tests of the wrong type, cycles of segments, too much. None: it can be
 * answered. Give the segment that it is to define, so that a cycle through that is seen.
 */
export function checkCondition(
  condition: Condition,
  catalogue: Catalogue,
  defines?: Defined,
): readonly Failure[] {
  const large = tooLarge(condition)
  if (large !== undefined) return [large]
  const wrong = checkNames(condition, [], catalogue)
  return wrong.length > 0 ? wrong : checkSegments(condition, catalogue, defines)
}

/** The segments that a condition names directly, each once, ascending: what it depends on. */
export function segmentsIn(condition: Condition): readonly number[] {
  return [
    ...new Set(
      leavesOf(condition).flatMap((leaf) => (leaf.type === 'segment' ? [leaf.segment] : [])),
    ),
  ].toSorted((a, b) => a - b)
}

/** The names of the fields that a condition tests directly, each once. */
export function fieldsIn(condition: Condition): readonly string[] {
  return [
    ...new Set(leavesOf(condition).flatMap((leaf) => (leaf.type === 'field' ? [leaf.field] : []))),
  ]
}

/** The names of the events that a condition asks about directly, each once. */
export function eventsIn(condition: Condition): readonly string[] {
  return [
    ...new Set(leavesOf(condition).flatMap((leaf) => (leaf.type === 'did' ? leaf.event : []))),
  ]
}

type Leaf = Extract<Condition, { type: 'field' | 'did' | 'segment' | 'list' }>

function leavesOf(condition: Condition): readonly Leaf[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.flatMap(leavesOf)
    case 'not':
      return leavesOf(condition.of)
    case 'field':
    case 'did':
    case 'segment':
    case 'list':
      return [condition]
  }
}

function checkNames(condition: Condition, path: Path, catalogue: Catalogue): readonly Failure[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.flatMap((each, i) => checkNames(each, [...path, 'of', i], catalogue))
    case 'not':
      return checkNames(condition.of, [...path, 'of'], catalogue)
    case 'field':
      return checkField(condition, path, catalogue)
    case 'segment':
      return catalogue.segments.has(condition.segment)
        ? []
        : [unknown(`There is no segment ${condition.segment}`, [...path, 'segment'])]
    case 'list':
      return catalogue.lists.has(condition.list)
        ? []
        : [unknown(`There is no list ${condition.list}`, [...path, 'list'])]
    case 'did':
      // An event or property that nobody has sent yet is no mistake: it may come.
      return []
  }
}

function checkField(
  { field: name, test }: Extract<Condition, { type: 'field' }>,
  path: Path,
  { fields }: Catalogue,
): readonly Failure[] {
  const field = fields.get(name)
  const shown = JSON.stringify(name.slice(0, 60))
  if (field === undefined) {
    const usable = [...fields.values()].filter((each) => each.filterable && !each.archived)
    const fix = didYouMean(
      name,
      usable.map((each) => each.name),
      'Ask for the list of fields, or make this one.',
    )
    return [unknown(`There is no field ${shown}`, [...path, 'field'], fix)]
  }
  const where = showPath([...path, 'field'])
  if (field.archived) {
    return [
      failure('invalid', `The field ${shown} is archived`, { where, fix: 'Restore it first.' }),
    ]
  }
  if (!field.filterable) {
    return [
      failure('invalid', `The field ${shown} is not filterable, so no condition may use it`, {
        where,
        fix: `Mark the field ${shown} as filterable, then ask again.`,
      }),
    ]
  }
  return checkTest(test, field, path)
}

function checkTest(test: Test, field: Field, path: Path): readonly Failure[] {
  const where = showPath([...path, 'test'])
  const wrong = misfit(test, field.type)
  if (wrong !== undefined) {
    const message = `The field ${JSON.stringify(field.name)}: ${wrong.message.charAt(0).toLowerCase()}${wrong.message.slice(1)}`
    return [failure('invalid', message, { where, fix: wrong.fix })]
  }
  if (!valuesOf(test).includes('')) return []
  const message = `The field ${JSON.stringify(field.name)} is never an empty text`
  return [failure('invalid', message, { where, fix: 'Ask whether it exists.' })]
}

/** Cycles, and what the segments add up to when each is written out where it is named. */
function checkSegments(
  condition: Condition,
  catalogue: Catalogue,
  defines: Defined | undefined,
): readonly Failure[] {
  const done = new Map<number, Written>()
  const trail: number[] = []
  let cycle: readonly number[] | undefined

  const total = written(condition)
  if (cycle !== undefined) return [circular(cycle, catalogue, defines)]
  if (total.depth > conditionLimits.depth) {
    return [
      failure('too_large', `Segments refer to segments over ${total.depth} levels`, {
        fix: `At most ${conditionLimits.depth} are followed: copy a definition into the one that names it.`,
      }),
    ]
  }
  if (total.nodes <= inlinedLimit) return []
  return [
    failure('too_large', `With its segments written out the condition has ${total.nodes} parts`, {
      fix: `At most ${inlinedLimit} are answered: refer to fewer segments.`,
    }),
  ]

  function written(each: Condition): Written {
    let depth = 0
    let { nodes } = sizeOf(each)
    for (const leaf of leavesOf(each)) {
      if (leaf.type !== 'segment') continue
      const inside = segment(leaf.segment)
      depth = Math.max(depth, inside.depth + 1)
      nodes += inside.nodes
    }
    return { depth, nodes }
  }

  function segment(id: number): Written {
    const known = done.get(id)
    if (known !== undefined) return known
    const definition = catalogue.segments.get(id)?.condition
    if (id === defines?.id || trail.includes(id)) {
      cycle ??= [...trail.slice(Math.max(0, trail.indexOf(id))), id]
      return nothingWritten
    }
    // Of a saved segment whose own reference is gone, that segment's owner is told, not this one's.
    if (definition === undefined || cycle !== undefined) return nothingWritten
    trail.push(id)
    const answer = written(definition)
    trail.pop()
    done.set(id, answer)
    return answer
  }
}

/** With everything below written out: how many levels of segments, how many parts. */
type Written = { readonly depth: number; readonly nodes: number }
const nothingWritten: Written = { depth: 0, nodes: 0 }

function circular(
  ids: readonly number[],
  { segments }: Catalogue,
  defines: Defined | undefined,
): Failure {
  const all = defines !== undefined && ids.at(-1) === defines.id ? [defines.id, ...ids] : ids
  const names = all.map((id) =>
    JSON.stringify((id === defines?.id ? defines.name : segments.get(id)?.name) ?? `#${id}`),
  )
  return failure('conflict', `Segments refer to each other in a circle: ${names.join(' → ')}`, {
    fix: 'Take one of these references out.',
  })
}

function unknown(message: string, path: Path, fix?: string): Failure {
  return failure('not_found', message, {
    where: showPath(path),
    fix: fix ?? 'Name one that exists.',
  })
}
