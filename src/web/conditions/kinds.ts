import type { Condition } from '../../domain/segment/condition.ts'

/** What can be added, in the order in which it is thought of. */
export const kinds = [
  'field',
  'did',
  'never',
  'sequence',
  'segment',
  'list',
  'consent',
  'rank',
  'sample',
  'group',
] as const
export type Kind = (typeof kinds)[number]

export type Known = {
  readonly field: string | undefined
  readonly event: string | undefined
  readonly segment: number | undefined
  readonly list: number | undefined
  readonly purpose: string | undefined
}

/** Whether the shop has what a condition of that kind speaks of. */
export function isPossible(kind: Kind, known: Known): boolean {
  switch (kind) {
    case 'field':
      return known.field !== undefined
    case 'did':
    case 'never':
    case 'sequence':
    case 'rank':
      return known.event !== undefined
    case 'segment':
      return known.segment !== undefined
    case 'list':
      return known.list !== undefined
    case 'consent':
    case 'sample':
    case 'group':
      return true
  }
}

/** A first condition of that kind, which can be answered as it stands. */
export function made(kind: Kind, known: Known): Condition {
  const { field = '', event = '', segment = 0, list = 0, purpose = 'newsletter' } = known
  const last90 = { type: 'last', n: 90, unit: 'days' } as const
  switch (kind) {
    case 'field':
      return { type: 'field', field, test: { op: 'exists' } }
    case 'did':
      return { type: 'did', event, test: { op: 'atLeast', value: 1 }, window: last90 }
    case 'never':
      return { type: 'not', of: { type: 'did', event, window: last90 } }
    case 'sequence': {
      const within = { n: 30, unit: 'minutes' } as const
      return {
        type: 'sequence',
        steps: [{ event }, { event, never: true, within }],
        window: last90,
      }
    }
    case 'segment':
      return { type: 'segment', segment }
    case 'list':
      return { type: 'list', list }
    case 'consent':
      return { type: 'consent', state: 'granted', purpose }
    case 'rank': {
      const by = { type: 'did', event, window: last90 } as const
      return { type: 'rank', side: 'top', n: 10, percent: true, by }
    }
    case 'sample':
      return { type: 'sample', percent: 10, seed: 'a' }
    case 'group':
      return { type: 'any', of: [made(known.field === undefined ? 'did' : 'field', known)] }
  }
}
