import type { Field } from '../../domain/customer/field.ts'
import type { FindingCode } from '../../domain/customer/quality/code.ts'
import type { FieldQuality } from '../../domain/customer/quality/report.ts'
import type { ValueContext } from '../../domain/customer/value.ts'
import type { OpenOptions } from '../../store/clickhouse/open.ts'
import { entryUrl } from '../../store/thread.ts'
import { askThread, serveAsked, type AskOptions } from '../askedThread.ts'
import { examineField, planMend, type MendPlan, type Preview } from './examine.ts'

/** What is to be looked at. */
export type ThreadJob = {
  readonly fields: readonly Field[]
  readonly shop: ValueContext
  readonly today: number
  /** The thread has its own way to the engine: rows do not pass through the main one. */
  readonly database: OpenOptions
}

/** What mends a finding, and what that would do. */
export type Planned = { readonly plan: MendPlan; readonly preview: Preview }

/** Judging every value is heavy: it has a thread of its own, so that the API answers meanwhile. */
export async function examineInThread(
  job: ThreadJob,
  options: AskOptions,
): Promise<readonly FieldQuality[]> {
  return await askThread(entry, asked(job, null), options)
}

/** Undefined where there is nothing to mend. */
export async function planInThread(
  job: ThreadJob,
  mend: FindingCode,
  options: AskOptions,
): Promise<Planned | undefined> {
  return await askThread(entry, asked(job, mend), options)
}

type Asked = ThreadJob & { readonly mend: FindingCode | null }

function asked(job: ThreadJob, mend: FindingCode | null): Asked {
  return { ...job, mend }
}

const entry = entryUrl('./examineThread.ts', import.meta.url)

await serveAsked<Asked>(entry, async (database, { fields, shop, today, mend }, onProgress) => {
  const means = { database, shop, today }
  const [first] = fields
  if (mend !== null && first !== undefined) return await planMend(means, first, mend)
  const found: FieldQuality[] = []
  for (const field of fields) {
    found.push(await examineField(means, field))
    onProgress(found.length)
  }
  return found
})
