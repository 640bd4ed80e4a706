import { expect, test } from 'vitest'
import { killedRows, sameKilled } from './killing.ts'

const cep = (i: number): string => `500${10 + i}-000`

test('an import of places that is killed again and again comes to the same end', async () => {
  const result = await sameKilled({
    kind: 'places',
    options: { key: 'cep', by: 'postal_code' },
    before: ['cep,name', ...killedRows.slice(0, 20).map((i) => `${cep(i)},Bairro ${i}`)],
    after: [
      'cep,name',
      ...killedRows.map((i) => `${i % 31 === 7 ? '' : cep((i * 7) % 80)},Bairro ${i % 3}`),
    ],
  })
  expect(result).toMatchObject({ rows: 140, rejected: 5 })
})
