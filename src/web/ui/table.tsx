import type { ReactNode } from 'react'

export type Column<R> = {
  readonly key: string
  readonly title: string
  readonly cell: (row: R) => ReactNode
  /** Numbers stand at the right. */
  readonly numeric?: boolean
  /** On a phone, where each row is a card: it is left out. */
  readonly spare?: boolean
  /** On a phone: all the width, without its heading. */
  readonly plain?: boolean
}

/** Rows under headings; on a phone each row is a card, its first column the heading of it. */
export function Table<R>({
  caption,
  columns,
  rows,
  keyOf,
  even = false,
}: {
  caption: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  keyOf: (row: R) => string | number
  /** Columns are as wide as those of its neighbours, whatever is in them. */
  even?: boolean
}) {
  return (
    <div className="table-frame">
      <table className={even ? 'table table-even' : 'table'}>
        <caption className="only-heard">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, i) =>
                i === 0 ? (
                  <th key={column.key} scope="row" className={classOf(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} data-title={column.title} className={classOf(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function classOf<R>({ numeric, spare, plain }: Column<R>): string {
  const classes = { numeric, spare, plain }
  return Object.entries(classes)
    .flatMap(([name, is]) => (is === true ? [name] : []))
    .join(' ')
}

/** What a row is of: a link, with a line about it below. */
export function RowTitle({ title, note }: { title: ReactNode; note?: ReactNode }) {
  return (
    <span className="row-title">
      {title}
      {note !== undefined && <span className="note">{note}</span>}
    </span>
  )
}
