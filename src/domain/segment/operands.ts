import type { Field, FieldType } from '../customer/field.ts'
import { parseValue } from '../customer/value.ts'
import type { ValueContext } from '../customer/value.ts'
import { failure, isFailure } from '../failure.ts'
import type { Failure } from '../failure.ts'
import type { Condition, Rank, Scalar, Test, Where } from './condition.ts'
import { showPath } from './parse.ts'
import type { Path } from './parse.ts'
import { productPathsIn } from './related.ts'

/** How the shop's fields are read. */
export type Reading = {
  readonly fields: ReadonlyMap<string, Field>
  /** Of products, by the paths by which they are spoken of. */
  readonly products?: ReadonlyMap<string, Field>
  readonly context: ValueContext
}

/**
 * The condition with what fields are compared with in the form in which their values are kept:
 * `phone = "(11) 98765-4321"` asks for `+5511987654321`. Only whole values are read so (`=`, `is any of`,
 * `exactly`); a part of a text, or a bound, stays as it is said. What can never be a value of the field
 * is a failure with its place, since it would find nobody and say nothing. The condition is checked
 * already (`check.ts`).
 */
export function readOperands(condition: Condition, reading: Reading): Condition | Failure {
  return within(condition, [], reading)
}

function within(condition: Condition, path: Path, reading: Reading): Condition | Failure {
  switch (condition.type) {
    case 'all':
    case 'any': {
      const of = eachOf(condition.of, (each, i) => within(each, [...path, 'of', i], reading))
      return isFailure(of) ? of : { ...condition, of }
    }
    case 'not': {
      const of = within(condition.of, [...path, 'of'], reading)
      return isFailure(of) ? of : { ...condition, of }
    }
    case 'field':
      return ofField(condition, path, reading)
    case 'rank':
      return ofRank(condition, path, reading)
    case 'did':
      return ofEvents(condition, path, reading)
    case 'sequence': {
      const steps = eachOf(condition.steps, (each, i) =>
        ofEvents(each, [...path, 'steps', i], reading),
      )
      return isFailure(steps) ? steps : { ...condition, steps }
    }
    case 'segment':
    case 'list':
    case 'consent':
    case 'sample':
      return condition
  }
}

function ofField(
  condition: Extract<Condition, { type: 'field' }>,
  path: Path,
  { fields, context }: Reading,
): Condition | Failure {
  const field = fields.get(condition.field)
  if (field === undefined || !formed.has(field.type)) return condition
  const test = readTest(condition.test, field, [...path, 'test'], context)
  return isFailure(test) ? test : { ...condition, test }
}

function ofRank(rank: Rank, path: Path, reading: Reading): Rank | Failure {
  const by = rank.by.type === 'did' ? ofEvents(rank.by, [...path, 'by'], reading) : rank.by
  if (isFailure(by)) return by
  if (rank.among === undefined) return { ...rank, by }
  const among = within(rank.among, [...path, 'among'], reading)
  return isFailure(among) ? among : { ...rank, by, among }
}

/** Of what events are asked, only fields of products say how their values are kept. */
function ofEvents<T extends { readonly where?: Where }>(
  asked: T,
  path: Path,
  reading: Reading,
): T | Failure {
  if (asked.where === undefined || productPathsIn(asked.where).length === 0) return asked
  const where = inWhere(asked.where, [...path, 'where'], reading)
  return isFailure(where) ? where : { ...asked, where }
}

function inWhere<T extends Where>(where: T, path: Path, reading: Reading): T | Failure
function inWhere(where: Where, path: Path, reading: Reading): Where | Failure {
  switch (where.type) {
    case 'all':
    case 'any': {
      const of = eachOf(where.of, (each, i) => inWhere(each, [...path, 'of', i], reading))
      return isFailure(of) ? of : { ...where, of }
    }
    case 'not': {
      const of = inWhere(where.of, [...path, 'of'], reading)
      return isFailure(of) ? of : { ...where, of }
    }
    case 'item': {
      const of = inWhere(where.of, [...path, 'of'], reading)
      return isFailure(of) ? of : { ...where, of }
    }
    case 'property': {
      const field = reading.products?.get(where.property)
      if (field === undefined || !formed.has(field.type)) return where
      const test = readTest(where.test, field, [...path, 'test'], reading.context)
      return isFailure(test) ? test : { ...where, test }
    }
  }
}

/** What becomes of each, or the first failure. */
function eachOf<T, U>(
  all: readonly T[],
  read: (each: T, i: number) => U | Failure,
): readonly U[] | Failure {
  const found: U[] = []
  for (const [i, each] of all.entries()) {
    const one = read(each, i)
    if (isFailure(one)) return one
    found.push(one)
  }
  return found
}

/** Texts that are kept in one form whichever way they are written. */
const formed: ReadonlySet<FieldType> = new Set<FieldType>([
  'email',
  'phone',
  'url',
  'country',
  'state',
  'city',
  'postal_code',
  'language',
  'cpf',
  'cnpj',
  'cpf_cnpj',
  'cep',
])

function readTest(test: Test, field: Field, path: Path, context: ValueContext): Test | Failure {
  if (test.op === 'is' || test.op === 'exactly') {
    const value = readOperand(test.value, field, [...path, 'value'], context)
    if (isFailure(value)) return value
    return test.op === 'exactly' ? { ...test, value: String(value) } : { ...test, value }
  }
  if (test.op !== 'anyOf') return test
  const values = eachOf(test.values, (each, i) =>
    readOperand(each, field, [...path, 'values', i], context),
  )
  return isFailure(values) ? values : { ...test, values }
}

function readOperand(
  given: Scalar,
  field: Field,
  path: Path,
  context: ValueContext,
): Scalar | Failure {
  const value = parseValue(field, given, context)
  if (typeof value === 'string') return value
  const where = showPath(path)
  const why = isFailure(value) ? value : { message: 'The text is empty', fix: undefined }
  const message = `The field ${JSON.stringify(field.name)} never has that value: ${why.message}`
  const fix = why.fix ?? 'Ask whether it exists.'
  return failure('invalid', message, {
    where,
    fix: `${fix} A part of it is asked for by contains or starts with.`,
  })
}
