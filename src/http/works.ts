import type { Database } from '../store/clickhouse/database.ts'
import type { Operational } from '../store/operational/open.ts'
import type { SessionLengths } from '../store/operational/sessions.ts'
import type { AuditLog } from '../work/access/auditLog.ts'
import type { SignIn } from '../work/access/signIn.ts'
import type { Backups } from '../work/backup/runner.ts'
import type { Changed } from '../work/deliver/changed.ts'
import type { Deliverer } from '../work/deliver/deliverer.ts'
import type { Finder } from '../work/duplicates/finder.ts'
import type { Checker } from '../work/imports/checker.ts'
import type { Previewer } from '../work/promotions/previewer.ts'
import type { Examiner } from '../work/quality/examiner.ts'
import type { Refresher } from '../work/refresh/refresher.ts'
import type { Watcher } from '../work/watch/watcher.ts'
import type { PublicUrl } from './browser.ts'

/** What the routes work with, built by `main.ts`. */
export type Works = {
  readonly operational: Operational
  readonly database: Database
  readonly refresher: Refresher
  /** Tells when the ledger may have more entries. */
  readonly changed: Changed
  /** Aborted when the program stops: what answers for as long as somebody listens ends by it. */
  readonly stopping: AbortSignal
  /** Of what webhooks are told. */
  readonly deliverer: Deliverer
  /** Of duplicates. */
  readonly finder: Finder
  /** Tries imports. */
  readonly checker: Checker
  /** Of the quality of values. */
  readonly examiner: Examiner
  /** Of what promotions would have come to. */
  readonly previewer: Previewer
  /** Takes files of a folder in. */
  readonly watcher: Watcher
  readonly backups: Backups
  /** Of what was done. */
  readonly audit: AuditLog
  /** How people come in. */
  readonly signIn: SignIn
  readonly sessionLengths: SessionLengths
  readonly publicUrl: PublicUrl
  /** The engine is a process of the program's own, in the data directory. */
  readonly ownEngine: boolean
  /** The data directory. */
  readonly directory: string
  /** What a packed file that is imported may hold unpacked. */
  readonly unpackedLimitBytes: number
  /** How long a write on single records waits to be readable before it is answered as on its way. */
  readonly writeWaitMs: number
  readonly version: string
  /** Milliseconds. */
  readonly started: number
  readonly clock: () => number
}
