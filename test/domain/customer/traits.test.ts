import { expect, test } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { catalogOf } from '../../../src/domain/customer/catalog.ts'
import { plainField } from '../../../src/domain/customer/field.ts'
import { fieldsOfTraits } from '../../../src/domain/customer/traits.ts'

const own = (id: number, name: string, formerNames: readonly string[] = []) => ({
  ...plainField,
  id,
  name,
  label: name,
  type: 'text' as const,
  formerNames,
})
const catalog = catalogOf([
  ...builtInFields,
  own(101, 'postal_code'),
  own(102, 'plan', ['tier']),
  { ...own(103, 'gone'), archived: true },
])

test('reserved traits are our fields, by their names and by ours', () => {
  const traits = {
    email: 'a@example.org',
    birthday: '1990-05-01T00:00:00.000Z',
    gender: null,
    address: { city: 'Recife', state: 'PE', country: 'Brazil', postalCode: '50000-000' },
    firstName: 'Ana',
    lastName: 'Lima',
    tier: 'gold',
  }
  expect(fieldsOfTraits(traits, catalog)).toEqual({
    fields: {
      email: 'a@example.org',
      birth_date: '1990-05-01',
      gender: null,
      city: 'Recife',
      state: 'PE',
      country: 'Brazil',
      postal_code: '50000-000',
      name: 'Ana Lima',
      plan: 'gold',
    },
    rest: {},
  })
})

test('what no field holds is left, with nothing lost', () => {
  const traits = {
    name: 'Ana',
    firstName: 'Ana Maria',
    gone: 1,
    address: { city: 'Recife', street: 'Rua da Aurora', __proto__: null },
    company: { name: 'Café' },
    constructor: 'x',
    ['__proto__']: 'y',
  }
  const { fields, rest } = fieldsOfTraits(traits, catalog)
  expect(fields).toEqual({ name: 'Ana', city: 'Recife' })
  expect(Object.entries(rest)).toEqual([
    ['firstName', 'Ana Maria'],
    ['gone', 1],
    ['address', { street: 'Rua da Aurora' }],
    ['company', { name: 'Café' }],
    ['constructor', 'x'],
    ['__proto__', 'y'],
  ])
  for (const address of ['Rua da Aurora 1', ['x'], 7]) {
    expect(fieldsOfTraits({ address }, catalog)).toEqual({ fields: {}, rest: { address } })
  }
})
