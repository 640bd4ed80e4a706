import type { Field, FieldOf } from '../../domain/customer/field.ts'
import { Refusal } from '../../domain/failure.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { countCustomers } from '../../store/clickhouse/customers.ts'
import { customersEdited } from '../../store/clickhouse/edits.ts'
import {
  customerIdsAfter,
  readRecords,
  type CustomerRecord,
} from '../../store/clickhouse/records.ts'
import { countReferences } from '../../store/clickhouse/references.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { changeField, fieldById } from '../../store/operational/fields.ts'
import { changingDefinitions } from '../../store/operational/definitions.ts'
import { noteTypeChange } from '../../store/operational/typeChanges.ts'
import type { Entry } from '../../store/operational/inbox.ts'
import { changeJob, jobById, type Job, type JobChange } from '../../store/operational/jobs.ts'
import type { Operational } from '../../store/operational/open.ts'
import type { Db } from '../../store/operational/tables.ts'
import {
  announce,
  announceForgotten,
  isUsable,
  noteTask,
  taskOf,
  type FieldTask,
} from '../fields/work.ts'
import { typedField, takeName } from '../fields/changeType.ts'
import { convertSet, noneConverted, tryConversion } from './convert.ts'
import { nextStep, type Found, type Resume, type Step, type Walk, type Work } from './fieldStep.ts'
import { claimSet, noneShared, releaseClaims, type Shared } from './makeUnique.ts'
import { referenceStep } from './referenceStep.ts'
import { reindexSet } from './reindex.ts'
import { noneReread, rereadPhones, type Reread } from './rereadPhones.ts'
import { emptyTouched } from './setState.ts'
import { readRuns } from './undo/runs.ts'
import type { AloneMeans, Taken } from './takeAlone.ts'

export type FieldWorkMeans = AloneMeans & { readonly operational: Operational }

type CustomerStep = Step & { readonly records: readonly CustomerRecord[] }

/**
 * Takes the next set of customers of a job on a field in. What it writes is repeated without harm; where
 * the job stands is noted when that is durable. The entry that goes on is appended before that, so that
 * no kill leaves a job that nobody goes on with; one that was appended twice counts once.
 */
export async function takeFieldWork(
  means: FieldWorkMeans,
  entry: Entry,
  { job: id }: { readonly job: number },
): Promise<Taken & { readonly forgotten: boolean }> {
  const { db } = means
  const done = { outcomes: new Map(), touched: emptyTouched(), forgotten: false }
  const job = await jobById(db, id)
  if (job === undefined || (job.state !== 'waiting' && job.state !== 'running')) {
    // A repeat of the entry that ended it: what was to follow may not have been announced.
    await announceForgotten(means.operational)
    return done
  }
  const resume = (job.progress.resume as Resume | undefined) ?? firstOf(entry)
  if (resume.next !== entry.position) return done
  const task = taskOf(job)
  if (job.cancel) await takeBack(means, job, { state: 'cancelled' })
  else if (task.task === 'release') await release(means, job, task.field)
  else await takeStep(means, { job, task, resume, entry, touched: done.touched })
  // Whose values became those of another field is not told: what is stored says it.
  const touched = task.task === 'change type' ? undefined : done.touched
  return { ...done, touched, forgotten: task.task === 'release' || task.task === 'phones' }
}

/** What an entry that was set aside, for a mistake of ours, was to do is over. */
export async function failFieldWork(
  operational: Operational,
  id: number,
  now: number,
): Promise<void> {
  const { db } = operational
  const job = await jobById(db, id)
  if (job === undefined) return
  const problem = 'A mistake of the program; the log has the reason'
  await takeBack({ operational, db, clock: () => now }, job, { state: 'failed', problem })
}

function firstOf({ position }: Entry): Resume {
  return { next: position, after: '', began: versionOf(position), shared: noneShared }
}

async function takeStep(means: FieldWorkMeans, work: Work): Promise<void> {
  const { db, operational, database, clock } = means
  const { job, task } = work
  const field = await fieldById(db, task.field)
  if (field === undefined) throw new Error(`there is no field ${task.field}`)
  const total = job.progress.total ?? (await countOf(database, field.of))
  const { step, found } =
    field.of === 'customer'
      ? await customerStep(means, work, field)
      : await referenceStep(means, work, { field, kind: field.of })
  // Everybody was seen and it cannot come to be: who is changed meanwhile would be counted again.
  const isVain = found.shared.count > 0 && step.resume.follow !== undefined
  if (step.last || isVain) return await finish(means, work, { field, found, total })
  const next = await announce(operational, job.id)
  const handled = Math.min(total, job.progress.done + step.ids.length)
  await changeJob(db, job.id, {
    state: 'running',
    started: job.started ?? clock(),
    progress: { done: handled, total, resume: { ...step.resume, ...found, next } satisfies Resume },
  })
  means.onProgress(0, 0)
}

async function countOf(database: Database, of: FieldOf): Promise<number> {
  return of === 'customer'
    ? (await countCustomers(database)).count
    : await countReferences(database, of)
}

async function customerStep(
  means: FieldWorkMeans,
  work: Work,
  field: Field,
): Promise<{ readonly step: Step; readonly found: Found }> {
  const { database, customersPerSet: limit = 10_000 } = means
  const walk: Walk = {
    all: async (page) => await customerIdsAfter(database, page.after, page.limit),
    changed: async (versions, page) =>
      await customersEdited(database, { field: field.id, ...versions }, page),
  }
  const step = await nextStep(walk, work, limit)
  const records = await recordsOf(database, step.ids)
  return { step, found: await writeStep(means, work, { field, step: { ...step, records } }) }
}

async function recordsOf(
  database: FieldWorkMeans['database'],
  ids: readonly string[],
): Promise<readonly CustomerRecord[]> {
  return [...(await readRecords(database, ids)).values()]
}

/** Does with those customers what the job is to do; answers what was found in all of its sets. */
async function writeStep(
  means: FieldWorkMeans,
  work: Work,
  { field, step: { records } }: { readonly field: Field; readonly step: CustomerStep },
): Promise<Found> {
  const { task, resume, entry } = work
  const { database, db } = means
  const version = versionOf(entry.position)
  const settings = await means.settings()
  const { shared, converted = noneConverted } = resume
  const values = records.map((record) => record.values.get(field.id)?.[0])
  switch (task.task) {
    case 'index':
      await reindexSet(database, settings, records, version)
      return { shared }
    case 'unique':
      return { shared: await claimSet(database, field, { records, version, before: shared }) }
    case 'try type': {
      const into = typedField(field, task, settings)
      return {
        shared,
        converted: tryConversion({ from: field, into }, values, converted, settings),
      }
    }
    case 'phones':
      return { shared, reread: await readPhones(means, work, records) }
    case 'change type': {
      const into = await fieldById(db, task.into)
      if (into === undefined) throw new Error(`there is no field ${task.into}`)
      await convertSet(database, settings, { from: field, into }, { records, entry })
      // Who comes again, changed meanwhile, was counted.
      const again = resume.follow !== undefined
      const both = { from: field, into }
      return {
        shared,
        converted: again ? converted : tryConversion(both, values, converted, settings),
      }
    }
  }
}

async function readPhones(
  means: FieldWorkMeans,
  { resume: { reread: before = noneReread }, entry, touched }: Work,
  records: readonly CustomerRecord[],
): Promise<Reread> {
  const [settings, runs] = [await means.settings(), await readRuns(means.db)]
  const set = { records, entry, settings, runs }
  const { reread, edits } = await rereadPhones(means.database, set)
  for (const { customer, fields } of edits) {
    touched.customers.add(customer)
    for (const { field } of fields) touched.fields.add(field)
  }
  return {
    customers: before.customers + reread.customers,
    conflicts: before.conflicts + reread.conflicts,
  }
}

async function finish(
  means: FieldWorkMeans,
  { job, task, entry }: Work,
  { field, found, total }: { readonly field: Field; readonly found: Found; readonly total: number },
): Promise<void> {
  const { db, clock, operational } = means
  const over = { finished: clock(), started: job.started ?? clock() }
  const { shared, converted, reread } = found
  const result = converted ?? reread
  if (task.task === 'unique' && shared.count > 0) {
    const problem = sharedText(field, shared)
    return await takeBack(means, job, { state: 'failed', problem, ...over })
  }
  try {
    await changingDefinitions(db, clock(), async (open) => {
      if (task.task === 'unique') await changeField(open, field.id, { unique: true })
      if (task.task === 'index' && task.unique === true) {
        await noteTask(open, { task: 'unique', field: field.id }, clock())
      }
      if (task.task === 'change type') {
        await takeName(open, field.id, task.into, clock())
        const { position } = entry
        await noteTypeChange(open, { field: field.id, becomes: task.into, position })
      }
      const progress = { done: total, total, ...(result === undefined ? {} : { result }) }
      await changeJob(open, job.id, { state: 'done', progress, ...over })
    })
  } catch (error) {
    // A segment that was saved meanwhile could not be answered any more.
    if (!(error instanceof Refusal) || error.failure.code !== 'conflict') throw error
    const problem = error.failure.message
    return await takeBack(means, job, { state: 'failed', problem, ...over })
  }
  const goesOn = task.task === 'change type' || (task.task === 'index' && task.unique === true)
  if (goesOn) await announceForgotten(operational)
}

function sharedText({ label, of }: Field, { count, values }: Shared): string {
  const named = Object.entries(values).map(
    ([value, more]) => `${JSON.stringify(value)} (${more + 1} ${of}s)`,
  )
  const mend = of === 'customer' ? 'Correct or merge them' : 'Correct them'
  return `${label} is not unique: ${count} ${of}s have a value that another has: ${named.join(', ')}. ${mend}, then try again`
}

/** Ends a job without its aim: what it was to change stays as it was, and what it has written is let go. */
async function takeBack(
  { operational, db, clock }: Pick<FieldWorkMeans, 'operational' | 'db' | 'clock'>,
  job: Job,
  change: JobChange,
): Promise<void> {
  const task = taskOf(job)
  const now = clock()
  const after = await changingDefinitions(db, now, async (open) => {
    await changeJob(open, job.id, { finished: now, ...change })
    return await backTask(open, task, now)
  })
  if (after !== undefined) await announce(operational, after.id)
}

async function backTask(open: Db, task: FieldTask, now: number): Promise<Job | undefined> {
  if (task.task === 'unique') {
    const field = await fieldById(open, task.field)
    if (field?.of !== 'customer') return undefined
    return await noteTask(open, { task: 'release', field: task.field }, now)
  }
  if (task.task !== 'index' || task.back === null) return undefined
  const before = await fieldById(open, task.field)
  const after = await changeField(open, task.field, task.back)
  if (before === undefined || after === undefined) return undefined
  const fill = isUsable(after) && !isUsable(before)
  return await noteTask(open, { task: 'index', field: after.id, fill, back: null }, now)
}

async function release(means: FieldWorkMeans, job: Job, field: number): Promise<void> {
  await releaseClaims(means.database, field)
  const progress = { done: 0, total: 0 }
  await changeJob(means.db, job.id, { state: 'done', progress, finished: means.clock() })
}
