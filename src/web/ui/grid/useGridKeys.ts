import type { KeyboardEvent } from 'react'
import { toggled, type GridProps, type Place } from './gridColumn.ts'
import { placeAfter } from './gridKeys.ts'

type Moves = {
  readonly at: Place
  readonly go: (to: Place) => void
  readonly edit: (first: string | undefined) => void
}

/** What keys do on a cell, besides leading to another. */
export function useGridKeys<R>(props: GridProps<R>, rowPx: number, { at, go, edit }: Moves) {
  const { rows, columns, keyOf, selected, onSelect, onOpen, onUndo } = props
  return (event: KeyboardEvent, heightPx: number): void => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['at'] === undefined) return
    const ctrl = event.ctrlKey || event.metaKey
    const bounds = {
      rows: rows.length,
      columns: columns.length + 1,
      pageRows: Math.max(1, Math.floor(heightPx / rowPx) - 2),
    }
    const to = placeAfter({ key: event.key, ctrl }, at, bounds)
    if (to !== undefined) {
      event.preventDefault()
      go(to)
      return
    }
    const row = rows[at.row]
    if (row === undefined) return openHeading(event)
    const does = cellKey(event.key, ctrl)
    if (does === undefined) return
    event.preventDefault()
    const column = columns[at.column - 1]
    const begin = (first?: string): void => {
      if (column?.editor !== undefined) edit(first)
    }
    const deeds: Readonly<Record<Deed, () => unknown>> = {
      open: () => onOpen(row),
      undo: onUndo,
      select: () => onSelect(toggled(selected, keyOf(row))),
      all: () => onSelect(new Set(rows.map(keyOf))),
      clear: () => column?.onText?.(row, ''),
      copy: async () => await navigator.clipboard.writeText(column?.text(row) ?? ''),
      paste: async () => column?.onText?.(row, await navigator.clipboard.readText()),
      edit: () => begin(),
      type: () => begin(event.key),
    }
    deeds[does]()
  }
}

/** On a heading, Enter and the space bar open what can be done with its column. */
function openHeading(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return
  event.preventDefault()
  ;(event.target as HTMLElement).querySelector<HTMLElement>('button, input')?.click()
}

type Deed = 'open' | 'undo' | 'all' | 'copy' | 'paste' | 'edit' | 'select' | 'clear' | 'type'

function cellKey(key: string, ctrl: boolean): Deed | undefined {
  if (ctrl) return ctrlKeys[key.toLowerCase()]
  return plainKeys[key] ?? (/^.$/u.test(key) ? 'type' : undefined)
}

const ctrlKeys: Readonly<Record<string, Deed | undefined>> = {
  enter: 'open',
  z: 'undo',
  a: 'all',
  c: 'copy',
  v: 'paste',
}

const plainKeys: Readonly<Record<string, Deed | undefined>> = {
  Enter: 'edit',
  F2: 'edit',
  ' ': 'select',
  Delete: 'clear',
  Backspace: 'clear',
}
