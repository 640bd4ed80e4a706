import type { FastifyInstance } from 'fastify'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { fieldWords } from '../../domain/customer/fieldRules.ts'
import { labelOf } from '../../domain/customer/newField.ts'
import { failure, orRefuse, Refusal } from '../../domain/failure.ts'
import type { Calculation } from '../../domain/segment/calculated/calculation.ts'
import { fieldsIn } from '../../domain/segment/check.ts'
import { fieldShown } from '../../domain/segment/calculated/kind.ts'
import { dependents } from '../../domain/segment/nested.ts'
import { printField } from '../../domain/segment/text/field.ts'
import {
  calculationByName,
  calculationsOf,
  calculationVersions,
  changeCalculation,
  createCalculation,
  type CalculationChange,
  type StoredCalculation,
} from '../../store/operational/calculated.ts'
import {
  asPromotions,
  listPromotions,
  promotionsOf,
  type StoredPromotion,
} from '../../store/operational/promotions.ts'
import { renameInDefinitions } from '../../store/operational/renameField.ts'
import { inUse } from '../../store/operational/segments.ts'
import type { Db } from '../../store/operational/tables.ts'
import { callerOf } from '../auth.ts'
import { demandFree, effectOf, readCalculation, readDefinition, readyIn } from '../calculated.ts'
import { found } from '../found.ts'
import { given } from '../given.ts'
import { iso } from '../instants.ts'
import { defining, vocabularyOf, type Vocabulary } from '../questions.ts'
import { serve } from '../route.ts'
import { demandFieldAnswers } from '../stillAnswered.ts'
import { named, usersOfField } from '../usedBy.ts'
import type { Works } from '../works.ts'

/** Fields that are worked out whenever they are asked. What rests on one is found anew when it changes. */
export function serveCalculated(app: FastifyInstance, works: Works): void {
  const { db } = works.operational
  serve(app, routes.calculated.list, async () => {
    const vocabulary = await vocabularyOf(works)
    return { items: vocabulary.calculations.map((field) => shown(field, vocabulary)) }
  })
  serve(app, routes.calculated.create, async ({ body }, { request }) => {
    const by = callerOf(request).name
    const made = await defining(works, async (open, vocabulary) => {
      const { name, calculation } = readDefinition(body, vocabulary)
      await demandFree(open, name, vocabulary)
      const { label = labelOf(name), description = '' } = orRefuse(fieldWords(body))
      const words = { name, label, description }
      return await createCalculation(open, { ...words, calculation, by }, works.clock())
    })
    return await show(works, made.name)
  })
  serve(app, routes.calculated.read, async ({ params }) => {
    const vocabulary = await vocabularyOf(works)
    const field = found(await calculationByName(db, params.name), 'field', 'name')
    const { segments, promotions, fields, views } = await usersOfField(db, field.name, vocabulary)
    return {
      ...shown(field, vocabulary),
      usedBy: {
        segments: named(segments),
        promotions: named(promotions),
        fields: [...fields],
        views: named(views),
      },
    }
  })
  serve(app, routes.calculated.change, async ({ params, body }, { request }) => {
    const by = callerOf(request).name
    const { before, after } = await defining(works, async (open, vocabulary) =>
      changeIn(open, params.name, { ...given(body), by }, { vocabulary, now: works.clock() }),
    )
    if (before.version !== after.version) {
      const { catalogue } = await vocabularyOf(works)
      const { segments } = dependents({ field: after.name }, catalogue)
      if (segments.length > 0) {
        await works.refresher.request({ segments, cause: 'field', ref: after.name })
      }
    }
    return await show(works, after.name)
  })
  serve(app, routes.calculated.versions, async ({ params }) => {
    const { id, name } = found(await calculationByName(db, params.name), 'field', 'name')
    const [{ names }, versions] = await Promise.all([
      vocabularyOf(works),
      calculationVersions(db, id),
    ])
    const items = versions.map(({ version, calculation, at }) => ({
      version,
      calculation: calculation as unknown as Json,
      text: printField({ name, calculation }, names),
      at: iso(at),
    }))
    return { items }
  })
  serve(app, routes.calculated.ready, async () => ({ items: await readyIn(works) }))
  serve(app, routes.calculated.effect, async ({ body }, { signal }) =>
    effectOf(works, body, signal),
  )
}

type Change = Omit<CalculationChange, 'calculation'> & {
  readonly text?: string
  readonly calculation?: unknown
}

type Standing = { readonly vocabulary: Vocabulary; readonly now: number }

async function changeIn(
  open: Db,
  name: string,
  change: Change,
  { vocabulary, now }: Standing,
): Promise<{ readonly before: StoredCalculation; readonly after: StoredCalculation }> {
  const before = found(await calculationByName(open, name), 'field', 'name')
  const { by, version, archived, label, description, name: wanted } = change
  const calculation = definitionAfter(before, change, vocabulary)
  if (calculation !== undefined) {
    await demandFieldAnswers(open, vocabulary, [before.name, calculation])
  }
  if (archived === true && !before.archived) {
    refuseUsed(before, vocabulary, await listPromotions(open))
  }
  if (wanted !== undefined && wanted !== name) await demandFree(open, wanted, vocabulary)
  const words = orRefuse(fieldWords({ label, description }))
  const checked = given({
    label: words.label,
    description: words.description,
    name: wanted,
    calculation,
    archived,
    version,
  })
  const after = await changeCalculation(open, before, { ...checked, by }, now)
  if (after.name !== name) await renameInDefinitions(open, name, after.name)
  return { before, after }
}

/** The definition that it is to have; undefined where it stays as it is. One that is brought back must still be sound. */
function definitionAfter(
  { name, archived: away, calculation }: StoredCalculation,
  { text, calculation: said, archived }: Change,
  vocabulary: Vocabulary,
): Calculation | undefined {
  if (text !== undefined || said !== undefined) {
    if (away && archived !== false) throw isArchived(name)
    return definitionOf(name, { text, calculation: said }, vocabulary)
  }
  const isBack = away && archived === false
  return isBack ? readCalculation({ name, calculation }, vocabulary) : undefined
}

function definitionOf(
  name: string,
  { text, calculation }: { readonly text?: string | undefined; readonly calculation?: unknown },
  vocabulary: Vocabulary,
) {
  const read = readDefinition(
    text === undefined ? { name, calculation } : { text, ...given({ calculation }) },
    vocabulary,
  )
  if (read.name === name) return read.calculation
  throw new Refusal(
    failure('invalid', `The text is of a field ${JSON.stringify(read.name)}`, {
      where: 'text',
      fix: `Write field ${name} = …; to call it something else, give the name besides.`,
    }),
  )
}

function refuseUsed(
  { name }: StoredCalculation,
  vocabulary: Vocabulary,
  promotions: readonly StoredPromotion[],
): void {
  const speaksOf = usingIt(name)
  const users = [
    ...vocabulary.segments.filter(({ condition }) => speaksOf(condition)),
    ...calculationsOf(vocabulary.calculations, speaksOf),
    ...asPromotions(promotionsOf(promotions, speaksOf)),
  ]
  if (users.length > 0) throw inUse('field', users)
}

function usingIt(name: string): (condition: StoredCondition) => boolean {
  return (condition) => fieldsIn(condition).includes(name)
}

type StoredCondition = Parameters<typeof fieldsIn>[0]

function isArchived(name: string): Refusal {
  return new Refusal(
    failure('conflict', `The field ${JSON.stringify(name)} is archived`, {
      where: 'name',
      fix: 'Bring it back first.',
    }),
  )
}

/** A calculated field as it is answered. */
export async function show(works: Works, name: string) {
  const field = found(await calculationByName(works.operational.db, name), 'field', 'name')
  return shown(field, await vocabularyOf(works))
}

function shown(field: StoredCalculation, { names }: Vocabulary) {
  const { id, name, label, description, calculation, version, archived } = field
  return {
    id,
    name,
    label,
    description,
    type: fieldShown(field).type,
    calculation: calculation as unknown as Json,
    text: printField(field, names),
    version,
    archived,
    created: iso(field.created),
    updated: iso(field.updated),
  }
}
