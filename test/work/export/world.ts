import fc from 'fast-check'
import { fieldTypes, valueType } from '../../../src/domain/customer/field.ts'
import type { FieldType, Value, ValueType } from '../../../src/domain/customer/field.ts'
import { parseValue, type ValueField } from '../../../src/domain/customer/value.ts'
import type { ExportColumn } from '../../../src/domain/export/column.ts'
import type { Styling } from '../../../src/domain/export/style.ts'
import { isFailure, orRefuse } from '../../../src/domain/failure.ts'
import { scale, scaledLimit } from '../../../src/domain/number.ts'
import { firstDay, lastDay } from '../../../src/domain/time/civil.ts'
import { firstInstant, lastInstant } from '../../../src/domain/time/instant.ts'
import { zoneOf } from '../../../src/domain/time/zone.ts'
import type { Table } from '../../../src/work/export/table.ts'

/** Clocks there were put forward and back until 2019. */
export const zone = orRefuse(zoneOf('America/Sao_Paulo'))

const shop = { zone, country: 'BR', currency: 'BRL' }

const choices = ['Torra escura', 'torra; clara', '=1+1', "'x"]

export type Row = Partial<Record<FieldType, Value>>

export function fieldOf(type: FieldType): ValueField {
  const chosen = type === 'choice' || type === 'choices'
  return { name: type, type, ...(chosen ? { choices } : {}) }
}

/** Of every type of field a column. */
export const columns: readonly ExportColumn<Row>[] = fieldTypes.map((type) => ({
  name: type,
  label: `O ${type}`,
  type: valueType(type),
  field: fieldOf(type),
  of: (row) => row[type],
}))

export function tableOf(
  rows: readonly Row[],
  style: Styling['style'],
  only: readonly FieldType[] = fieldTypes,
): Table<Row> {
  const chosen = only.flatMap((type) => columns.filter(({ name }) => name === type))
  return { columns: chosen, rows: inBatches(rows), styling: { style, shop } }
}

async function* inBatches(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield await Promise.resolve(rows.slice(0, 3))
  yield rows.slice(3)
}

const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }) },
  fc.constantFrom(
    '=1+1',
    "'=1+1",
    "'hello",
    '00123',
    "'00123",
    '1234567890123456789',
    '+5581999990000',
    'a;b,c"d\r\ne\nf\rg\th',
    '😀\u2028\u2029\u0001\u001f\ufffe',
    '_x0041_ &amp; <b>',
    'sim',
    '21/11/2026',
    '1.234,56',
    '[1]',
    '-',
    'NULL',
  ),
)
const number = fc.oneof(
  fc.integer({ min: -99_999, max: 99_999_999 }),
  // Of three decimal places, which could be thousands.
  fc.integer({ min: -9_999, max: 999_999 }).map((n) => n * 10),
  fc.integer({ min: 1 - scaledLimit, max: scaledLimit - 1 }),
)
const degree = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6 + 0)

const byValue: Record<ValueType, fc.Arbitrary<unknown>> = {
  text,
  integer: fc.integer({ min: -900_000_000_000 + 1, max: 900_000_000_000 - 1 }),
  decimal: number,
  money: number,
  boolean: fc.boolean(),
  date: fc.integer({ min: firstDay, max: lastDay }),
  datetime: fc.oneof(
    fc.integer({ min: firstInstant, max: lastInstant }),
    // Around where clocks showed the hour before midnight twice.
    fc.integer({ min: Date.UTC(2019, 1, 17, 0), max: Date.UTC(2019, 1, 17, 5) }),
  ),
  choice: fc.constantFrom(...choices),
  list: fc.array(text, { minLength: 1, maxLength: 4 }),
  location: fc.record({ lat: degree(90), lon: degree(180) }),
}

/** Of types whose texts have a form of their own. */
const formed: Partial<Record<FieldType, fc.Arbitrary<unknown>>> = {
  email: fc.constantFrom('ana@example.com', '+ana@example.com', '-a@example.com', '=a@example.com'),
  phone: fc.constantFrom('+5581999990000', '(11) 3456-7890', '+351912345678', '08001234567'),
  url: fc.constantFrom('https://example.com/a?b=1;2', 'example.com'),
  choices: fc.subarray(choices, { minLength: 1 }),
  country: fc.constantFrom('BR', 'PT', 'Estados Unidos'),
  state: fc.constantFrom('PE', 'São Paulo', 'Bayern'),
  postal_code: fc.constantFrom('01310-100', '01310100', 'SW1A 1AA'),
  language: fc.constantFrom('pt-BR', 'en', 'Português'),
  cpf: fc.constantFrom('012.345.678-90', '52998224725'),
  cnpj: fc.constantFrom('11.222.333/0001-81', '00000000000191'),
  cpf_cnpj: fc.constantFrom('01234567890', '00000000000191'),
  cep: fc.constantFrom('01310-100', '51020000'),
}

const givens = Object.fromEntries(
  fieldTypes.map((type) => [type, formed[type] ?? byValue[valueType(type)]]),
) as Record<FieldType, fc.Arbitrary<unknown>>

/** Values as we keep them: what is no value of its kind, a text of blanks say, is left out. */
export const someRows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record(givens, { requiredKeys: [] }).map((given) => {
    const row: Row = {}
    for (const type of fieldTypes) {
      const value = kept(type, given[type])
      if (value !== undefined) row[type] = value
    }
    return row
  }),
  { minLength: 1, maxLength: 8 },
)

function kept(type: FieldType, given: unknown): Value | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'number') return type === 'integer' ? given * scale : given
  const value = parseValue(fieldOf(type), given, shop)
  return isFailure(value) ? undefined : value
}

export function parsed(type: FieldType, given: unknown): Value | undefined {
  return orRefuse(parseValue(fieldOf(type), given, shop))
}

export async function bytesOf(pieces: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(Buffer.from(piece as Uint8Array))
  return new Uint8Array(Buffer.concat(all))
}
