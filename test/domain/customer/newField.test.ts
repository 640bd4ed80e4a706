import { describe, expect, test } from 'vitest'
import { builtInFields, firstOwnFieldId } from '../../../src/domain/customer/builtin.ts'
import type { Field } from '../../../src/domain/customer/field.ts'
import { utc } from '../../../src/domain/time/zone.ts'
import { newField } from '../../../src/domain/customer/newField.ts'
import type { NewField } from '../../../src/domain/customer/newField.ts'

const context = { zone: utc, country: 'BR', currency: 'BRL' } as const

function make(given: Partial<NewField>) {
  return newField({ name: 'roast', type: 'text', ...given }, 101, builtInFields, context)
}

describe('a new field', () => {
  test('may be used in conditions unless said otherwise, and has a label', () => {
    expect(make({ name: 'preferred_roast' })).toEqual({
      id: 101,
      name: 'preferred_roast',
      label: 'Preferred roast',
      type: 'text',
      of: 'customer',
      description: '',
      group: '',
      searchable: false,
      filterable: true,
      identifying: false,
      sensitive: false,
      required: false,
      unique: false,
      formerNames: [],
      builtIn: false,
      archived: false,
    })
  })

  test('that is a choice has its choices, trimmed', () => {
    expect(make({ type: 'choice', choices: [' Clara ', 'Escura'] })).toMatchObject({
      choices: ['Clara', 'Escura'],
    })
  })

  test('keeps what is said of it, trimmed', () => {
    const said = { description: ' How she likes it ', group: ' Taste ', wins: 'form' }
    expect(make({ ...said, required: true, default: ' dark ' })).toMatchObject({
      description: 'How she likes it',
      group: 'Taste',
      wins: 'form',
      required: true,
      default: ' dark ',
    })
    expect(make({ type: 'money', currency: 'USD' })).toMatchObject({ currency: 'USD' })
  })

  test('cannot take the former name of another', () => {
    const former = { ...builtInFields[0], name: 'roasting', formerNames: ['roast'] } as Field
    expect(newField({ name: 'roast', type: 'text' }, 101, [former], context)).toMatchObject({
      code: 'conflict',
      fix: expect.stringContaining('roasting'),
    })
  })

  test.each([
    [{ name: 'Roast' }, 'name', 'invalid'],
    [{ name: '1st' }, 'name', 'invalid'],
    [{ name: '' }, 'name', 'invalid'],
    [{ name: 'x'.repeat(61) }, 'name', 'invalid'],
    [{ name: '"; DROP TABLE customers' }, 'name', 'invalid'],
    [{ name: 'age' }, 'name', 'invalid'],
    [{ name: 'not' }, 'name', 'invalid'],
    [{ name: 'company.size' }, 'name', 'invalid'],
    [{ name: 'city' }, 'name', 'conflict'],
    [{ label: ' ' }, 'label', 'invalid'],
    [{ label: 'two\nlines' }, 'label', 'invalid'],
    [{ type: 'choice' }, 'choices', 'invalid'],
    [{ type: 'choice', choices: [] }, 'choices', 'invalid'],
    [{ type: 'choice', choices: ['São', 'sao'] }, 'choices', 'invalid'],
    [{ type: 'choice', choices: ['a', ''] }, 'choices[1]', 'invalid'],
    [{ type: 'text', choices: ['a'] }, 'choices', 'invalid'],
    [{ type: 'colour' as 'text' }, 'type', 'invalid'],
    [{ group: 'two\nlines' }, 'group', 'invalid'],
    [{ description: 'x'.repeat(2_001) }, 'description', 'too_large'],
    [{ type: 'boolean', unique: true }, 'unique', 'invalid'],
    [{ type: 'long_text', unique: true }, 'unique', 'invalid'],
    [{ unique: true, default: 'a' }, 'default', 'invalid'],
    [{ type: 'integer', default: 'many' }, 'default', 'invalid'],
    [{ type: 'choice', choices: ['a'], default: 'b' }, 'default', 'invalid'],
    [{ default: '  ' }, 'default', 'invalid'],
    [{ currency: 'BRL' }, 'currency', 'invalid'],
    [{ type: 'money', currency: 'XQZ' }, 'currency', 'invalid'],
  ] satisfies [Partial<NewField>, string, string][])('%j is refused', (given, where, code) => {
    expect(make(given)).toMatchObject({ code, where })
  })
})

test('built-in fields have ids and names of their own, below those of the shop', () => {
  expect(new Set(builtInFields.map(({ id }) => id)).size).toBe(builtInFields.length)
  expect(new Set(builtInFields.map(({ name }) => name)).size).toBe(builtInFields.length)
  expect(builtInFields.every(({ id, builtIn }) => builtIn && id < firstOwnFieldId)).toBe(true)
  expect(builtInFields.filter(({ identifying }) => identifying).map(({ name }) => name)).toEqual([
    'name',
    'email',
    'phone',
  ])
})
