import type { FieldQuality, Finding } from '../../domain/customer/quality/report.ts'
import { inTransaction, type Db } from './tables.ts'

/** What was found about the values of all fields. */
export type QualityReport = {
  /** The job that found it. */
  readonly job: number
  /** Milliseconds. */
  readonly at: number
  readonly customers: number
  readonly fields: readonly KeptQuality[]
}

/** Without the values that mends are made of: those are found again when they are wanted. */
export type KeptQuality = Omit<FieldQuality, 'findings'> & {
  readonly findings: readonly (Omit<Finding, 'mend'> & { readonly mends: boolean })[]
}

/** Keeps that report, and no earlier one. */
export async function keepReport(
  db: Db,
  report: Omit<QualityReport, 'fields'> & { readonly fields: readonly FieldQuality[] },
): Promise<void> {
  const { job, at, customers } = report
  const fields = report.fields.map(({ findings, ...rest }) => ({
    ...rest,
    findings: findings.map(({ mend, ...found }) => ({ ...found, mends: mend !== undefined })),
  }))
  await inTransaction(db, async (open) => {
    await open.deleteFrom('quality_reports').execute()
    await open
      .insertInto('quality_reports')
      .values({ job, at, customers, fields: JSON.stringify(fields) })
      .execute()
  })
}

/** The latest; undefined before the first. */
export async function latestReport(db: Db): Promise<QualityReport | undefined> {
  const row = await db
    .selectFrom('quality_reports')
    .selectAll()
    .orderBy('job', 'desc')
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, fields: JSON.parse(row.fields) as KeptQuality[] }
}

/** Takes the values that stand as examples out of the report: somebody was deleted, and any may be hers. */
export async function forgetExamples(db: Db): Promise<void> {
  await inTransaction(db, async (open) => {
    const report = await latestReport(open)
    if (report === undefined) return
    const fields = report.fields.map(({ findings, ...rest }) => ({
      ...rest,
      findings: findings.map((found) => ({ ...found, examples: [] })),
    }))
    await open
      .updateTable('quality_reports')
      .set({ fields: JSON.stringify(fields) })
      .where('job', '=', report.job)
      .execute()
  })
}
