import { expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { orRefuse } from '../../../src/domain/failure.ts'
import type { ColumnSeen, SeenType } from '../../../src/domain/import/column.ts'
import { showMapTo } from '../../../src/domain/import/columnUse.ts'
import { guessMapping, type ImportKind } from '../../../src/domain/import/guessMapping.ts'
import { mappingOf, type MappingSaid } from '../../../src/domain/import/mapping.ts'

function column([name, type]: readonly [string, SeenType], at: number): ColumnSeen {
  const counts = { filled: 10, distinct: 10, distinctCut: false, examples: [] }
  return { name, at, type, confidence: 1, ...counts }
}

/** What each column becomes, by its name, and the key's kind. */
function become(
  named: readonly (readonly [string, SeenType])[],
  said: MappingSaid,
  kind: ImportKind = 'customers',
) {
  const columns = named.map(column)
  const fields = kind === 'customers' ? builtInFields : []
  const guess = guessMapping(columns, fields, kind)
  const mapping = orRefuse(mappingOf({ kind, columns, guess, fields }, said))
  const uses = mapping.columns.map((use) => [use.column, showMapTo(use.to), use.make?.name])
  return { key: mapping.key?.kind, uses }
}

test('what names the record is no field besides', () => {
  const columns = [
    ['rec_id', 'text'],
    ['postcode', 'integer'],
  ] as const
  expect(become(columns, { key: 'rec_id' })).toEqual({
    key: 'user_id',
    uses: [
      ['rec_id', 'ignore', undefined],
      ['postcode', 'postcode', 'postcode'],
    ],
  })
  expect(become([['Cód. interno', 'text']], { key: 'Cód. interno' }, 'products')).toEqual({
    key: 'product_id',
    uses: [['Cód. interno', 'ignore', undefined]],
  })
})

test('it is one where somebody says so, or where there is a field for it', () => {
  const said = { key: 'rec_id', map: { rec_id: 'number' } }
  expect(become([['rec_id', 'text']], said)).toEqual({
    key: 'user_id',
    uses: [['rec_id', 'number', 'number']],
  })
  expect(become([['E-mail', 'email']], { key: 'E-mail' })).toEqual({
    key: 'email',
    uses: [['E-mail', 'email', undefined]],
  })
})
