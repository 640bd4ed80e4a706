import type { Condition, Did, Rank, RankedBy, Sequence } from './condition.ts'

/** The same condition with another name for a field; the very same where it does not speak of it. */
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
    case 'sequence':
      return renameInWindow(condition, from, to)
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
  if (by.type === 'did') return renameInWindow(by, from, to)
  return by.field === from ? { ...by, field: to } : by
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
