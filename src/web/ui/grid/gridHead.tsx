import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, type PointerEvent } from 'react'
import { useText } from '../../text.tsx'
import { Menu } from '../menu.tsx'
import { narrowestPx, widestPx, type GridColumn, type GridProps, type Place } from './gridColumn.ts'

/** The headings: each opens what can be done with its column; its edge is drawn to make it wider. */
export function GridHead<R>({
  rows,
  columns,
  keyOf,
  selected,
  onSelect,
  onResize,
  at,
  onFocus,
}: GridProps<R> & { readonly at: Place; readonly onFocus: (place: Place) => void }) {
  const { t } = useText()
  const all = rows.length > 0 && rows.every((row) => selected.has(keyOf(row)))
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row">
        <div
          role="columnheader"
          aria-colindex={1}
          aria-label={t('grid.choose')}
          className="grid-cell grid-check"
          data-at="-1:0"
          tabIndex={at.row === -1 && at.column === 0 ? 0 : -1}
          onFocus={() => onFocus({ row: -1, column: 0 })}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t('grid.chooseAll')}
            checked={all}
            onChange={() => onSelect(all ? new Set() : new Set(rows.map(keyOf)))}
          />
        </div>
        {columns.map((column, i) => (
          <div
            key={column.key}
            role="columnheader"
            aria-colindex={i + 2}
            aria-sort={ariaSort(column.sorted)}
            className={`grid-cell grid-heading${i === 0 ? ' grid-first' : ''}`}
            data-at={`-1:${i + 1}`}
            tabIndex={at.row === -1 && at.column === i + 1 ? 0 : -1}
            onFocus={(event) => {
              if (event.target === event.currentTarget) onFocus({ row: -1, column: i + 1 })
            }}
          >
            <Menu
              heading
              label={t('grid.column', { column: column.title })}
              text={<Title column={column} />}
              groups={column.menu}
            />
            <Edge column={column} onResize={onResize} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Title<R>({ column }: { column: GridColumn<R> }) {
  const Icon = column.sorted === 'asc' ? ArrowUp : ArrowDown
  return (
    <>
      {column.title}
      {column.sorted !== undefined && <Icon aria-hidden size={12} />}
    </>
  )
}

/** Drawn by the pointer; by the keyboard the column's menu makes it wider and narrower. */
function Edge<R>({
  column,
  onResize,
}: {
  column: GridColumn<R>
  onResize: (key: string, widthPx: number) => void
}) {
  const begun = useRef<{ x: number; widthPx: number }>(undefined)
  const draw = (event: PointerEvent): void => {
    if (begun.current === undefined) return
    const widthPx = begun.current.widthPx + event.clientX - begun.current.x
    onResize(column.key, Math.max(narrowestPx, Math.min(widestPx, Math.round(widthPx))))
  }
  return (
    <span
      aria-hidden
      className="grid-edge"
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        begun.current = { x: event.clientX, widthPx: column.widthPx }
      }}
      onPointerMove={draw}
      onPointerUp={() => {
        begun.current = undefined
      }}
    />
  )
}

function ariaSort(sorted: 'asc' | 'desc' | undefined): 'ascending' | 'descending' | 'none' {
  if (sorted === undefined) return 'none'
  return sorted === 'asc' ? 'ascending' : 'descending'
}
