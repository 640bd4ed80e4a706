import { expect, test } from 'vitest'
import { killedRows, sameKilled } from './killing.ts'

const day = (i: number): string => String(1 + (i % 28)).padStart(2, '0')

test('an import of events that is killed again and again comes to the same end', async () => {
  const result = await sameKilled({
    kind: 'events',
    options: { key: 'codigo', event: 'Store Visited' },
    before: ['codigo,time,loja', 'e1,2020-05-02,Loja 1', 'e9,2019-01-01,Loja 9'],
    after: [
      'codigo,time,loja,valor',
      ...killedRows.map((i) => {
        const time = i % 31 === 7 ? 'ontem' : `${2020 + (i % 4)}-05-${day(i)}`
        return `e${i % 25},${time},Loja ${i % 3},${i % 50}`
      }),
    ],
  })
  expect(result).toMatchObject({ rows: 140, rejected: 5 })
})
