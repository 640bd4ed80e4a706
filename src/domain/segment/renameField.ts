import type { Condition, Did, Rank, RankedBy, Sequence, Where } from './condition.ts'
import { productFieldIn } from './related.ts'

/**
 * The same condition with another name for a field, or of products the path by which it is spoken of; the very
 * same where it does not speak of it.
 */
export function renameField(condition: Condition, from: string, to: string): Condition {
  switch (condition.type) {
    case 'all':
    case 'any': {
      const of = condition.of.map((each) => renameField(each, from, to))
      return of.every((each, i) => each === condition.of[i]) ? condition : { ...condition, of }
    }
    case 'not': {
      const of = renameField(condition.of, from, to)
      return of === condition.of ? condition : { ...condition, of }
    }
    case 'field':
      return condition.field === from ? { ...condition, field: to } : condition
    case 'did':
      return renameInDid(condition, from, to)
    case 'sequence':
      return renameInSteps(renameInWindow(condition, from, to), from, to)
    case 'rank':
      return renameInRank(condition, from, to)
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return condition
  }
}

function renameInRank(rank: Rank, from: string, to: string): Rank {
  const by = renameInValue(rank.by, from, to)
  if (rank.among === undefined) return by === rank.by ? rank : { ...rank, by }
  const among = renameField(rank.among, from, to)
  return by === rank.by && among === rank.among ? rank : { ...rank, by, among }
}

function renameInValue(by: RankedBy, from: string, to: string): RankedBy {
  if (by.type === 'did') return renameInDid(by, from, to)
  return by.field === from ? { ...by, field: to } : by
}

function renameInDid<T extends Pick<Did, 'window' | 'where'>>(did: T, from: string, to: string): T {
  const asked = renameInWindow(did, from, to)
  const where = asked.where && renameInWhere(asked.where, from, to)
  return where === undefined || where === asked.where ? asked : { ...asked, where }
}

function renameInSteps(sequence: Sequence, from: string, to: string): Sequence {
  const steps = sequence.steps.map((step) => {
    const where = step.where && renameInWhere(step.where, from, to)
    return where === undefined || where === step.where ? step : { ...step, where }
  })
  return steps.every((step, i) => step === sequence.steps[i]) ? sequence : { ...sequence, steps }
}

/** Of what events are asked only the paths of fields of products are names of the shop's. */
function renameInWhere<T extends Where>(where: T, from: string, to: string): T
function renameInWhere(where: Where, from: string, to: string): Where {
  if (productFieldIn(from) === undefined) return where
  switch (where.type) {
    case 'all':
    case 'any': {
      const of = where.of.map((each) => renameInWhere(each, from, to))
      return of.every((each, i) => each === where.of[i]) ? where : { ...where, of }
    }
    case 'not': {
      const of = renameInWhere(where.of, from, to)
      return of === where.of ? where : { ...where, of }
    }
    case 'item': {
      const of = renameInWhere(where.of, from, to)
      return of === where.of ? where : { ...where, of }
    }
    case 'property':
      return where.property === from ? { ...where, property: to } : where
  }
}

function renameInWindow<T extends Pick<Did | Sequence, 'window'>>(
  asked: T,
  from: string,
  to: string,
): T {
  const { window } = asked
  if (window?.type !== 'since' || window.field !== from) return asked
  return { ...asked, window: { ...window, field: to } }
}
