import { describe, expect, test } from 'vitest'
import { builtInFields } from '../../../../src/domain/customer/builtin.ts'
import { plainField, type Field, type FieldType } from '../../../../src/domain/customer/field.ts'
import { fold } from '../../../../src/domain/fold.ts'
import { isFailure } from '../../../../src/domain/failure.ts'
import { bare } from '../../../../src/domain/import/guessMapping.ts'
import { templates } from '../../../../src/domain/segment/templates/all.ts'
import { settle } from '../../../../src/domain/segment/templates/choosing.ts'
import {
  mapRoles,
  rolesOf,
  shownMapped,
  type Seen,
} from '../../../../src/domain/segment/templates/mapping.ts'
import { roleNames, roles } from '../../../../src/domain/segment/templates/roles.ts'
import type { Template, Words } from '../../../../src/domain/segment/templates/template.ts'

const own = (id: number, name: string, type: FieldType, more: Partial<Field> = {}): Field => ({
  ...plainField,
  id,
  name,
  label: name,
  type,
  filterable: true,
  ...more,
})

const nothing: Seen = {
  fields: [],
  filled: new Set(),
  events: [],
  properties: new Map(),
  purposes: [],
}

function filledBy(seen: Partial<Seen>, role: string, chosen = {}): string | undefined {
  const mapping = mapRoles({ ...nothing, ...seen }, chosen)
  if (isFailure(mapping)) throw new Error(mapping.message)
  const mapped = mapping.find((each) => each.role === role)?.mapped
  return mapped && shownMapped(mapped)
}

function ofFields(...fields: readonly Field[]): Partial<Seen> {
  return { fields, filled: new Set(fields.map(({ id }) => id)) }
}

describe('the templates', () => {
  test('are those of the five models that people ask for', () => {
    const ids = templates.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const fifteen =
      'age gender occupation marital-status location income cart-abandonment journey-stage device-type preferred-language most-viewed-products interests values lifestyle pain-points'
    const further =
      'birthday-month life-events education household eco-conscious socially-responsible adventurer heavy-users occasional-users novelty-seekers brand-loyal own-software proficiency rfm-groups at-risk dormant big-spenders first-time-buyers bulk-buyers resellers subscribers'
    expect(ids).toEqual(expect.arrayContaining(`${fifteen} ${further}`.split(' ')))
  })

  test.each(templates)('$id says everything in both languages', (template) => {
    for (const words of wordsOf(template)) {
      expect(words.en).toMatch(/\S/)
      expect(words['pt-BR']).toMatch(/\S/)
    }
    const { name, purpose, action, draft } = template
    const said = [purpose, action, draft]
    for (const words of said) expect(words.en).not.toBe(words['pt-BR'])
    expect(said.every(({ en }) => en.length < 160)).toBe(true)
    expect(name.en.length).toBeLessThan(40)
  })

  test('are called in aliases as names are compared', () => {
    for (const role of roleNames) {
      for (const alias of roles[role].aliases) expect(bare(fold(alias))).toBe(alias)
    }
  })
})

describe('who fills a role', () => {
  test.each<[string, string, FieldType]>([
    ['Data de Nascimento', 'birth_date', 'date'],
    ['dtNasc', 'birth_date', 'date'],
    ['profissão', 'occupation', 'text'],
    ['Faixa_de_Renda', 'income', 'choice'],
    ['customer_interests_2026', 'interests', 'list'],
  ])('is the field %s of %s', (label, role, type) => {
    expect(filledBy(ofFields(own(101, 'f', type, { label })), role)).toBe('f')
  })

  test('is no field of another type, that nobody has a value of, or that says who somebody is', () => {
    expect(filledBy(ofFields(own(101, 'birth_date', 'text')), 'birth_date')).toBeUndefined()
    const [, , , birth] = builtInFields
    expect(filledBy({ fields: birth === undefined ? [] : [birth] }, 'birth_date')).toBeUndefined()
    const secret = own(101, 'gender', 'text', { identifying: true })
    expect(filledBy(ofFields(secret), 'gender')).toBeUndefined()
  })

  test('is the one that is filled before the one that has the better name', () => {
    const fields = [own(5, 'gender', 'text'), own(101, 'sexo', 'text')]
    expect(filledBy({ fields, filled: new Set([101]) }, 'gender')).toBe('sexo')
    expect(filledBy({ fields, filled: new Set([5, 101]) }, 'gender')).toBe('gender')
  })

  test('is said by somebody before it is guessed, of an event before its properties', () => {
    const properties = new Map([
      ['Order Completed', [{ property: 'total', holds: 'number' }]],
      ['Venda', [{ property: 'valor', holds: 'number' }]],
    ] as const)
    const seen = { events: ['Order Completed', 'Venda'], properties }
    expect(filledBy(seen, 'order_total')).toBe('total')
    expect(filledBy(seen, 'order_total', { order_completed: 'Venda' })).toBe('valor')
    expect(filledBy(seen, 'order_total', { order_completed: '-' })).toBeUndefined()
  })

  test('is no event that undoes it', () => {
    expect(
      filledBy({ events: ['Pedido Cancelado', 'Refund of purchase'] }, 'order_completed'),
    ).toBe(undefined)
    const events = ['Pedido Cancelado', 'Novo Pedido']
    expect(filledBy({ events }, 'order_completed')).toBe('Novo Pedido')
  })

  test('is of items before the event itself, where the role is of items', () => {
    const properties = new Map([
      [
        'Compra',
        [
          { property: 'marca', holds: 'text' },
          { property: 'marca', items: 'itens', holds: 'text' },
        ],
      ],
    ] as const)
    expect(filledBy({ events: ['Compra'], properties }, 'bought_brand')).toBe('itens.marca')
  })
})

describe('a suggested number', () => {
  const template = templates.find(({ id }) => id === 'big-spenders')
  const mapped = rolesOf([])

  test.each([
    [7, 7],
    [43.4, 43],
    [1_234, 1_200],
    [98_765, 99_000],
    [0.2, 1],
  ])('of %d is said as %d', (value, said) => {
    const suggestions = new Map([['amount', { type: 'number', value, customers: 9 }]] as const)
    if (template === undefined) throw new Error('no template')
    const settled = settle(template, mapped, { choices: {}, suggestions })
    expect(settled).toMatchObject([{ value: said, from: 'shop' }])
  })
})

function wordsOf({ name, purpose, action, draft, parameters }: Template): readonly Words[] {
  const labels = parameters.flatMap((each) => [
    each.label,
    ...(each.type === 'choice' ? each.choices.map(({ label }) => label) : []),
  ])
  return [name, purpose, action, draft, ...labels]
}
