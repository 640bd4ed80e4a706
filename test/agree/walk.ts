import type { Condition, Did, ItemWhere, Where } from '../../src/domain/segment/condition.ts'

/** A condition with all conditions inside it. */
export function partsOf(condition: Condition): readonly Condition[] {
  return [condition, ...childrenOf(condition).flatMap(partsOf)]
}

export function childrenOf(condition: Condition): readonly Condition[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of
    case 'not':
      return [condition.of]
    case 'rank':
      return condition.among === undefined ? [] : [condition.among]
    case 'field':
    case 'did':
    case 'sequence':
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return []
  }
}

export function wheresOf(did: Did): readonly Where[] {
  return did.where === undefined ? [] : whereParts(did.where)
}

function whereParts(where: Where): readonly Where[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return [where, ...where.of.flatMap(whereParts)]
    case 'not':
      return [where, ...whereParts(where.of)]
    case 'property':
    case 'item':
      return [where]
  }
}

export function itemParts(where: ItemWhere): readonly ItemWhere[] {
  switch (where.type) {
    case 'all':
    case 'any':
      return [where, ...where.of.flatMap(itemParts)]
    case 'not':
      return [where, ...itemParts(where.of)]
    case 'property':
      return [where]
  }
}
