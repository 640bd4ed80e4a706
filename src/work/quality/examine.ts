import { setImmediate as turn } from 'node:timers/promises'
import type { Field, Value } from '../../domain/customer/field.ts'
import type { FindingCode } from '../../domain/customer/quality/code.ts'
import { Examination, type Seen } from '../../domain/customer/quality/examination.ts'
import type { Judging } from '../../domain/customer/quality/judge.ts'
import { menderOf, type Mend } from '../../domain/customer/quality/mend.ts'
import { Most } from '../../domain/customer/quality/most.ts'
import type { FieldQuality } from '../../domain/customer/quality/report.ts'
import { showValue, type ValueContext } from '../../domain/customer/value.ts'
import { valueType } from '../../domain/customer/field.ts'
import type { Database } from '../../store/clickhouse/database.ts'
import { readFigures, seenValues } from '../../store/clickhouse/quality.ts'

/** What a field is judged by, beside its values. */
export type ExamineMeans = {
  readonly database: Database
  readonly shop: ValueContext
  /** Of the shop, days since 1970-01-01. */
  readonly today: number
}

/** All that mends one finding: plain JSON, which stays true whatever arrives meanwhile. */
export type MendPlan = Pick<Judging, 'today' | 'figures'> & { readonly mend: Mend }

/** What a mend would do. */
export type Preview = {
  /** Customers whose value would be another. */
  readonly customers: number
  /** Different values among theirs. */
  readonly values: number
  /** The most frequent; `after` null where the value is taken away. */
  readonly examples: readonly {
    readonly before: unknown
    readonly after: unknown
    readonly customers: number
  }[]
}

/** Looks at all values of a field. */
export async function examineField(means: ExamineMeans, field: Field): Promise<FieldQuality> {
  return (await examined(means, field)).quality
}

/** What mends that finding of a field, and what that would do; undefined where there is nothing to mend. */
export async function planMend(
  means: ExamineMeans,
  field: Field,
  code: FindingCode,
): Promise<{ readonly plan: MendPlan; readonly preview: Preview } | undefined> {
  const { quality, judging } = await examined(means, field)
  const mend = quality.findings.find((each) => each.code === code)?.mend
  if (mend === undefined) return undefined
  const { today, figures } = judging
  const plan = { mend, today, ...(figures === undefined ? {} : { figures }) }
  return { plan, preview: await previewOf(means, field, plan) }
}

/**
 * What a plan makes of a value that came from that source: undefined where it stays. What the field says
 * of one source, whose values others do not replace, holds for mends as well.
 */
export function plannedOf(
  { mend, ...rest }: MendPlan,
  field: Field,
  shop: ValueContext,
): (value: Value, source: string) => Value | null | undefined {
  const make = menderOf(mend, { field, shop, ...rest })
  const { wins } = field
  return (value, source) =>
    wins !== undefined && source === wins && wins !== cleanSource ? undefined : make(value)
}

/** Of values that a mend made. */
export const cleanSource = 'clean'

async function examined(
  { database, shop, today }: ExamineMeans,
  field: Field,
): Promise<{ readonly quality: FieldQuality; readonly judging: Judging }> {
  const numeric = ['integer', 'decimal', 'money'].includes(valueType(field.type))
  const figures = numeric ? await readFigures(database, field) : undefined
  const judging = { field, shop, today, ...(figures === undefined ? {} : { figures }) }
  const examination = new Examination(judging)
  for await (const each of paced(seenValues(database, field))) examination.add(each)
  return { quality: examination.finish(), judging }
}

async function previewOf(
  { database, shop }: ExamineMeans,
  field: Field,
  plan: MendPlan,
): Promise<Preview> {
  const make = plannedOf(plan, field, shop)
  const examples = new Most<{ readonly before: Value; readonly after: Value | null }>(10)
  let customers = 0
  let values = 0
  let current: Seen | undefined
  let n = 0
  const close = (): void => {
    const after = current === undefined ? undefined : make(current.value, current.source)
    if (current === undefined || after === undefined) return
    customers += n
    values += 1
    examples.add({ before: current.value, after }, n)
  }
  for await (const each of paced(seenValues(database, field))) {
    // Of a value that the winning source says nothing is changed: its rows are looked at by themselves.
    const same = current !== undefined && sameRow(current, each, field.wins)
    if (!same) {
      close()
      n = 0
    }
    current = each
    n += each.n
  }
  close()
  const shown = (value: Value | null) => (value === null ? null : showValue(field, value))
  return {
    customers,
    values,
    examples: examples.all().map(({ item, n: many }) => ({
      before: shown(item.before),
      after: shown(item.after),
      customers: many,
    })),
  }
}

function sameRow(one: Seen, other: Seen, wins: string | undefined): boolean {
  const alike = (one.source === wins) === (other.source === wins)
  return alike && JSON.stringify(one.value) === JSON.stringify(other.value)
}

const perTurn = 2_000

/** One by one, letting others have their turn now and then. */
async function* paced<T>(blocks: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  let n = 0
  for await (const block of blocks) {
    for (const each of block) {
      yield each
      if (++n % perTurn === 0) await turn()
    }
  }
}
