import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import type { Field } from '../../domain/customer/field.ts'
import { findings, type FindingCode } from '../../domain/customer/quality/code.ts'
import { failure, Refusal } from '../../domain/failure.ts'
import { fieldByName, listFields } from '../../store/operational/fields.ts'
import {
  latestReport,
  type KeptQuality,
  type QualityReport,
} from '../../store/operational/qualityReports.ts'
import type { CleanOptions } from '../../work/imports/clean.ts'
import type { Planned } from '../../work/quality/examineThread.ts'
import { callerOf } from '../auth.ts'
import { found } from '../found.ts'
import { iso } from '../instants.ts'
import { serve } from '../route.ts'
import { beginRun } from '../../work/beginRun.ts'
import type { Works } from '../works.ts'
import { shownJob } from './jobs.ts'

/** How good the values of fields are, and what mends them. */
export function serveQuality(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.quality.run, async (_, { request }) =>
    shownJob(await works.examiner.request(callerOf(request).name)),
  )
  serve(app, routes.quality.read, async () => {
    const report = await latestReport(db)
    return report === undefined ? null : shownReport(report, await listFields(db))
  })
  serve(app, routes.quality.mend, async ({ body }, { request, signal }) => {
    const field = await standingField(works, body.field)
    const planned = await works.examiner.plan(field, body.code, signal)
    if (planned === undefined) throw nothingToMend(body)
    const { customers, values, examples } = planned.preview
    const by = callerOf(request).name
    const run = body.dryRun ? null : await begin(works, { field, code: body.code, planned, by })
    return {
      field: body.field,
      code: body.code,
      customers,
      values,
      examples: examples.map((each) => ({
        before: each.before as Json,
        after: each.after as Json,
        customers: each.customers,
      })),
      import: run,
    }
  })
}

type Mending = {
  readonly field: Field
  readonly code: FindingCode
  readonly planned: Planned
  readonly by: string
}

async function begin(works: Works, { field, code, planned, by }: Mending): Promise<number> {
  const options: CleanOptions = { field: field.id, type: field.type, code }
  const run = { kind: 'clean', fileName: `${code} of ${field.name}`, options, by }
  return await beginRun(works, run, (made) => ({ kind: 'import', import: made }), planned.plan)
}

async function standingField(works: Works, name: string): Promise<Field> {
  const field = found(await fieldByName(works.operational.db, name), 'field', 'field')
  return found(field.archived ? undefined : field, 'field', 'field')
}

type Asked = { readonly field: string; readonly code: FindingCode }

function nothingToMend({ field, code }: Asked): Refusal {
  const { mend, says } = findings[code]
  return new Refusal(
    mend === undefined
      ? failure('invalid', `What ${says.en} is for people to correct`, { where: 'code' })
      : failure('conflict', `Of ${field} there is nothing of the kind ${code} that can be mended`, {
          where: 'code',
          fix: 'Look at the values anew (POST /api/quality). What is required is not taken away.',
        }),
  )
}

/** Fields that are gone meanwhile are left out. */
function shownReport({ job, at, customers, fields }: QualityReport, all: readonly Field[]) {
  const byId = new Map(all.map((field) => [field.id, field]))
  return {
    job,
    at: iso(at),
    customers,
    fields: fields.flatMap((quality) => {
      const field = byId.get(quality.field)
      return field === undefined || field.archived ? [] : [shownField(quality, field, customers)]
    }),
  }
}

function shownField(quality: KeptQuality, { name, label }: Field, customers: number) {
  const { filled, distinct, invalid, suspicious, sources } = quality
  return {
    field: name,
    label,
    filled,
    share: shareOf(filled, customers),
    distinct,
    invalid,
    suspicious,
    sources: sources.map((each) => ({ ...each })),
    findings: quality.findings.map(({ code, count, values, examples, type, mends }) => ({
      code,
      level: findings[code].level,
      says: findings[code].says,
      count,
      share: shareOf(count, filled),
      values,
      examples: examples as Json[],
      mend: mends ? (findings[code].mend ?? null) : null,
      type: type ?? null,
    })),
  }
}

function shareOf(n: number, all: number): number {
  return all === 0 ? 0 : Math.round((n / all) * 1e6) / 1e6
}
