import { nameFor, newField } from '../domain/customer/newField.ts'
import type { Field } from '../domain/customer/field.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import type { Calculation } from '../domain/segment/calculated/calculation.ts'
import { fieldShown } from '../domain/segment/calculated/kind.ts'
import { printName } from '../domain/segment/text/print.ts'
import {
  changeCalculation,
  createCalculation,
  type StoredCalculation,
} from '../store/operational/calculated.ts'
import {
  clusterByName,
  clusterOf,
  createCluster,
  type Cluster,
} from '../store/operational/clusters.ts'
import { listFields } from '../store/operational/fields.ts'
import type { Db } from '../store/operational/tables.ts'
import { valueContext } from '../work/context.ts'
import { makeField } from '../work/fields/change.ts'
import { demandFree, readCalculation, readDefinition } from './calculated.ts'
import { defining, vocabularyOf, type Vocabulary } from './questions.ts'
import type { Works } from './works.ts'

/** How a cluster is asked for: what is left out is as it stands, or is to be found by the name. */
export type WantedCluster = {
  readonly name: string
  readonly field?: string | undefined
  readonly type?: 'yes-no' | 'choice' | undefined
  readonly choices?: readonly string[] | undefined
  readonly from?: string | undefined
}

/** The cluster, and whether its field was made by this call. */
export type MadeCluster = { readonly cluster: Cluster; readonly now: 'made' | 'there' }

/**
 * The cluster of that name with its field: both as an earlier call left them, or made now in one
 * transaction. Throws a Refusal `conflict` where what is there is something else than what is asked for.
 */
export async function clusterWithField(
  works: Works,
  wanted: WantedCluster,
  by: string,
): Promise<MadeCluster> {
  const { db } = works.operational
  const cluster = await clusterByName(db, wanted.name)
  const vocabulary = await vocabularyOf(works)
  const there = cluster === undefined ? undefined : fieldOfCluster(cluster, vocabulary)
  const name = there?.name ?? wanted.field ?? fieldNameOf(wanted.name)
  if (there !== undefined && wanted.field !== undefined && wanted.field !== there.name) {
    throw other(`The cluster is the field ${there.name}`, 'field', `Leave ${wanted.field} out.`)
  }
  const making: Making = { wanted, name, cluster, by }
  if (wanted.from !== undefined) return await filledByCondition(works, making, wanted.from)
  const calculated = vocabulary.calculations.find((each) => each.name === name)
  if (calculated !== undefined) return await adoptCalculated(works, making, calculated)
  const stored = vocabulary.catalogue.fields.get(name)
  return stored === undefined
    ? await withNewField(works, making)
    : await adoptStored(works, making, stored)
}

/** The field that a cluster is; undefined where it is there no more. */
export function fieldOfCluster(
  { kind, field: id }: Pick<Cluster, 'kind' | 'field'>,
  { catalogue, calculations }: Vocabulary,
): Field | undefined {
  if (kind === 'stored') return [...catalogue.fields.values()].find((each) => each.id === id)
  const calculated = calculations.find((each) => each.id === id)
  return calculated && { ...fieldShown(calculated), archived: calculated.archived }
}

/** The condition of whom it is that is in it: of a yes or no, yes; of a choice, any of its values. */
export function conditionText(field: Pick<Field, 'name' | 'type'>): string {
  const name = printName(field.name)
  return field.type === 'boolean' ? `${name} = true` : `${name} exists`
}

type Making = {
  readonly wanted: WantedCluster
  /** Of the field. */
  readonly name: string
  readonly cluster: Cluster | undefined
  readonly by: string
}

function fieldNameOf(words: string): string {
  const name = nameFor(words)
  if (name !== undefined) return name
  const fix = 'Give the name of its field, of a-z, 0-9 and _.'
  throw new Refusal(
    failure('invalid', `No field can be named after ${JSON.stringify(words)}`, {
      where: 'field',
      fix,
    }),
  )
}

async function filledByCondition(
  works: Works,
  { wanted, name, by }: Making,
  from: string,
): Promise<MadeCluster> {
  return await defining(works, async (open, vocabulary) => {
    const stored = vocabulary.catalogue.fields.get(name)
    if (stored !== undefined) {
      const message = `The field ${name} has values of its own`
      throw other(message, 'from', 'Give another field, or leave the condition out.')
    }
    const calculation = definitionIn(from, name, vocabulary)
    demandType(typeOf(calculation), wanted)
    const there = vocabulary.calculations.find((each) => each.name === name)
    if (there !== undefined) {
      if (JSON.stringify(there.calculation) !== JSON.stringify(calculation)) {
        const fix = 'Define it anew by clientela fields calculate, or take another field.'
        throw other(`The field ${name} is filled by another condition`, 'from', fix)
      }
      return await adopted(works, { open, vocabulary }, { wanted, by }, there)
    }
    await demandFree(open, name, vocabulary)
    const words = { name, label: wanted.name.trim(), description: '' }
    const made = await createCalculation(open, { ...words, calculation, by }, works.clock())
    const cluster = { name: wanted.name, kind: 'calculated', field: made.id, made: true } as const
    return { cluster: await createCluster(open, cluster, works.clock()), now: 'made' }
  })
}

/** What a text after `field NAME =` means, with mistakes placed in that text. */
function definitionIn(from: string, name: string, vocabulary: Vocabulary): Calculation {
  try {
    return readDefinition({ text: `field ${printName(name)} =\n${from}` }, vocabulary).calculation
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, where = '', fix } = error.failure
    const line = /line (\d+), (column \d+)/.exec(where)
    const place = line === null ? 'from' : `from: line ${Number(line[1]) - 1}, ${line[2]}`
    throw new Refusal(
      failure(code, message, { where: place, ...(fix === undefined ? {} : { fix }) }),
    )
  }
}

async function adoptCalculated(
  works: Works,
  making: Making,
  { name }: StoredCalculation,
): Promise<MadeCluster> {
  return await defining(works, async (open, vocabulary) => {
    const there = vocabulary.calculations.find((each) => each.name === name)
    if (there === undefined) throw new Error(`the field ${name} is gone`)
    demandType(typeOf(there.calculation), making.wanted)
    return await adopted(works, { open, vocabulary }, making, there)
  })
}

/** In a transaction: brought back where it was put away, and then the cluster's own. */
async function adopted(
  works: Works,
  { open, vocabulary }: { readonly open: Db; readonly vocabulary: Vocabulary },
  { wanted, by }: Pick<Making, 'wanted' | 'by'>,
  there: StoredCalculation,
): Promise<MadeCluster> {
  const known = await clusterOf(open, 'calculated', there.id)
  if (known === undefined || known.name === wanted.name.trim()) {
    if (there.archived) {
      readCalculation(there, vocabulary)
      await changeCalculation(open, there, { archived: false, by }, works.clock())
    }
    if (known !== undefined) return { cluster: known, now: 'there' }
  }
  const cluster = { name: wanted.name, kind: 'calculated', field: there.id } as const
  const made = await createCluster(open, { ...cluster, made: there.archived }, works.clock())
  return { cluster: made, now: 'there' }
}

async function withNewField(works: Works, { wanted, name }: Making): Promise<MadeCluster> {
  const { db } = works.operational
  const type = wanted.type === 'choice' ? 'choice' : 'boolean'
  const asked = {
    name,
    type,
    label: wanted.name,
    searchable: true,
    filterable: true,
    ...(wanted.choices === undefined ? {} : { choices: wanted.choices }),
  } as const
  const checked = orRefuse(newField(asked, 0, await listFields(db), await valueContext(db)))
  const { id: _, builtIn: __, archived: ___, formerNames: ____, ...field } = checked
  let cluster: Cluster | undefined
  await makeField(works, field, async (open, made) => {
    const row = { name: wanted.name, kind: 'stored', field: made.id, made: true } as const
    cluster = await createCluster(open, row, works.clock())
  })
  if (cluster === undefined) throw new Error('a field was made without its cluster')
  return { cluster, now: 'made' }
}

async function adoptStored(
  works: Works,
  { wanted, cluster }: Making,
  field: Field,
): Promise<MadeCluster> {
  demandType(field.type, wanted)
  const { choices } = wanted
  if (choices !== undefined && choices.join('\n') !== field.choices?.join('\n')) {
    const fix = `Leave them out, or change them by clientela fields change ${field.name} --choice …`
    throw other(`The field ${field.name} has other choices`, 'choices', fix)
  }
  if (cluster !== undefined) return { cluster, now: 'there' }
  const row = { name: wanted.name, kind: 'stored', field: field.id, made: field.archived } as const
  const { db } = works.operational
  return { cluster: await createCluster(db, row, works.clock()), now: 'there' }
}

/** The types that a field of a cluster may have. */
function demandType(type: string, { type: wanted }: WantedCluster): void {
  if (type !== 'boolean' && type !== 'choice') {
    const fix = 'Give a condition, or "value" when … , else "value"; or another field.'
    throw other('A cluster is a yes or no, or a choice', 'type', fix, 'invalid')
  }
  const is = type === 'boolean' ? 'yes-no' : 'choice'
  if (wanted !== undefined && wanted !== is) {
    throw other(`The field is ${is}, not ${wanted}`, 'type', `Say ${is}, or leave it out.`)
  }
}

function typeOf(calculation: Calculation): string {
  if (calculation.type === 'condition') return 'boolean'
  return calculation.type === 'segmentation' ? 'choice' : calculation.type
}

function other(
  message: string,
  where: string,
  fix: string,
  code: 'conflict' | 'invalid' = 'conflict',
): Refusal {
  return new Refusal(failure(code, message, { where, fix }))
}
