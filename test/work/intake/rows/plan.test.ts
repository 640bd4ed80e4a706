import { expect, test } from 'vitest'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { isFailure } from '../../../../src/domain/failure.ts'
import type { ColumnSeen } from '../../../../src/domain/import/column.ts'
import { guessMapping } from '../../../../src/domain/import/guessMapping.ts'
import type { RowKind, RowOptions } from '../../../../src/work/intake/rows/options.ts'
import { planRows } from '../../../../src/work/intake/rows/plan.ts'

/** Of columns `codigo` and `quando`. */
function plan(kind: RowKind, options: RowOptions) {
  const counts = { filled: 1, distinct: 1, distinctCut: false, examples: [], confidence: 1 }
  const columns: ColumnSeen[] = [
    { name: 'codigo', at: 0, type: 'text', ...counts },
    { name: 'quando', at: 1, type: 'datetime', ...counts },
  ]
  const fields = kind === 'customers' ? builtInFields : []
  const guess = guessMapping(columns, fields, kind)
  return planRows(kind, { columns, guess, questions: [] }, options, fields)
}

function refusal(kind: RowKind, options: RowOptions) {
  const planned = plan(kind, options)
  if (!isFailure(planned)) throw new Error('it was planned')
  return planned
}

test('what a column is said to become has to be something that the record has', () => {
  const wrong = refusal('events', { key: 'codigo', map: { quando: 'record:tme' } })
  expect(wrong).toMatchObject({ where: 'map.quando', fix: expect.stringContaining('record:time') })
  const fine = plan('events', { key: 'codigo', event: 'x', map: { quando: 'record:time' } })
  expect(fine).toMatchObject({ questions: [] })
  expect(refusal('products', { map: { quando: 'record:time' } }).fix).toContain('record:variants')
  expect(refusal('customers', { map: { quando: 'record:time' } }).where).toBe('map.quando')
})

test('an identifier has to be of a kind that there may be', () => {
  const wrong = refusal('customers', { key: 'codigo', map: { quando: 'identifier:E-mail' } })
  expect(wrong).toMatchObject({ where: 'map.quando', message: '"E-mail" is no kind of identifier' })
  expect(isFailure(plan('customers', { map: { quando: 'identifier:card_no' } }))).toBe(false)
})

test('a style is said of a column that is there', () => {
  const wrong = refusal('customers', { columns: { quand: { dates: 'dmy' } } })
  expect(wrong).toMatchObject({ where: 'columns', fix: 'Did you mean "quando"?' })
})

test('an option for customers is none for products', () => {
  expect(refusal('products', { makeLists: true }).where).toBe('makeLists')
})
