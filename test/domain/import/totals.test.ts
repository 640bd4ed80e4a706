import { expect, test } from 'vitest'
import { totalsCell } from '../../../src/domain/import/totals.ts'

test.each([
  [['Total', '', '1.234,50'], 0],
  [['TOTAIS:', '', 'R$ 1.234,50', '12 %'], 0],
  [['', 'Total geral', '17', '(3.50)'], 0],
  [['', '', 'Total de clientes: 17', ''], 0],
  [['Grand total', '3'], 0],
  [['', 'Soma', '3'], 0],
  [['Subtotal', '3'], 0],
  [['Total'], 0],
])('%j holds totals', (cells, key) => {
  expect(totalsCell(cells, key)).toBeDefined()
})

test('what a file of rejected rows says of a row makes it no record', () => {
  const cells = ['6', 'codigo', 'Total', 'The row holds totals', 'Leave it out', '', 'Total', '60']
  expect(totalsCell(cells, 5, new Set([0, 1, 2, 3, 4]))).toBe(6)
  expect(totalsCell(cells, 5)).toBeUndefined()
})

test.each([
  // Whoever has a key of her own is a record, whatever else the row says.
  [['17', 'Total', '3'], 0],
  [['Total Fitness Ltda', '3'], 0],
  [['Total', 'ana@lima.com.br', '3'], 0],
  [['', 'Ana', '3'], 0],
  [['', '', '3'], 0],
  [['Tot', '3'], 0],
  [['', 'Sum 41', 'Blink'], 0],
])('%j is a record, or lacks its name', (cells, key) => {
  expect(totalsCell(cells, key)).toBeUndefined()
})
