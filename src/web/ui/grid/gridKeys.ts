import type { Place } from './gridColumn.ts'

/** How far the keyboard can go. */
export type Bounds = { readonly rows: number; readonly columns: number; readonly pageRows: number }

type Key = { readonly key: string; readonly ctrl: boolean }

/** Where a key of a spreadsheet leads from a cell; undefined where it leads nowhere. */
export function placeAfter({ key, ctrl }: Key, at: Place, bounds: Bounds): Place | undefined {
  const step = steps[key]
  if (step === undefined) return undefined
  const { row, column } = step(at, bounds, ctrl)
  return {
    row: Math.max(-1, Math.min(bounds.rows - 1, row)),
    column: Math.max(0, Math.min(bounds.columns - 1, column)),
  }
}

type Step = (at: Place, bounds: Bounds, ctrl: boolean) => Place

const steps: Readonly<Record<string, Step>> = {
  ArrowUp: ({ row, column }, _, ctrl) => ({ row: ctrl ? 0 : row - 1, column }),
  ArrowDown: ({ row, column }, { rows }, ctrl) => ({ row: ctrl ? rows - 1 : row + 1, column }),
  ArrowLeft: ({ row, column }, _, ctrl) => ({ row, column: ctrl ? 0 : column - 1 }),
  ArrowRight: ({ row, column }, { columns }, ctrl) => ({
    row,
    column: ctrl ? columns - 1 : column + 1,
  }),
  Home: ({ row }, _, ctrl) => ({ row: ctrl ? 0 : row, column: 0 }),
  End: ({ row }, { rows, columns }, ctrl) => ({ row: ctrl ? rows - 1 : row, column: columns - 1 }),
  PageUp: ({ row, column }, { pageRows }) => ({ row: Math.max(0, row - pageRows), column }),
  PageDown: ({ row, column }, { pageRows }) => ({ row: row + pageRows, column }),
}
