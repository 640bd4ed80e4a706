import type { Failure } from '../../domain/failure.ts'
import type { Import } from '../../store/operational/imports.ts'
import type { OrdersResult } from '../intake/orders/options.ts'
import type { RowsResult } from '../intake/rows/options.ts'

/** What became of a file, for whoever looks into the folder. */
export function reportOf({ id, problem, result }: Import): string {
  const counts = result as RowsResult | OrdersResult | undefined
  const lines = [`Import ${id}`, ...(problem === undefined ? [] : [problem])]
  if (counts !== undefined && 'orders' in counts) {
    const { rows, orders, refunds, rejected } = counts
    lines.push(`${rows} rows: ${orders} orders, ${refunds} refunds, ${rejected} rows rejected`)
  } else if (counts !== undefined) {
    const { rows, new: fresh, changed, unchanged, rejected } = counts
    lines.push(
      `${rows} rows: ${fresh} new, ${changed} changed, ${unchanged} unchanged, ${rejected} rejected`,
    )
    for (const { count, column, reason, fix, rows: where } of counts.errors) {
      lines.push(`${count} x ${column}: ${reason} ${fix} (row ${where.join(', ')})`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The same of one that could not be begun. */
export function refusalReport({ message, where, fix }: Failure): string {
  const place = where === undefined ? [] : [`Where: ${where}`]
  return `${[message, ...place, ...(fix === undefined ? [] : [fix])].join('\n')}\n`
}

/** Whether nothing of the file could be taken. */
export function isLost({ state, result }: Import): boolean {
  if (state !== 'done') return true
  const { rows, rejected } = result as RowsResult | OrdersResult
  return rows > 0 && rejected === rows
}
