import { expect, test } from 'vitest'
import fc from 'fast-check'
import { plainField, type Field, type FieldType } from '../../../src/domain/customer/field.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import { utc } from '../../../src/domain/time/zone.ts'
import { askedBy } from '../../../src/domain/vtex/asked.ts'
import { parseWhere } from '../../../src/domain/vtex/where.ts'

function field(name: string, type: FieldType, filterable = true): [string, Field] {
  return [name, { ...plainField, id: 200, name, label: name, type, filterable }]
}
const fields = new Map([
  field('name', 'text'),
  field('first_name', 'text'),
  field('age', 'integer'),
  field('percent', 'percent'),
  field('reseller', 'boolean'),
  field('birth_date', 'date'),
  field('seen', 'datetime'),
  field('tags', 'list'),
  field('secret', 'text', false),
  field('place', 'location'),
])

function asked(text: string): unknown {
  const where = parseWhere(text)
  const read = isFailure(where) ? where : askedBy(where, { fields, zone: utc })
  if (isFailure(read)) return `${read.where ?? ''}: ${read.message}`
  return read.type === 'condition' ? read.condition : read
}
const is = (of: string, test: object) => ({ type: 'field', field: of, test })
const not = (of: object) => ({ type: 'not', of })

test.each<[string, unknown]>([
  ['firstName=Jon Snow', is('first_name', { op: 'is', value: 'Jon Snow' })],
  ['firstName="a AND b"', is('first_name', { op: 'is', value: 'a AND b' })],
  ['name=*go*', is('name', { op: 'contains', value: 'go' })],
  ['name=go*', is('name', { op: 'startsWith', value: 'go' })],
  ['name=*go', is('name', { op: 'endsWith', value: 'go' })],
  ['name=*', is('name', { op: 'exists' })],
  ['name<>maria', not(is('name', { op: 'is', value: 'maria' }))],
  ['name is null', not(is('name', { op: 'exists' }))],
  ['name IS NOT NULL', is('name', { op: 'exists' })],
  ['age>5', is('age', { op: 'greater', value: 5 })],
  ['percent=0.35', is('percent', { op: 'is', value: 0.35 })],
  [
    'age between 18 AND 25',
    {
      type: 'all',
      of: [is('age', { op: 'atLeast', value: 18 }), is('age', { op: 'atMost', value: 25 })],
    },
  ],
  ['lastName=Lima', is('name', { op: 'matches', pattern: '^[^ ]+ Lima$' })],
  ['lastName=d*', is('name', { op: 'matches', pattern: '^[^ ]+ d' })],
  ["lastName=*d'A.*", is('name', { op: 'matches', pattern: '^[^ ]+ .*d\\x{27}A\\x{2e}' })],
  ['lastName is null', not(is('name', { op: 'contains', value: ' ' }))],
  ['userId=u-1', { type: 'identifier', kind: 'user_id', value: 'u-1' }],
  ['document<>1', { type: 'identifier', kind: 'document', value: '1', not: true }],
  ['document is null', { type: 'identifier', kind: 'document', not: true }],
  ['reseller=TRUE', is('reseller', { op: 'is', value: true })],
  ['birthDate<2001-01-01', is('birth_date', { op: 'before', date: '2001-01-01' })],
  ['seen=2016-01-31', is('seen', { op: 'on', date: '2016-01-31' })],
  ['tags=vip', is('tags', { op: 'includesAny', values: ['vip'] })],
  [
    'name=a AND age=1 OR reseller=false',
    {
      type: 'any',
      of: [
        {
          type: 'all',
          of: [is('name', { op: 'is', value: 'a' }), is('age', { op: 'is', value: 1 })],
        },
        is('reseller', { op: 'is', value: false }),
      ],
    },
  ],
  [
    '((name=a AND age=1) AND tags is null) OR (name=*go*)',
    {
      type: 'any',
      of: [
        {
          type: 'all',
          of: [
            {
              type: 'all',
              of: [is('name', { op: 'is', value: 'a' }), is('age', { op: 'is', value: 1 })],
            },
            not(is('tags', { op: 'exists' })),
          ],
        },
        is('name', { op: 'contains', value: 'go' }),
      ],
    },
  ],
  [
    'createdIn between 2001-01-01 AND 2001-01-02',
    { type: 'recorded', of: 'created', from: 978_307_200_000, to: 978_480_000_000 },
  ],
  ['updatedIn>2001-01-01', { type: 'recorded', of: 'updated', from: 978_393_600_000 }],
  [
    'createdIn<2001-01-01T00:00:00Z AND id<>7',
    {
      type: 'all',
      of: [
        { type: 'recorded', of: 'created', to: 978_307_200_000 },
        { type: 'id', id: '7', not: true },
      ],
    },
  ],
])('%s', (text, expected) => {
  expect(asked(text)).toEqual(expected)
})

test('a first name is the first word of the name where the shop has no field of it', () => {
  const alone = new Map([field('name', 'text')])
  const read = (text: string) => {
    const where = parseWhere(text)
    return isFailure(where) ? where : askedBy(where, { fields: alone, zone: utc })
  }
  const condition = (of: object) => ({ type: 'condition', condition: of })
  expect(read('firstName=Jon')).toEqual(
    condition({
      type: 'any',
      of: [is('name', { op: 'is', value: 'Jon' }), is('name', { op: 'startsWith', value: 'Jon ' })],
    }),
  )
  expect(read('firstName=Jo*')).toEqual(condition(is('name', { op: 'startsWith', value: 'Jo' })))
  expect(read('firstName=*on')).toEqual(
    condition(is('name', { op: 'matches', pattern: '^[^ ]*on( |$)' })),
  )
  expect(read('firstName>A')).toMatchObject({ code: 'invalid', where: 'firstName' })
  const closed = new Map([field('name', 'text', false)])
  expect(askedBy({ type: 'null', field: 'lastName' }, { fields: closed, zone: utc })).toMatchObject(
    {
      where: 'name',
    },
  )
})

test('an e-mail is looked for among identifiers where the field has no value', () => {
  const where = parseWhere('email=a@x.com')
  if (isFailure(where)) throw new Error(where.message)
  const email = new Map([field('email', 'email')])
  expect(askedBy(where, { fields: email, zone: utc })).toEqual({
    type: 'any',
    of: [
      { type: 'condition', condition: is('email', { op: 'is', value: 'a@x.com' }) },
      {
        type: 'all',
        of: [
          { type: 'condition', condition: not(is('email', { op: 'exists' })) },
          { type: 'identifier', kind: 'email', value: 'a@x.com' },
        ],
      },
    ],
  })
})

test.each<[string, string]>([
  ['secret=1', 'secret: The field "secret" is not filterable'],
  ['nothing=1', 'nothing: There is no field "nothing"'],
  ['age=old', 'age: "old" is not asked of the field age of type integer'],
  ['reseller>true', 'reseller: ">true" is not asked of the field reseller of type boolean'],
  [
    'birthDate=31/01/2001',
    'birthDate: "31/01/2001" is not asked of the field birthDate of type date',
  ],
  ['name=a*b', 'name: "a*b" is not asked of the field name of type text'],
  ['place=1', ': The field place is a place, which no filter compares'],
  ['createdIn=soon', ': "soon" is no date'],
  ['name', ': =, <>, <, >, is or between is expected at character 5'],
  ['name=', ': A value is expected at character 6'],
  ['(name=a', ': A closing parenthesis is expected at character 8'],
  ['name=a)', ': AND, OR or the end is expected at character 7'],
  ['name is nul', ': null is expected at character 9'],
  ['age between 1', ': AND and the other bound are expected at character 14'],
  ['', ': The name of a field is expected at character 1'],
])('%s is refused', (text, message) => {
  expect(asked(text)).toBe(message)
})

test('whatever is typed is read or refused, also what is deep and long', () => {
  const piece = fc.constantFrom(
    'name',
    'age',
    '=',
    '<>',
    ' and ',
    ' OR ',
    '(',
    ')',
    '*',
    '"',
    '1',
    ' is ',
    'null',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expect(asked(pieces.join(''))).toBeDefined()
    }),
  )
  expect(asked(`${'('.repeat(5_000)}name=a`)).toContain('nested more than 20 deep')
  expect(asked(Array.from({ length: 300 }, () => 'age=1').join(' OR '))).toContain('more than 200')
  expect(asked('a'.repeat(20_000))).toContain('at most 10000 characters')
})
