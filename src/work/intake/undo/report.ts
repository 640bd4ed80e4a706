import type { StoredEdit } from '../../../store/clickhouse/storedEdits.ts'

/** Something that stays as it is though the run brought or changed it, and by what it was kept. */
export type Why = {
  readonly what: 'customer' | 'value' | 'identifier' | 'product' | 'place' | 'pair'
  readonly why: string
  readonly customer?: string
  /** Of a customer, product or place. */
  readonly field?: number
  readonly kind?: string
  readonly product?: string
  /** As `city:recife/PE`. */
  readonly place?: string
}

/** What came of an undo, or would. */
export type UndoReport = {
  readonly customers: Counts & { readonly changed: number }
  readonly values: Omit<Counts, 'gone'>
  readonly identifiers: Counts
  readonly events: Counts
  readonly lists: Omit<Counts, 'stayed'>
  readonly consents: Omit<Counts, 'stayed'>
  readonly products: Counts
  readonly places: Counts
  /** Some of what stayed. */
  readonly sample: readonly Why[]
}

type Counts = { readonly gone: number; readonly back: number; readonly stayed: number }

/** So many of what stayed are named. */
const mostNamed = 20

export const emptyReport: UndoReport = {
  customers: { gone: 0, back: 0, changed: 0, stayed: 0 },
  values: { back: 0, stayed: 0 },
  identifiers: { gone: 0, back: 0, stayed: 0 },
  events: { gone: 0, back: 0, stayed: 0 },
  lists: { gone: 0, back: 0 },
  consents: { gone: 0, back: 0 },
  products: { gone: 0, back: 0, stayed: 0 },
  places: { gone: 0, back: 0, stayed: 0 },
  sample: [],
}

/** Both together. */
export function sumOf(a: UndoReport, b: Partial<UndoReport>): UndoReport {
  const sum = <K extends Exclude<keyof UndoReport, 'sample'>>(key: K): UndoReport[K] => {
    const more: Readonly<Record<string, number>> = b[key] ?? {}
    const entries = Object.entries(a[key]).map(([name, n]) => [name, n + (more[name] ?? 0)])
    return Object.fromEntries(entries) as UndoReport[K]
  }
  return {
    customers: sum('customers'),
    values: sum('values'),
    identifiers: sum('identifiers'),
    events: sum('events'),
    lists: sum('lists'),
    consents: sum('consents'),
    products: sum('products'),
    places: sum('places'),
    sample: [...a.sample, ...(b.sample ?? [])].slice(0, mostNamed),
  }
}

/** What changes of customers say. */
export function reportOfEdits(edits: readonly StoredEdit[]): Partial<UndoReport> {
  const count = (test: (edit: StoredEdit) => boolean): number => edits.filter(test).length
  const sum = (of: (edit: StoredEdit) => readonly unknown[]): number =>
    edits.reduce((n, edit) => n + of(edit).length, 0)
  return {
    customers: {
      gone: count(({ removed }) => removed),
      back: count(({ made }) => made),
      changed: count(({ made, removed }) => !made && !removed),
      stayed: 0,
    },
    values: { back: sum(({ fields }) => fields), stayed: 0 },
    identifiers: { gone: sum(({ lost }) => lost), back: sum(({ added }) => added), stayed: 0 },
  }
}

/** What stays. */
export function reportOfStays(stays: readonly Why[]): Partial<UndoReport> {
  const count = (what: Why['what']): number => stays.filter((each) => each.what === what).length
  return {
    customers: { gone: 0, back: 0, changed: 0, stayed: count('customer') + count('pair') },
    values: { back: 0, stayed: count('value') },
    identifiers: { gone: 0, back: 0, stayed: count('identifier') },
    sample: stays.slice(0, mostNamed),
  }
}
