import { useText } from '../../text.tsx'
import type { EndedBy } from '../valueInput.tsx'
import { toggled, type GridColumn, type GridProps, type Place } from './gridColumn.ts'

type RowProps<R> = GridProps<R> & {
  readonly row: R
  readonly index: number
  readonly startPx: number
  /** Which of its cells has the keyboard. */
  readonly at: number | undefined
  readonly editing: { readonly first: string | undefined } | undefined
  readonly onFocus: (place: Place) => void
  readonly onEdit: (column: number) => void
  readonly onEndEdit: (by: EndedBy) => void
}

/** One row, in its place. */
export function GridRow<R>(props: RowProps<R>) {
  const { row, index, columns, keyOf, nameOf, selected, onSelect, at } = props
  const { t } = useText()
  const key = keyOf(row)
  const chosen = selected.has(key)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className="grid-row"
      style={{ transform: `translateY(${props.startPx}px)` }}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className="grid-cell grid-check"
        data-at={`${index}:0`}
        tabIndex={at === 0 ? 0 : -1}
        onFocus={() => props.onFocus({ row: index, column: 0 })}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t('grid.chooseRow', { row: nameOf(row) })}
          checked={chosen}
          onChange={() => onSelect(toggled(selected, key))}
        />
      </div>
      {columns.map((column, i) => (
        <Cell key={column.key} {...props} column={column} place={i + 1} />
      ))}
    </div>
  )
}

function Cell<R>({
  column,
  place,
  row,
  index,
  at,
  editing,
  onFocus,
  onEdit,
  onEndEdit,
}: RowProps<R> & { readonly column: GridColumn<R>; readonly place: number }) {
  const isEdited = editing !== undefined && at === place && column.editor !== undefined
  const looks = [place === 1 && 'grid-first', column.numeric === true && 'numeric']
  return (
    <div
      role={place === 1 ? 'rowheader' : 'gridcell'}
      aria-colindex={place + 1}
      aria-readonly={column.editor === undefined}
      className={['grid-cell', ...looks].filter((look) => look !== false).join(' ')}
      data-at={`${index}:${place}`}
      tabIndex={at === place ? 0 : -1}
      onFocus={(event) => {
        if (event.target === event.currentTarget) onFocus({ row: index, column: place })
      }}
      onDoubleClick={() => {
        if (column.editor !== undefined) onEdit(place)
      }}
    >
      {isEdited
        ? column.editor?.(row, { first: editing.first, onEnd: onEndEdit })
        : column.cell(row)}
    </div>
  )
}
