import { describe, expect, test } from 'vitest'
import { builtInFields, firstOwnFieldId } from '../../../src/domain/customer/builtin.ts'
import { newField } from '../../../src/domain/customer/newField.ts'
import type { NewField } from '../../../src/domain/customer/newField.ts'

function make(given: Partial<NewField>) {
  return newField({ name: 'roast', type: 'text', ...given }, 101, builtInFields)
}

describe('a new field', () => {
  test('may be used in conditions unless said otherwise, and has a label', () => {
    expect(make({ name: 'preferred_roast' })).toEqual({
      id: 101,
      name: 'preferred_roast',
      label: 'Preferred roast',
      type: 'text',
      searchable: false,
      filterable: true,
      identifying: false,
      sensitive: false,
      builtIn: false,
      archived: false,
    })
  })

  test('that is a choice has its choices, trimmed', () => {
    expect(make({ type: 'choice', choices: [' Clara ', 'Escura'] })).toMatchObject({
      choices: ['Clara', 'Escura'],
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
