import type { ReactNode } from 'react'
import type { MenuItem } from '../menu.tsx'

/** A column of a grid, of rows of the type R. */
export type GridColumn<R> = {
  readonly key: string
  readonly title: string
  readonly widthPx: number
  readonly numeric?: boolean
  readonly cell: (row: R) => ReactNode
  /** What copying a cell takes, and what is read where it is no text. */
  readonly text: (row: R) => string
  readonly sorted?: 'asc' | 'desc' | undefined
  /** What can be done with it: sort, move, hide. */
  readonly menu: readonly (readonly MenuItem[])[]
  /** How a value of it is edited in its cell; left out where it can only be read. */
  readonly editor?: (row: R, edit: CellEdit) => ReactNode
  /** A text put into it from the clipboard, or an empty one by Delete. */
  readonly onText?: (row: R, text: string) => void
}

export type CellEdit = {
  /** What was typed to begin with, which stands in the place of the value. */
  readonly first: string | undefined
  readonly onEnd: (by: 'enter' | 'tab' | 'escape' | 'blur') => void
}

/** Which cell has the keyboard: a row of −1 is the headings, a column of 0 what chooses rows. */
export type Place = { readonly row: number; readonly column: number }

export const narrowestPx = 72
export const widestPx = 640

export type GridProps<R> = {
  readonly label: string
  readonly rows: readonly R[]
  readonly columns: readonly GridColumn<R>[]
  readonly keyOf: (row: R) => string
  readonly nameOf: (row: R) => string
  /** How many there are in all, where that is known. */
  readonly total: number | undefined
  /** Called as the end of the rows comes near; there are more when it is given. */
  readonly onMore: (() => void) | undefined
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onOpen: (row: R) => void
  readonly onUndo: () => void
  readonly onResize: (key: string, widthPx: number) => void
}

/** A set with something taken in, or out where it was in. */
export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}
