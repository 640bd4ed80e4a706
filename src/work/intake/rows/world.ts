import type { Database } from '../../../store/clickhouse/database.ts'
import type { Passing } from '../../../store/clickhouse/gate.ts'
import type { RowsProgress } from './options.ts'
import type { RowSizes } from './sets.ts'
import type { Tally } from './tally.ts'
import type { Stretch } from './whole.ts'

/** How far a run has come: kept before a set is written, so that a repeat knows which one was under way. */
export type RowsMark = {
  /** The set that may have been written in part. */
  readonly set: number
  /** With what comes of that set. */
  readonly tally: Tally
  /** How the file was cut. */
  readonly sizes: RowSizes
  /** Where it is no set of rows, but of those who are not in the file. */
  readonly stretch?: Stretch
}

export type RowsWorld = {
  readonly database: Database
  /** Where an earlier attempt stood. */
  readonly mark?: RowsMark | undefined
  /** Durable when it returns. */
  readonly onMark: (mark: RowsMark) => Promise<void>
  readonly onProgress: (progress: RowsProgress) => void
  readonly signal?: AbortSignal | undefined
  readonly sizes?: RowSizes | undefined
  /** What runs a write once nothing forbids it: of a database that does not see to it itself. */
  readonly passing?: Passing | undefined
  /** Only what may have been written in part is written whole. */
  readonly onlyMend?: boolean | undefined
}
