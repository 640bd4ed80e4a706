import { expect, test } from 'vitest'
import { killedRows, sameKilled } from './killing.ts'

test('an import of products that is killed again and again comes to the same end', async () => {
  const header = 'sku,nome,preço,estoque'
  const result = await sameKilled({
    kind: 'products',
    options: { key: 'sku' },
    before: [header, ...killedRows.slice(0, 20).map((i) => `p${i},Café ${i},${i},1`)],
    after: [
      header,
      ...killedRows.map((i) => {
        const price = i % 31 === 7 ? 'caro' : i
        return `p${(i * 7) % 90},Café ${i % 3},${price},${i % 5}`
      }),
    ],
  })
  expect(result).toMatchObject({ rows: 140, rejected: 5 })
})
