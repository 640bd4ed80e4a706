import type { shownStates } from '../api/promotionParts.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Field } from '../domain/customer/field.ts'
import { failure, orRefuse, Refusal } from '../domain/failure.ts'
import { parsePromotion } from '../domain/promotion/parse.ts'
import type { Promotion } from '../domain/promotion/promotion.ts'
import { standingAt } from '../domain/promotion/when.ts'
import { conditionsBehind } from '../domain/segment/behind.ts'
import { fieldsIn } from '../domain/segment/check.ts'
import { spokenOf } from '../domain/segment/related.ts'
import type { StoredPromotion } from '../store/operational/promotions.ts'
import { changeFieldOf } from '../work/fields/change.ts'
import type { FieldProgress } from '../work/fields/work.ts'
import { asIfFilterable, readCondition, type Vocabulary } from './questions.ts'
import { workedSoon } from './workedSoon.ts'
import type { Works } from './works.ts'

/** A definition as a request gives it: its customers are a condition as text or as JSON. */
export type GivenPromotion = Readonly<Record<string, unknown>>

/**
 * The promotion, read, checked and normal. A field that is not filterable yet may be named: a promotion on
 * it is refused when it is to start.
 */
export function readPromotion(
  { customers, ...rest }: GivenPromotion,
  vocabulary: Vocabulary,
): Promotion {
  const who = customers === undefined ? {} : { customers: readCustomers(customers, vocabulary) }
  return orRefuse(parsePromotion({ ...who, ...rest }, vocabulary.values.currency))
}

function readCustomers(given: unknown, vocabulary: Vocabulary): Condition {
  const said =
    typeof given === 'string' ? { text: given } : { condition: given as Condition | undefined }
  try {
    return readCondition(said, asIfFilterable(vocabulary))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, where = '', fix } = error.failure
    throw new Refusal(
      failure(code, message, {
        where: where.replace(/^(?:text|condition)\b/, 'customers'),
        ...(fix === undefined ? {} : { fix }),
      }),
    )
  }
}

/** The flags that a field needs for a promotion on it to run. */
const flags = ['searchable', 'filterable'] as const

/** The stored fields that its customers' condition rests on, by way of calculated ones too. */
function fieldsOf({ customers }: Promotion, { catalogue }: Vocabulary): readonly Field[] {
  if (customers === undefined) return []
  const { calculated } = catalogue
  const scope = { segments: new Map<number, Condition>(), ...(calculated && { calculated }) }
  const names = conditionsBehind(customers, scope).flatMap(fieldsIn)
  return [...new Set(names)].flatMap((name) => {
    const field = catalogue.fields.get(name)
    return field === undefined || calculated?.has(name) === true ? [] : [field]
  })
}

/**
 * Refuses to let a promotion run whose condition cannot be answered, or rests on a field that is not both
 * searchable and filterable. One whose fields are still being indexed may be started, and waits for that.
 */
export function demandRunnable(promotion: Promotion, vocabulary: Vocabulary): void {
  readPromotion(promotion, vocabulary)
  for (const field of fieldsOf(promotion, vocabulary)) {
    const lacks = flags.filter((flag) => !field[flag])
    if (lacks.length > 0) throw lacksFlags(field, lacks)
  }
}

/** What a promotion that was started waits for. */
export type WaitedFor = {
  readonly field: Field
  readonly flag: (typeof flags)[number]
  /** How far making it so is; undefined where nothing makes it so, since that was cancelled. */
  readonly progress: FieldProgress | undefined
}

/**
 * What a promotion that was started waits for: the fields it rests on whose values are not all in place
 * yet, to be asked or to be found by free text, or that have lost a flag since.
 */
export function waitedFor(promotion: Promotion, vocabulary: Vocabulary): readonly WaitedFor[] {
  const { beingIndexed, beingFound } = vocabulary
  const work = { filterable: beingIndexed, searchable: beingFound } as const
  return fieldsOf(promotion, vocabulary).flatMap((field) =>
    flags.flatMap((flag) => {
      const progress = work[flag].get(spokenOf(field))
      return progress === undefined && field[flag] ? [] : [{ field, flag, progress }]
    }),
  )
}

/** Whether a promotion that was started still waits for something. */
export function isWaiting(promotion: Promotion, vocabulary: Vocabulary): boolean {
  return waitedFor(promotion, vocabulary).length > 0
}

/** Makes the fields it rests on searchable and filterable, and waits a moment for that. */
export async function mendFields(
  works: Works,
  promotion: Promotion,
  vocabulary: Vocabulary,
): Promise<void> {
  const { operational, database, clock } = works
  for (const field of fieldsOf(promotion, vocabulary)) {
    if (flags.every((flag) => field[flag])) continue
    const change = { searchable: true, filterable: true }
    await workedSoon(works, await changeFieldOf({ operational, database, clock }, field, change))
  }
}

function lacksFlags(field: Field, lacks: readonly (typeof flags)[number][]): Refusal {
  const { name, of } = field
  const [asked, option] = of === 'customer' ? ['', ''] : [`?of=${of}`, ` --of ${of}`]
  const body = JSON.stringify(Object.fromEntries(lacks.map((flag) => [flag, true])))
  const typed = lacks.map((flag) => `--${flag} on`).join(' ')
  return new Refusal(
    failure(
      'invalid',
      `The field ${JSON.stringify(spokenOf(field))} is not ${lacks.join(' and not ')}: a promotion on it does not start`,
      {
        where: 'customers',
        fix: `PATCH /api/fields/${name}${asked} ${body}, or clientela fields change ${name}${option} ${typed}; then start it. Started with mend both are made so first.`,
      },
    ),
  )
}

/** How a promotion is shown to stand at that instant. */
export function shownState(
  { state, definition }: StoredPromotion,
  { vocabulary, now }: { readonly vocabulary: Vocabulary; readonly now: number },
): (typeof shownStates)[number] {
  if (state !== 'running') return state
  const standing = standingAt(definition.when ?? {}, now)
  return standing === 'ended' || !isWaiting(definition, vocabulary) ? standing : 'starting'
}
