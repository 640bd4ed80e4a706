import type { Field } from '../../domain/customer/field.ts'
import type { FindingCode } from '../../domain/customer/quality/code.ts'
import { localDay } from '../../domain/time/zone.ts'
import { countCustomers } from '../../store/clickhouse/customers.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { listFields } from '../../store/operational/fields.ts'
import { keepReport } from '../../store/operational/qualityReports.ts'
import { startAskedJobs, type AskedJobs, type AskedOptions } from '../askedJobs.ts'
import { valueContext } from '../context.ts'
import { examineInThread, planInThread, type Planned, type ThreadJob } from './examineThread.ts'

export type ExaminerOptions = Omit<AskedOptions, 'kind'> & {
  readonly database: Database
  /** As the thread that judges opens the same database. */
  readonly connection: OpenOptions
}

/** Looks at the values of all fields when somebody asks, one run at a time. */
export type Examiner = AskedJobs & {
  /** What mends a finding of a field as its values are now; undefined where there is nothing to mend. */
  plan(field: Field, code: FindingCode, signal: AbortSignal): Promise<Planned | undefined>
}

/** Starts the worker: what an earlier process left unfinished is done again. */
export function startExaminer(examiner: ExaminerOptions): Examiner {
  const { operational, database, clock } = examiner
  const { db } = operational
  const jobs = startAskedJobs(
    { ...examiner, kind: 'quality' },
    async ({ id }, { signal, onProgress }) => {
      const fields = (await listFields(db)).filter(({ archived }) => !archived)
      const found = await examineInThread(await threadJob(examiner, fields), {
        signal,
        onProgress: (done) => onProgress(done, fields.length),
      })
      const { count } = await countCustomers(database)
      await keepReport(db, { job: id, at: clock(), customers: count, fields: found })
    },
  )
  return {
    ...jobs,
    plan: async (field, code, signal) =>
      await planInThread(await threadJob(examiner, [field]), code, { signal }),
  }
}

async function threadJob(
  { operational, connection, clock }: ExaminerOptions,
  fields: readonly Field[],
): Promise<ThreadJob> {
  const shop = await valueContext(operational.db)
  return { fields, shop, today: localDay(shop.zone, clock()), database: connection }
}
