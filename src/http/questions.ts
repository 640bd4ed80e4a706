import type { ValueContext } from '../domain/customer/value.ts'
import { orRefuse, failure, isFailure, Refusal, type Failure } from '../domain/failure.ts'
import { conditionsBehind } from '../domain/segment/behind.ts'
import type { Catalogue } from '../domain/segment/catalogue.ts'
import { checkCondition, fieldsIn } from '../domain/segment/check.ts'
import type { Condition } from '../domain/segment/condition.ts'
import type { Context } from '../domain/segment/facts.ts'
import type { Defined } from '../domain/segment/nested.ts'
import { readOperands } from '../domain/segment/operands.ts'
import { parseCondition } from '../domain/segment/parse.ts'
import { addressIn, placeFieldIn } from '../domain/segment/place.ts'
import { bySpoken, spokenOf } from '../domain/segment/related.ts'
import { namesOf, type Names } from '../domain/segment/text/names.ts'
import { parseText } from '../domain/segment/text/parse.ts'
import { placeInText } from '../domain/segment/text/place.ts'
import { countSql, memberIds, membersPage } from '../store/clickhouse/compile/members.ts'
import { believedCount, believedMembers, believedPage } from '../store/clickhouse/ledger.ts'
import { storedCount, storedMembers, storedPage } from '../store/clickhouse/memberships.ts'
import { withRanks } from '../store/clickhouse/ranks.ts'
import { changingDefinitions } from '../store/operational/definitions.ts'
import {
  listCalculations,
  usableCalculations,
  type StoredCalculation,
} from '../store/operational/calculated.ts'
import { listFields } from '../store/operational/fields.ts'
import { listLists } from '../store/operational/lists.ts'
import { listSegments, type Segment } from '../store/operational/segments.ts'
import { didYouMean } from '../domain/suggest.ts'
import type { Db } from '../store/operational/tables.ts'
import type { Sql } from '../store/sql/sql.ts'
import { contextAt, valueContext } from '../work/context.ts'
import {
  fieldsBeingPrepared,
  shown,
  type FieldAtWork,
  type FieldProgress,
} from '../work/fields/work.ts'
import { readStandings } from '../work/refresh/standing.ts'
import { found } from './found.ts'
import { msOf } from './instants.ts'
import type { Works } from './works.ts'

/** A condition as a request gives it: exactly one of the two forms. */
export type GivenCondition = {
  readonly condition?: Condition | undefined
  readonly text?: string | undefined
}

/** Or a saved segment, by id or name. */
export type GivenQuestion = GivenCondition & {
  readonly segment?: number | string | undefined
  readonly at?: string | undefined
  /** Of a saved segment at an instant: by the ledger, not by what the data say now. */
  readonly believed?: boolean | undefined
}

/** What the shop has that conditions may name, and how the text form names it. */
export type Vocabulary = {
  readonly catalogue: Catalogue
  readonly names: Names
  readonly segments: readonly Segment[]
  /** Archived ones too. */
  readonly calculations: readonly StoredCalculation[]
  /** Fields that conditions may use soon, but whose values are not all in place yet. */
  readonly beingIndexed: ReadonlyMap<string, FieldProgress>
  /** Fields by which free text finds people soon, but whose texts are not all in place yet. */
  readonly beingFound: ReadonlyMap<string, FieldProgress>
  /** How values that conditions compare with are read. */
  readonly values: ValueContext
}

export async function vocabularyOf(works: Works): Promise<Vocabulary> {
  return await vocabularyIn(works.operational.db)
}

/** Saves what rests on a condition, with a vocabulary that goes on being true until it is saved. */
export async function defining<T>(
  { operational, clock }: Works,
  save: (open: Db, vocabulary: Vocabulary) => Promise<T>,
): Promise<T> {
  return await changingDefinitions(operational.db, clock(), async (open) =>
    save(open, await vocabularyIn(open)),
  )
}

/** The vocabulary in an open transaction, or now. */
export async function vocabularyIn(db: Db): Promise<Vocabulary> {
  // In turn: in a transaction there is one connection.
  const fields = await listFields(db)
  // After the fields: one that is seen to be filterable has its job by then, or is done.
  const products = await listFields(db, 'product')
  const places = await listFields(db, 'place')
  const { asked, found } = await fieldsBeingPrepared(db)
  const segments = await listSegments(db)
  const calculations = await listCalculations(db)
  const lists = await listLists(db)
  const listNames = new Map(lists.map(({ id, name }) => [id, name]))
  const values = await valueContext(db)
  return {
    segments,
    calculations,
    beingIndexed: bySpokenName(asked),
    beingFound: bySpokenName(found),
    values,
    catalogue: {
      fields: bySpoken([...fields, ...places]),
      products: bySpoken(products),
      segments: new Map(segments.map((segment) => [segment.id, segment])),
      calculated: usableCalculations(calculations),
      lists: listNames,
    },
    names: namesOf(new Map(segments.map(({ id, name }) => [id, name])), listNames),
  }
}

function bySpokenName(fields: readonly FieldAtWork[]): ReadonlyMap<string, FieldProgress> {
  return new Map(fields.map(({ field, progress }) => [spokenOf(field), progress]))
}

/** As if conditions might use all fields: of what is only to run later. */
export function asIfFilterable(vocabulary: Vocabulary): Vocabulary {
  const { catalogue } = vocabulary
  const fields = [...catalogue.fields].map(
    ([name, field]) => [name, { ...field, filterable: true }] as const,
  )
  return {
    ...vocabulary,
    catalogue: { ...catalogue, fields: new Map(fields) },
    beingIndexed: new Map(),
  }
}

/** The condition, read, checked and normal. Refused with its place and mend where it cannot be answered. */
export function readCondition(
  given: GivenCondition,
  { catalogue, names, beingIndexed, values }: Vocabulary,
  defines?: Defined,
): Condition {
  const { condition, text } = given
  refuseUnlessOne({ text, condition })
  const read =
    text === undefined
      ? placed(parseCondition(condition), 'condition')
      : placed(parseText(text, names), 'text')
  const sound = orRefuse(read)
  const [wrong] = checkCondition(sound, catalogue, defines)
  if (wrong !== undefined) throw new Refusal(asMistake(placedInText(wrong, sound, text)))
  refuseTooEarly(sound, { catalogue, beingIndexed })
  const kept = readOperands(sound, { ...catalogue, context: values })
  if (isFailure(kept)) throw new Refusal(placedInText(kept, sound, text))
  return kept
}

/** Refuses what rests on a field whose values are not all in place yet, by way of calculated fields too. */
export function refuseTooEarly(
  condition: Condition,
  { catalogue, beingIndexed }: Pick<Vocabulary, 'catalogue' | 'beingIndexed'>,
): void {
  if (beingIndexed.size === 0) return
  const behind = conditionsBehind(condition, { ...catalogue, segments: new Map() })
  const spoken = behind.flatMap(fieldsIn)
  const ofPlaces = spoken.some((name) => placeFieldIn(name) !== undefined)
  // Places are found by what she has.
  const addresses = [...catalogue.fields.values()].filter((field) => addressIn(field) !== undefined)
  for (const name of [...spoken, ...(ofPlaces ? addresses.map(({ name }) => name) : [])]) {
    const progress = beingIndexed.get(name)
    if (progress !== undefined) throw tooEarly(name, progress)
  }
}

/** What says the same thing in several ways is to be given in one of them, else one would be passed over. */
export function refuseUnlessOne(forms: Readonly<Record<string, unknown>>): void {
  const given = Object.values(forms).filter((form) => form !== undefined)
  if (given.length === 1) return
  const names = Object.keys(forms)
    .join(', ')
    .replace(/, (\w+)$/, ' and $1')
  throw new Refusal(
    failure('invalid', `Exactly one of ${names} is needed`, {
      where: 'body',
      fix: given.length === 0 ? 'Give one of them.' : 'Leave out all but one.',
    }),
  )
}

/** What is wrong with a condition that was given as text is shown in the text. */
function placedInText(wrong: Failure, sound: Condition, text: string | undefined): Failure {
  const { code, message, where, fix } = wrong
  if (text === undefined || where === undefined) return wrong
  const place = placeInText(text, sound, where)
  const more = fix === undefined ? {} : { fix }
  return failure(code, message, { where: place === undefined ? 'text' : `text: ${place}`, ...more })
}

function tooEarly(field: string, progress: FieldProgress): Refusal {
  return new Refusal(
    failure(
      'unavailable',
      `The field "${field}" is just being made filterable: ${shown(progress)}`,
      { fix: `Try again when job ${progress.job} is done.` },
    ),
  )
}

/** What a condition names and there is not is a mistake in the request, not a missing address. */
function asMistake(wrong: Failure): Failure {
  if (wrong.code !== 'not_found') return wrong
  const { message, where, fix } = wrong
  return failure('invalid', message, {
    ...(where === undefined ? {} : { where }),
    ...(fix === undefined ? {} : { fix }),
  })
}

/** A question with what it means. */
type Question = Queries & {
  /** What it asks; of a saved segment, its definition. */
  readonly condition: Condition
  readonly vocabulary: Vocabulary
}

/** What is to be counted, listed or exported, and as of when. */
export type Queries = {
  /** Milliseconds. */
  readonly asOf: number
  /** One row of `count` and `known`; where it is asked who was believed to be in it, of `gone` too. */
  readonly count: Sql
  /** All `customer_id`, in no order. */
  readonly ids: Sql
  /** A page of `customer_id` in order. */
  readonly page: (page: { readonly after?: string; readonly limit: number }) => Sql
}

/**
 * A saved segment without an instant is answered from its stored memberships, all else is computed
 * anew: as of the instant, or now.
 */
export async function questionOf(works: Works, given: GivenQuestion): Promise<Question> {
  const { segment: named, text, condition: tree } = given
  refuseUnlessOne({ segment: named, text, condition: tree })
  const vocabulary = await vocabularyOf(works)
  const now = given.at === undefined ? works.clock() : msOf(given.at)
  const context = await contextAt(works.operational.db, now, vocabulary.segments)
  if (given.segment === undefined || given.at === undefined) refuseBelieved(given)
  if (given.segment === undefined) {
    const condition = readCondition(given, vocabulary)
    return { condition, vocabulary, ...(await asked(works, condition, context)) }
  }
  const segment = segmentOf(vocabulary, given.segment)
  const meant = { condition: segment.condition, vocabulary }
  const isIn: Condition = { type: 'segment', segment: segment.id }
  if (given.believed === true) return { ...meant, ...believed(segment.id, now) }
  if (given.at !== undefined) return { ...meant, ...(await asked(works, isIn, context)) }
  const standing = (await readStandings(works.operational.db)).get(segment.id)
  // Not yet filled, or filled by another definition: what is stored would be an answer to another question.
  return {
    ...meant,
    ...(standing?.version === segment.version
      ? stored(segment.id, standing.asOf)
      : await asked(works, isIn, context)),
  }
}

/** A saved segment by id or name. */
export function segmentOf({ segments }: Vocabulary, named: number | string): Segment {
  const there = segments.find(({ id, name }) => id === named || name === named)
  if (there !== undefined || typeof named === 'number') return found(there, 'segment')
  const names = segments.map(({ name }) => name)
  throw new Refusal(
    failure('not_found', `There is no segment ${JSON.stringify(named)}`, {
      where: 'segment',
      fix: didYouMean(named, names, 'Ask for the segments, or save this one first.'),
    }),
  )
}

async function asked(works: Works, condition: Condition, at: Context): Promise<Queries> {
  const context = await withRanks(works.database, at, [condition])
  return {
    asOf: context.now,
    count: countSql(condition, context),
    ids: memberIds(condition, context),
    page: (page) => membersPage(condition, context, page),
  }
}

function stored(segment: number, asOf: number): Queries {
  return {
    asOf,
    count: storedCount(segment),
    ids: storedMembers(segment),
    page: (page) => storedPage(segment, page),
  }
}

function believed(segment: number, at: number): Queries {
  return {
    asOf: at,
    count: believedCount(segment, at),
    ids: believedMembers(segment, at),
    page: (page) => believedPage(segment, at, page),
  }
}

/** The ledger knows of saved segments, and tells what was believed at an instant. */
function refuseBelieved({ believed: wanted }: GivenQuestion): void {
  if (wanted !== true) return
  throw new Refusal(
    failure('invalid', 'What was believed is asked of a saved segment, at an instant', {
      where: 'believed',
      fix: 'Give `segment` and `at`, or leave `believed` out.',
    }),
  )
}

/** With the part of the request in which the mistake is. */
function placed<T>(read: T | Failure, part: string): T | Failure {
  if (!isFailure(read)) return read
  const { code, message, where, fix } = asMistake(read)
  const place = where === undefined ? part : `${part}: ${where}`
  return failure(code, message, { where: place, ...(fix === undefined ? {} : { fix }) })
}
