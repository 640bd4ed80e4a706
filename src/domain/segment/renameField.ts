import type { Condition, Did, Sequence } from './condition.ts'

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
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return condition
  }
}

function renameInWindow<T extends Did | Sequence>(asked: T, from: string, to: string): T {
  const { window } = asked
  if (window?.type !== 'since' || window.field !== from) return asked
  return { ...asked, window: { ...window, field: to } }
}
