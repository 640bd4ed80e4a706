import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { GridHead } from './gridHead.tsx'
import type { GridProps, Place } from './gridColumn.ts'
import { GridRow } from './gridRow.tsx'
import { useGridKeys } from './useGridKeys.ts'

const rowPx = 36
const checkPx = 40

/** Rows without end under headings, by the keyboard as a spreadsheet is: only those in view are drawn. */
export function Grid<R>(props: GridProps<R>) {
  const { label, rows, columns, keyOf, total, onMore } = props
  const frame = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<Place>({ row: -1, column: 0 })
  const [editing, setEditing] = useState<{ first: string | undefined }>()
  const wantsFocus = useRef(false)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPx,
    overscan: 12,
    // The cell that has the keyboard stays, wherever the rows are moved to.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range)
      return at.row < 0 || at.row >= rows.length || seen.includes(at.row)
        ? seen
        : [...seen, at.row].toSorted((a, b) => a - b)
    },
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - 40) onMore?.()
  }, [last, rows.length, onMore])
  useEffect(() => {
    if (!wantsFocus.current) return
    const cell = frame.current?.querySelector<HTMLElement>(`[data-at="${at.row}:${at.column}"]`)
    if (cell === null || cell === undefined) return
    wantsFocus.current = false
    cell.focus({ preventScroll: true })
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
  const go = (to: Place): void => {
    wantsFocus.current = true
    if (to.row >= 0) virtual.scrollToIndex(to.row)
    setAt(to)
  }
  const press = useGridKeys(props, rowPx, { at, go, edit: (first) => setEditing({ first }) })
  const template = [checkPx, ...columns.map(({ widthPx }) => widthPx)]
    .map((px) => `${px}px`)
    .join(' ')
  return (
    <div className="grid-frame" ref={frame}>
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={total === undefined ? -1 : total + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        className="data-grid"
        style={{ '--columns': template } as object}
        onKeyDown={(event) => press(event, frame.current?.clientHeight ?? 0)}
      >
        <GridHead {...props} at={at} onFocus={setAt} />
        <div
          role="rowgroup"
          className="grid-body"
          style={{ blockSize: `${virtual.getTotalSize()}px` }}
        >
          {drawn.flatMap(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return []
            return [
              <GridRow
                key={keyOf(row)}
                {...props}
                row={row}
                index={index}
                startPx={start}
                at={at.row === index ? at.column : undefined}
                editing={at.row === index ? editing : undefined}
                onFocus={setAt}
                onEdit={(column) => {
                  setAt({ row: index, column })
                  setEditing({ first: undefined })
                }}
                onEndEdit={(by) => {
                  setEditing(undefined)
                  if (by === 'blur') return
                  const down = by === 'enter' && index + 1 < rows.length ? 1 : 0
                  const right = by === 'tab' && at.column < columns.length ? 1 : 0
                  go({ row: index + down, column: at.column + right })
                }}
              />,
            ]
          })}
        </div>
      </div>
    </div>
  )
}
