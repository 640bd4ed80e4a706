import { valueInto } from '../../domain/customer/typeChange.ts'
import type { Field } from '../../domain/customer/field.ts'
import { withValue, type Reference, type ReferenceKind } from '../../domain/reference/reference.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { referencesEdited } from '../../store/clickhouse/referenceEdits.ts'
import {
  readReferences,
  referenceIdsAfter,
  referenceRow,
  referenceTables,
} from '../../store/clickhouse/references.ts'
import { readShared } from '../../store/clickhouse/referenceValues.ts'
import { versionOf } from '../../store/clickhouse/version.ts'
import { fault } from '../../store/faults.ts'
import { fieldById } from '../../store/operational/fields.ts'
import { typedField } from '../fields/changeType.ts'
import { noneConverted, tryConversion } from './convert.ts'
import { mostNamed } from './makeUnique.ts'
import { nextStep, type Found, type Step, type Walk, type Work } from './fieldStep.ts'
import type { Settings } from './setState.ts'
import type { AloneMeans } from './takeAlone.ts'
import { reindexReferences } from './reindex.ts'

/**
 * Takes the next set of products or places of a job on one of their fields in. What it writes is no
 * change of theirs, and none is noted: it follows from what they say.
 */
export async function referenceStep(
  means: AloneMeans,
  work: Work,
  { field, kind }: { readonly field: Field; readonly kind: ReferenceKind },
): Promise<{ readonly step: Step; readonly found: Found }> {
  const { database, customersPerSet: limit = 10_000 } = means
  // Whether any two have the same is asked at once, of what stands when it becomes unique.
  if (work.task.task === 'unique') {
    const step = { resume: work.resume, last: true, ids: [] }
    return { step, found: await writeStep(means, work, { field, kind, ids: [] }) }
  }
  const walk: Walk = {
    all: async (page) => await referenceIdsAfter(database, kind, page.after, page.limit),
    changed: async (versions, page) => await referencesEdited(database, kind, versions, page),
  }
  const step = await nextStep(walk, work, limit)
  return { step, found: await writeStep(means, work, { field, kind, ids: step.ids }) }
}

/** Does with those records what the job is to do; answers what was found in all of its sets. */
async function writeStep(
  { database, db, settings: readSettings }: AloneMeans,
  { task, resume, entry }: Work,
  set: { readonly field: Field; readonly kind: ReferenceKind; readonly ids: readonly string[] },
): Promise<Found> {
  const { field, kind, ids } = set
  const { shared, converted = noneConverted } = resume
  const settings = await readSettings()
  const version = versionOf(entry.position)
  switch (task.task) {
    case 'index':
      await reindexReferences(database, settings, { kind, ids, version })
      return { shared }
    case 'phones':
      throw new Error('the phones that are read again are those of customers')
    case 'unique': {
      const { count, values } = await readShared(database, kind, field, mostNamed)
      return { shared: { count, values: Object.fromEntries(values) } }
    }
    case 'try type':
    case 'change type': {
      const records = [...(await readReferences(database, kind, ids)).values()]
      const values = records.map((record) => record.values[field.id])
      const into =
        task.task === 'try type'
          ? typedField(field, task, settings)
          : await fieldById(db, task.into)
      if (into === undefined) throw new Error('the field of the other type is gone')
      const both = { from: field, into }
      if (task.task === 'change type') {
        await convertReferences(database, settings, { ...both, kind, records, version })
      }
      // What comes again, changed meanwhile, was counted.
      const again = resume.follow !== undefined
      return {
        shared,
        converted: again ? converted : tryConversion(both, values, converted, settings),
      }
    }
  }
}

/** Gives them the value of the other field that theirs becomes, or none. */
async function convertReferences(
  database: Database,
  settings: Settings,
  {
    from,
    into,
    kind,
    records,
    version,
  }: {
    readonly from: Field
    readonly into: Field
    readonly kind: ReferenceKind
    readonly records: readonly Reference[]
    readonly version: number
  },
): Promise<void> {
  const catalog = settings.references[kind]
  const rows = records.flatMap((record) => {
    const value = valueInto({ from, into }, record.values[from.id], settings)
    const next = withValue(record, into.id, value)
    return next === record ? [] : [referenceRow(kind, next, version, catalog)]
  })
  // Without a token, by which a repeat could be dropped: the same row twice is one.
  if (rows.length > 0) await database.insert(referenceTables[kind].name, rows)
  fault('customers')
}
