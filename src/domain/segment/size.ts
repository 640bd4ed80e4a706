import { valuesOf } from './applies.ts'
import type { Condition, ItemWhere, Where } from './condition.ts'

/** How deep a condition is (a lone test is 1), of how many parts, and how many values it compares with. */
export type Size = { readonly depth: number; readonly nodes: number; readonly values: number }

/** A part with the parts directly inside it. */
export type Part = Condition | Where | ItemWhere

export function sizeOf(part: Part): Size {
  const inside = partsOf(part).map(sizeOf)
  return {
    depth: 1 + Math.max(0, ...inside.map(({ depth }) => depth)),
    nodes: ownNodes(part) + inside.reduce((sum, { nodes }) => sum + nodes, 0),
    values: ownValues(part) + inside.reduce((sum, { values }) => sum + values, 0),
  }
}

/** The parts directly inside: of a group and a `not` what they join, of a `did`, of steps and of an item test their `where`, of a rank whom it is among too. */
function partsOf(part: Part): readonly Part[] {
  switch (part.type) {
    case 'all':
    case 'any':
      return part.of
    case 'not':
    case 'item':
      return [part.of]
    case 'did':
      return part.where === undefined ? [] : [part.where]
    case 'rank':
      return [
        ...(part.by.type === 'did' && part.by.where !== undefined ? [part.by.where] : []),
        ...(part.among === undefined ? [] : [part.among]),
      ]
    case 'sequence':
      return part.steps.flatMap(({ where }) => (where === undefined ? [] : [where]))
    case 'field':
    case 'property':
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return []
  }
}

/**
 * A `did` counts as its event, its measure and its test, and each step as that: they take longest to answer. A
 * rank is asked of everyone first, and then three times of each.
 */
function ownNodes(part: Part): number {
  if (part.type === 'sequence') return 3 * part.steps.length
  if (part.type === 'rank') return 12
  return part.type === 'did' ? 3 : 1
}

function ownValues(part: Part): number {
  if (part.type === 'field' || part.type === 'property') return valuesOf(part.test).length
  return part.type === 'did' && part.test !== undefined ? valuesOf(part.test).length : 0
}
