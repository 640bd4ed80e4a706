import { expect, test } from 'vitest'
import { valueTypes } from '../../../src/domain/customer/field.ts'
import type { ValueType } from '../../../src/domain/customer/field.ts'
import { checkCondition, fieldsIn, segmentsIn } from '../../../src/domain/segment/check.ts'
import { checkDependents } from '../../../src/domain/segment/nested.ts'
import type { Catalogue } from '../../../src/domain/segment/catalogue.ts'
import type { Condition, Test } from '../../../src/domain/segment/condition.ts'
import { everyone } from '../../../src/domain/segment/condition.ts'
import { field } from './world.ts'

const is = (name: string, value: string | number | boolean): Condition => ({
  type: 'field',
  field: name,
  test: { op: 'is', value },
})
const segment = (id: number): Condition => ({ type: 'segment', segment: id })

function catalogue(segments: Readonly<Record<number, Condition>> = {}): Catalogue {
  const fields = [
    ...valueTypes.map((type) => field(`a_${type}`, type)),
    field('city', 'text'),
    field('notes', 'text', { filterable: false }),
    field('old', 'text', { archived: true }),
  ]
  return {
    fields: new Map(fields.map((each) => [each.name, each])),
    segments: new Map(
      Object.entries(segments).map(([id, condition]) => [
        Number(id),
        { name: `S${id}`, condition },
      ]),
    ),
    lists: new Map([[1, 'Fair']]),
  }
}

const first = (condition: Condition, from: Catalogue = catalogue()) =>
  checkCondition(condition, from)[0]

test('a condition that can be answered has nothing wrong', () => {
  const condition: Condition = {
    type: 'all',
    of: [is('city', 'x'), { type: 'list', list: 1 }, segment(1)],
  }
  expect(checkCondition(condition, catalogue({ 1: is('city', 'y') }))).toEqual([])
})

test('an unknown field is refused, with the one that was meant', () => {
  const failure = first({
    type: 'any',
    of: [is('city', 'x'), { type: 'not', of: is('ctiy', 'x') }],
  })
  expect(failure).toMatchObject({
    code: 'not_found',
    where: 'of[1].of.field',
    fix: 'Did you mean "city"?',
  })
})

test('a field that is not filterable is refused by name, with the mend', () => {
  const failure = first(is('notes', 'x'))
  expect(failure).toMatchObject({ code: 'invalid', where: 'field' })
  expect(failure?.message).toContain('"notes" is not filterable')
  expect(failure?.fix).toContain('Mark the field "notes" as filterable')
})

test('an archived field is refused', () => {
  expect(first(is('old', 'x'))?.message).toContain('archived')
})

test('a field is never the empty text, so asking for it is refused', () => {
  expect(first(is('city', ''))?.fix).toBe('Ask whether it exists.')
})

test('a window begins with a field that is a date or an instant, and with no other', () => {
  const since = (field: string): Condition => ({
    type: 'did',
    event: 'A',
    window: { type: 'since', field },
  })
  const wrong = (field: string) =>
    checkCondition({ type: 'all', of: [everyone, since(field)] }, catalogue())
  const may = valueTypes.filter((type) => wrong(`a_${type}`).length === 0)
  expect(may).toEqual(['date', 'datetime'])
  expect(wrong('a_text')[0]).toMatchObject({
    message: 'The field "a_text" is no date, so no window begins with it',
    where: 'of[1].window.field',
  })
  expect(wrong('nothing')[0]).toMatchObject({ code: 'not_found', where: 'of[1].window.field' })
})

test('unknown segments and lists are refused', () => {
  expect(first(segment(9))).toMatchObject({ code: 'not_found', where: 'segment' })
  expect(first({ type: 'list', list: 9 })).toMatchObject({ code: 'not_found', where: 'list' })
})

test('all that is wrong is said at once', () => {
  const condition: Condition = {
    type: 'all',
    of: [is('nope', 1), is('a_integer', 'x'), segment(9)],
  }
  expect(checkCondition(condition, catalogue()).map(({ where }) => where)).toEqual([
    'of[0].field',
    'of[1].test',
    'of[2].segment',
  ])
})

test('events and properties that nobody has sent yet are no mistake', () => {
  expect(checkCondition({ type: 'did', event: 'Never Seen' }, catalogue())).toEqual([])
})

const fits: Readonly<Record<string, readonly ValueType[]>> = {
  number: ['integer', 'decimal', 'money'],
  text: ['text', 'choice'],
}

test.each<[Test, readonly ValueType[]]>([
  [{ op: 'exists' }, valueTypes],
  [{ op: 'is', value: 3 }, fits['number'] ?? []],
  [{ op: 'is', value: 'x' }, fits['text'] ?? []],
  [{ op: 'is', value: true }, ['boolean']],
  [{ op: 'less', value: 3 }, fits['number'] ?? []],
  [{ op: 'between', from: 'a', to: 'b' }, fits['text'] ?? []],
  [{ op: 'matches', pattern: 'x' }, fits['text'] ?? []],
  [{ op: 'exactly', value: 'x' }, fits['text'] ?? []],
  [{ op: 'includesAny', values: ['x'] }, ['list']],
  [{ op: 'includesAny', values: [3] }, []],
  [{ op: 'before', date: '2026-01-01' }, ['date', 'datetime']],
  [{ op: 'inLast', n: 1, unit: 'days' }, ['date', 'datetime']],
  [{ op: 'inLast', n: 1, unit: 'hours' }, ['datetime']],
  [{ op: 'near', km: 5, lat: 1, lon: 2 }, ['location']],
  [{ op: 'period', which: 'next', unit: 'year' }, ['date', 'datetime']],
  [{ op: 'anniversary', in: { type: 'next', n: 7, unit: 'days' } }, ['date', 'datetime']],
])('%j may be asked of %j and of no other type', (asked, types) => {
  const may = valueTypes.filter(
    (type) =>
      checkCondition({ type: 'field', field: `a_${type}`, test: asked }, catalogue()).length === 0,
  )
  expect(may).toEqual(types)
})

test('a cycle of segments is refused, naming it', () => {
  const from = catalogue({ 1: segment(2), 2: { type: 'not', of: segment(3) }, 3: segment(1) })
  expect(first(segment(1), from)).toMatchObject({ code: 'conflict' })
  expect(first(segment(1), from)?.message).toContain('"S1" → "S2" → "S3" → "S1"')
})

test('a cycle through the segment that is being saved is seen before it is saved', () => {
  const from = catalogue({ 1: is('city', 'x'), 2: segment(1) })
  expect(checkCondition(segment(2), from)).toEqual([])
  const [failure] = checkCondition(segment(2), from, { id: 1, name: 'New name' })
  expect(failure?.message).toContain('"New name" → "S2" → "New name"')
  const [self] = checkCondition(segment(1), from, { id: 1, name: 'New name' })
  expect(self?.message).toContain('"New name" → "New name"')
})

test('a segment used twice is no cycle', () => {
  const from = catalogue({
    1: { type: 'all', of: [segment(2), segment(3)] },
    2: segment(3),
    3: is('city', 'x'),
  })
  expect(checkCondition(segment(1), from)).toEqual([])
})

test('segments that double at each of their levels are refused before they are written out', () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 18 }, (_, i) => [
      i + 1,
      i === 0 ? is('city', 'x') : { type: 'any', of: [segment(i), segment(i)] },
    ]),
  ) as Record<number, Condition>
  expect(first(segment(18), catalogue(doubling))).toMatchObject({ code: 'too_large' })
  expect(first(segment(10), catalogue(doubling))).toBeUndefined()
})

test('a chain of segments that is too long is refused', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [i + 1, i === 0 ? is('city', 'x') : segment(i)]),
  ) as Record<number, Condition>
  expect(first(segment(30), catalogue(chain))).toMatchObject({ code: 'too_large' })
  expect(first(segment(20), catalogue(chain))).toBeUndefined()
})

const twice = (id: number): Condition => ({ type: 'any', of: [segment(id), segment(id)] })

test('a definition by which another segment would grow beyond all bounds is refused, naming that', () => {
  const chain = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i): [number, Condition] => [
      from + i + 1,
      twice(from + i),
    ])
  const { segments } = catalogue(
    Object.fromEntries([
      [1, is('city', 'x')],
      [101, is('city', 'y')],
      ...chain(1, 10),
      ...chain(101, 109),
    ]),
  )
  expect(checkDependents(1, { segments })).toEqual([])
  const condition = segment(109)
  const [failure] = checkDependents(1, {
    segments: new Map(segments).set(1, { name: 'Base', condition }),
  })
  expect(failure).toMatchObject({ code: 'too_large' })
  // The first that would: each is twice the one before.
  expect(failure?.message).toMatch(/^The segment "S3", which speaks of "Base", .* has 4097 parts$/)
  expect(failure?.fix).toContain('refer to fewer segments')
})

test('a definition by which another segment would refer over too many levels is refused, naming that', () => {
  const of = Array.from({ length: 24 }, (_, i): [number, Condition] => [
    i + 1,
    i === 0 || i === 12 ? is('city', 'x') : segment(i),
  ])
  const { segments } = catalogue(Object.fromEntries(of))
  const changed = new Map(segments).set(13, { name: 'S13', condition: segment(12) })
  expect(checkDependents(13, { segments })).toEqual([])
  expect(checkDependents(13, { segments: changed })[0]?.message).toMatch(
    /^The segment "S22", .* over 21 levels$/,
  )
})

test('a definition by which segments would refer to each other in a circle is refused', () => {
  const { segments } = catalogue({ 1: segment(2), 2: segment(3), 3: segment(2) })
  expect(checkDependents(3, { segments })[0]).toMatchObject({ code: 'conflict' })
  expect(checkDependents(1, { segments })).toEqual([])
})

test('segments that compare with too many values together are refused', () => {
  const values = Array.from({ length: 9_000 }, (_, i) => `v${i}`)
  const many: Condition = { type: 'field', field: 'city', test: { op: 'anyOf', values } }
  const from = catalogue({ 1: many, 2: many, 3: many })
  const of = [segment(1), segment(2)]
  expect(first({ type: 'any', of }, from)).toBeUndefined()
  expect(first({ type: 'any', of: [...of, segment(3)] }, from)?.message).toContain('27000 values')
})

test('a behaviour counts as three parts, so that a thousand parts are at most 333 of them', () => {
  const did = (count: number): Condition => ({
    type: 'any',
    of: Array.from({ length: count }, () => ({ type: 'did', event: 'Clicked' }) as const),
  })
  expect(first(did(333))).toBeUndefined()
  expect(first(did(334))).toMatchObject({ code: 'too_large' })
})

test('what a condition depends on is each once', () => {
  const condition: Condition = {
    type: 'all',
    of: [segment(3), { type: 'not', of: segment(1) }, segment(3), is('city', 'x'), is('city', 'y')],
  }
  expect(segmentsIn(condition)).toEqual([1, 3])
  expect(fieldsIn(condition)).toEqual(['city'])
})
