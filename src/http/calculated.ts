import { wrongName } from '../domain/customer/newField.ts'
import { failure, isFailure, orRefuse, Refusal, type Failure } from '../domain/failure.ts'
import type { Calculation } from '../domain/segment/calculated/calculation.ts'
import { conditionsOf } from '../domain/segment/calculated/calculation.ts'
import { checkCalculation, readOperandsOf } from '../domain/segment/calculated/check.ts'
import { parseCalculation } from '../domain/segment/calculated/parse.ts'
import { fieldShown } from '../domain/segment/calculated/kind.ts'
import { readyFields } from '../domain/segment/calculated/ready.ts'
import type { Context } from '../domain/segment/facts.ts'
import { dependents } from '../domain/segment/nested.ts'
import { parseField, printField, type FieldText } from '../domain/segment/text/field.ts'
import { countSql } from '../store/clickhouse/compile/members.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { listFields } from '../store/operational/fields.ts'
import type { Db } from '../store/operational/tables.ts'
import { contextAt } from '../work/context.ts'
import { refuseTooEarly, refuseUnlessOne, vocabularyOf, type Vocabulary } from './questions.ts'
import type { Works } from './works.ts'

/** A calculated field as a request gives it: as text, which names it, or by name and definition. */
export type GivenField = {
  readonly text?: string | undefined
  readonly name?: string | undefined
  readonly calculation?: unknown
}

/** The field, read, checked and normal. Refused with its place and mend where it cannot be answered. */
export function readDefinition(given: GivenField, vocabulary: Vocabulary): FieldText {
  const { text, name, calculation } = given
  refuseUnlessOne({ text, calculation })
  if (text !== undefined) {
    if (name !== undefined) throw wrong('The text names the field itself', 'name', 'Leave it out.')
    const read = orRefuse(parseField(text, vocabulary.names))
    return { name: read.name, calculation: readCalculation(read, vocabulary) }
  }
  if (name === undefined) throw wrong('The field has no name', 'name', 'Give one.')
  const read = parseCalculation(calculation)
  if (isFailure(read)) throw new Refusal(within(read))
  return { name, calculation: readCalculation({ name, calculation: read }, vocabulary) }
}

/** The same of a definition that is sound by itself: whether it can be answered, as values are kept. */
export function readCalculation(
  { name, calculation }: FieldText,
  vocabulary: Vocabulary,
): Calculation {
  const { catalogue, values } = vocabulary
  const mistake = checkCalculation(name, calculation, catalogue)
  if (mistake !== undefined) throw new Refusal(within(mistake))
  for (const { condition } of conditionsOf(calculation)) refuseTooEarly(condition, vocabulary)
  const kept = readOperandsOf(calculation, { ...catalogue, context: values })
  if (isFailure(kept)) throw new Refusal(within(kept))
  return kept
}

/** Not the name of a field, calculated or not, archived or not. */
export async function demandFree(
  open: Db,
  name: string,
  { calculations }: Vocabulary,
): Promise<void> {
  const existing = [...(await listFields(open)), ...calculations.map(fieldShown)]
  const wrong = wrongName(name, existing, derived)
  if (wrong !== undefined) throw new Refusal(wrong)
}

/** Names that only what is worked out may have. */
const derived: ReadonlySet<string> = new Set(['age'])

/** What is offered, and of each whether the shop has it, or what it wants for it. */
export async function readyIn(works: Works) {
  const vocabulary = await vocabularyOf(works)
  const { catalogue, names, calculations } = vocabulary
  return readyFields.map((ready) => {
    const { name, calculation } = orRefuse(parseField(ready.text, names))
    const there = catalogue.fields.has(name) || calculations.some((each) => each.name === name)
    const wrong = there ? undefined : checkCalculation(name, calculation, catalogue)
    return { ...ready, name, there, wants: wrong?.message ?? null }
  })
}

/** So many segments are counted before and after a change that is not made. */
const mostCounted = 20

/** What making or changing a field so would do. */
export async function effectOf(works: Works, given: GivenField, signal: AbortSignal) {
  const vocabulary = await vocabularyOf(works)
  const { catalogue, names } = vocabulary
  const read = readDefinition(given, vocabulary)
  const { name, calculation } = read
  const exists = vocabulary.calculations.some((each) => each.name === name)
  if (!exists) await demandFree(works.operational.db, name, vocabulary)
  const before = await contextAt(works.operational.db, works.clock(), vocabulary.segments)
  const after = { ...before, calculated: new Map(before.calculated).set(name, calculation) }
  const speaking = dependents({ field: name }, catalogue)
  const segments = []
  for (const [nth, id] of speaking.segments.entries()) {
    const counted = nth < mostCounted
    segments.push({
      id,
      name: catalogue.segments.get(id)?.name ?? '',
      before: counted ? await count(works, id, before, signal) : null,
      after: counted ? await count(works, id, after, signal) : null,
    })
  }
  return { name, exists, text: printField(read, names), fields: [...speaking.fields], segments }
}

async function count(
  { database }: Works,
  segment: number,
  context: Context,
  signal: AbortSignal,
): Promise<number> {
  const condition = { type: 'segment', segment } as const
  const asked = countSql(condition, await withRanks(database, context, [condition], { signal }))
  const [row] = await database.rows<{ count: string }>(asked, { signal })
  return Number(row?.count ?? 0)
}

function wrong(message: string, where: string, fix: string): Refusal {
  return new Refusal(failure('invalid', message, { where, fix }))
}

/** What a definition names and there is not is a mistake in the request, not a missing address. */
function within({ code, message, where, fix }: Failure): Failure {
  return failure(code === 'not_found' ? 'invalid' : code, message, {
    where: where === undefined || where === '' ? 'calculation' : `calculation: ${where}`,
    ...(fix === undefined ? {} : { fix }),
  })
}
