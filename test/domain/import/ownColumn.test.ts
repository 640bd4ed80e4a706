import { expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import type { ColumnSeen } from '../../../src/domain/import/column.ts'
import { guessMapping, type ImportKind } from '../../../src/domain/import/guessMapping.ts'

function guessed(header: string, kind: ImportKind) {
  const columns = header.split(' | ').map((name, at) => ({ name, at, type: 'text' }) as ColumnSeen)
  return guessMapping(columns, builtInFields, kind).map(({ to }) =>
    'kind' in to ? to.kind : 'name' in to ? `${to.is} ${to.name}` : '-',
  )
}

test.each([
  'clientela_id | user_id | email | anonymous_id | identifier.card | name | lists | created | updated | known',
  'ID Clientela | user_id | E-mail | anonymous_id | identifier.card | Name | Listas | Criado em | Atualizado em | Conhecido',
])('the columns of customers that we exported are for what they came from: %s', (header) => {
  expect(guessed(header, 'customers')).toEqual([
    'record clientela_id',
    'user_id',
    'field email',
    'anonymous_id',
    'card',
    'field name',
    'record lists',
    '-',
    '-',
    '-',
  ])
})

test('so are those of events', () => {
  expect(
    guessed(
      'event_id | event | time | clientela_id | email | channel | import | properties',
      'events',
    ),
  ).toEqual([
    'record event_id',
    'record event',
    'record time',
    'record clientela_id',
    'email',
    'record channel',
    '-',
    'record properties',
  ])
})

test('so are those of JSON lines in the form of the API', () => {
  const customers =
    'id | created | known | fields.name | identifiers.user_id | identifiers.card | lists'
  expect(guessed(customers, 'customers')).toEqual([
    'record clientela_id',
    '-',
    '-',
    'field name',
    'user_id',
    'card',
    'record lists',
  ])
  const events = 'id | event | time | customer | identifiers.email | channel | properties.total'
  expect(guessed(events, 'events')).toEqual([
    'record event_id',
    'record event',
    'record time',
    'record clientela_id',
    'email',
    'record channel',
    'property total',
  ])
})

test('in a file of somebody else those names are as good as any', () => {
  expect(guessed('id | created | lists', 'customers')).toEqual([
    'user_id',
    'new my_created',
    'new my_lists',
  ])
})
