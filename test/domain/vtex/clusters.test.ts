import { expect, test } from 'vitest'
import { plainField, type Field, type FieldType } from '../../../src/domain/customer/field.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { parseText } from '../../../src/domain/segment/text/parse.ts'
import { printText } from '../../../src/domain/segment/text/print.ts'
import { namesOf } from '../../../src/domain/segment/text/names.ts'
import { utc } from '../../../src/domain/time/zone.ts'
import { asClusterExpressions, readClusterExpressions } from '../../../src/domain/vtex/clusters.ts'

function field(name: string, type: FieldType): [string, Field] {
  return [name, { ...plainField, id: 200, name, label: name, type }]
}
const fields = new Map([
  field('gold', 'boolean'),
  field('city', 'text'),
  field('points', 'integer'),
  field('tags', 'list'),
])
const names = namesOf(new Map(), new Map())

function exported(text: string) {
  const condition = parseText(text, names)
  if (isFailure(condition)) throw new Error(condition.message)
  const said = asClusterExpressions(condition, (part) => printText(part, names))
  return { condition, said }
}

test.each<[string, readonly string[], 'all' | 'any']>([
  ['gold = true', ['gold=true'], 'all'],
  ['city = "São Paulo" and points = 12.5', ['city=São Paulo', 'points=12.5'], 'all'],
  ['gold = true or tags includes any of ("vip")', ['gold=true', 'tags contains vip'], 'any'],
  ['city is any of ("A", "B")', ['city=A', 'city=B'], 'any'],
  ['city is any of ("A", "B") or gold = false', ['city=A', 'city=B', 'gold=false'], 'any'],
  ['city contains "paulo"', ['city contains paulo'], 'all'],
])('%s is said in expressions that mean the same', (text, expressions, operator) => {
  const { condition, said } = exported(text)
  expect(said).toEqual({ clusterExpressions: expressions, clusterOperator: operator })
  if (isFailure(said)) throw new Error(said.message)
  const back = readClusterExpressions(said, { fields, zone: utc })
  if (isFailure(back)) throw new Error(back.message)
  expect(asClusterExpressions(back, () => '')).toEqual(said)
  // Of several values of one field it is the same in other words.
  expect(text.includes('any of') ? condition : back).toEqual(normal(condition))
})

test.each<[string, string]>([
  ['not gold = true', 'not gold = true'],
  ['gold = true and points >= 10', 'points >= 10'],
  ['gold = true and city is any of ("A", "B")', 'city is any of ("A", "B")'],
  ['gold = true or (city = "A" and points = 1)', 'city = "A" and points = 1'],
  ['did "Order Completed"', 'did "Order Completed"'],
  ['city = "*"', 'city = "*"'],
  ['everyone', 'everyone'],
])('%s cannot be said, and the part that cannot is', (text, part) => {
  const { said } = exported(text)
  expect(said).toMatchObject({ code: 'invalid', message: expect.stringContaining(part) as string })
})

test('more than VTEX takes are refused', () => {
  const values = Array.from({ length: 51 }, (_, i) => `"c${i}"`).join(', ')
  expect(exported(`city is any of (${values})`).said).toMatchObject({ code: 'too_large' })
})

test.each<[string, string]>([
  ['gold', '"gold" is no cluster expression'],
  ['gold>true', '"gold>true" is no cluster expression'],
  ['nothing=1', 'There is no field "nothing"'],
  ['gold=perhaps', '"=perhaps" is not asked of the field gold'],
  ['points contains 1', 'The field points is no text or list'],
])('%s is refused with its place', (text, message) => {
  const clusterExpressions = ['gold=true', text]
  const read = readClusterExpressions(
    { clusterExpressions, clusterOperator: 'any' },
    { fields, zone: utc },
  )
  expect(read).toMatchObject({
    where: 'clusterExpressions[1]',
    message: expect.stringContaining(message) as string,
  })
})
