import type { ValueType } from '../../../src/domain/customer/field.ts'
import type { Unit } from '../../../src/domain/segment/condition.ts'

/** What drawn conditions speak of; a small one, so that tests are true and false about equally often. */
export type Vocabulary = {
  readonly fields: readonly { readonly name: string; readonly type: ValueType }[]
  readonly events: readonly string[]
  readonly properties: readonly string[]
  readonly itemPaths: readonly string[]
  readonly itemProperties: readonly string[]
  /** Fields of the products that events and items name. */
  readonly related: readonly { readonly path: string; readonly type: ValueType }[]
  readonly texts: readonly string[]
  /** Parts of texts: none folds to nothing. */
  readonly parts: readonly string[]
  readonly patterns: readonly string[]
  readonly numbers: readonly number[]
  /** Whole numbers that counts and days are compared with. */
  readonly wholes: readonly number[]
  readonly dates: readonly string[]
  readonly spans: readonly { readonly n: number; readonly unit: Unit }[]
  readonly segments: readonly number[]
  readonly lists: readonly number[]
}

/** One vocabulary with a little of everything, hostile names included. */
export const vocabulary: Vocabulary = {
  fields: [
    { name: 'city', type: 'text' },
    { name: 'status', type: 'choice' },
    { name: 'orders', type: 'integer' },
    { name: 'score', type: 'decimal' },
    { name: 'spent', type: 'money' },
    { name: 'vip', type: 'boolean' },
    { name: 'birth_date', type: 'date' },
    { name: 'last_seen', type: 'datetime' },
    { name: 'tags', type: 'list' },
    { name: 'home', type: 'location' },
    { name: 'count', type: 'integer' },
  ],
  events: ['Order Completed', 'viewed', 'did', 'O\'Brien "\\ é\n'],
  properties: [
    'total',
    'category',
    'channel',
    'address.city',
    'tags',
    'paid',
    'due',
    'not',
    'a "b" \\.c',
  ],
  itemPaths: ['items', 'lines'],
  itemProperties: ['product_id', 'quantity', 'price', 'category'],
  related: [
    { path: 'product.category', type: 'text' },
    { path: 'product.price', type: 'money' },
    { path: 'product.organic', type: 'boolean' },
    { path: 'product.harvest', type: 'date' },
    { path: 'product.tags', type: 'list' },
  ],
  texts: [
    '',
    'Café',
    'cafe',
    'CAFÉ',
    'tea',
    'São Paulo',
    'ß',
    '😀',
    '\ufffd',
    'x"y\\z\'\n\t\b\u2028',
  ],
  parts: ['c', 'AF', 'é', 'a', '😀', ' p', '\\', '"'],
  patterns: [
    'caf',
    '^t',
    'a.*o',
    '[[:alpha:]]+',
    '/',
    'x"',
    '\\d',
    'é$',
    '\\\\',
    'a\nb',
    '\\Q/\\E',
  ],
  numbers: [0, 1, -1, 2.5, 0.0001, 100, 899_999_999_999, -12.3456],
  wholes: [0, 1, 2, 3],
  dates: [
    '2026-02-28',
    '2026-03-01',
    '2024-02-29',
    '1000-01-01',
    '9999-12-31',
    '-0d',
    '-1d',
    '-30d',
  ],
  spans: [
    { n: 1, unit: 'minutes' },
    { n: 36, unit: 'hours' },
    { n: 1, unit: 'days' },
    { n: 30, unit: 'days' },
    { n: 2, unit: 'weeks' },
    { n: 1, unit: 'months' },
    { n: 3, unit: 'months' },
    { n: 1, unit: 'years' },
  ],
  segments: [1, 2],
  lists: [1, 2],
}
