import { expect, test } from 'vitest'
import { fieldTypes, valueType } from '../../../src/domain/customer/field.ts'
import {
  addColumns,
  columnTable,
  dropColumns,
  fieldColumns,
  rowColumns,
} from '../../../src/store/clickhouse/columns.ts'
import { write } from '../../../src/store/sql/sql.ts'

const field = (type: (typeof fieldTypes)[number], identifying = false) => ({
  id: 12,
  type,
  identifying,
})

test('an identifying field has its columns in contacts, any other in customers', () => {
  expect(columnTable({ identifying: true })).toBe('contacts')
  expect(columnTable({ identifying: false })).toBe('customers')
})

test('a text has a column of its fold beside it', () => {
  expect(rowColumns(field('text'), 'São')).toEqual({ f12: 'São', f12_fold: 'sao' })
})

test('the folds of a list are identity keys', () => {
  expect(rowColumns(field('list'), ['Café', 'Chá'])).toEqual({
    f12: ['Café', 'Chá'],
    f12_fold: ['tcafe', 'tcha'],
  })
})

test('a location is its degrees, and its point in centimetres', () => {
  expect(rowColumns(field('location'), { lat: -23.5, lon: -46.6 })).toEqual({
    f12_lat: -23.5,
    f12_lon: -46.6,
    f12_x: 401_437_548,
    f12_y: -424_508_304,
    f12_z: -254_043_351,
  })
})

test('a missing value leaves its columns to their defaults', () => {
  expect(rowColumns(field('integer'), undefined)).toEqual({})
})

test('for every type the row fills exactly the columns that are added', () => {
  const values = {
    text: 'x',
    choice: 'x',
    integer: 10000,
    decimal: 1,
    money: 1,
    boolean: false,
    date: 0,
    datetime: 0,
    list: ['x'],
    location: { lat: 0, lon: 0 },
  }
  for (const type of fieldTypes) {
    const names = fieldColumns(field(type)).map((column) => column.name)
    expect(Object.keys(rowColumns(field(type), values[valueType(type)]))).toEqual(names)
  }
})

test('columns are added and dropped in one statement that may be repeated', () => {
  expect(write(addColumns(field('text', true))).text).toBe(
    'ALTER TABLE `contacts` ADD COLUMN IF NOT EXISTS `f12` Nullable(String), ' +
      'ADD COLUMN IF NOT EXISTS `f12_fold` Nullable(String)',
  )
  expect(write(dropColumns(field('date'))).text).toBe(
    'ALTER TABLE `customers` DROP COLUMN IF EXISTS `f12`',
  )
})
