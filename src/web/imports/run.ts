import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'

export type Run = Answer<typeof routes.imports.read>
export type ListedRun = Answer<typeof routes.imports.list>['items'][number]
export type RunState = Run['state']

/** An import of a file of rows, of which the columns are mapped on its page. */
export type RowRun = Extract<Run, { kind: 'customers' | 'events' | 'products' | 'places' }>
/** An import of order lines: a column for each thing that a line has. */
export type OrderRun = Extract<Run, { kind: 'orders' }>
export type Detection = NonNullable<RowRun['detection']>
export type ImportColumn = Detection['columns'][number]
export type RowResult = NonNullable<RowRun['result']>

/** States in which something is being done by itself. */
export const busyStates: readonly RunState[] = ['checking', 'waiting', 'running']

/** How often a run is looked at while it works. */
export const lookEveryMs = 700

export function isRowRun(run: Run): run is RowRun {
  return 'detection' in run && run.kind !== 'orders'
}

export function isOrderRun(run: Run): run is OrderRun {
  return run.kind === 'orders'
}
