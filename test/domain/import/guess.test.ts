import { describe, expect, it } from 'vitest'
import { builtInFields } from '../../../src/domain/customer/builtin.ts'
import { newField } from '../../../src/domain/customer/newField.ts'
import { isFailure } from '../../../src/domain/failure.ts'
import type { ColumnSeen, SeenType } from '../../../src/domain/import/column.ts'
import { guessMapping, type ImportKind } from '../../../src/domain/import/guessMapping.ts'
import { looksLike } from '../../../src/domain/import/looks.ts'
import { typeOf } from '../../../src/domain/import/typeOf.ts'

describe('a cell looks like', () => {
  it.each([
    ['ana@exemplo.com.br', ['email']],
    ['ana@', []],
    ['https://loja.com.br/x', ['url']],
    ['123.456.789-09', ['cpf']],
    ['123.456.789-00', []],
    ['12.345.678/0001-95', ['cnpj']],
    ['01310-100', ['cep']],
    ['1310100', ['cep', 'integer']],
    ['(11) 98765-4321', ['phone']],
    ['+55 11 98765-4321', ['phone']],
    ['11987654321', ['phone', 'integer']],
    ['31/12/2026', ['date']],
    ['2026-12-31 10:30', ['datetime']],
    ['20261231', ['cep', 'date', 'integer']],
    ['12,5%', ['percent']],
    ['R$ 1.234,56', ['money']],
    ['-3', ['integer']],
    ['1.234,56', ['decimal']],
    ['007', []],
    ['Sim', ['boolean']],
    ['1', ['boolean', 'integer']],
    ['-23.55, -46.63', ['location']],
    ['Rua A, 12', []],
    ['Ana', []],
  ])('%s: %j', (text, expected) => {
    expect(looksLike(text)).toEqual(expected)
  })
})

/** The type of a column of those cells, each of them again and again. */
function typeOfCells(name: string, cells: readonly string[], times = 10) {
  const counts: Partial<Record<ReturnType<typeof looksLike>[number], number>> = {}
  for (const look of cells.flatMap(looksLike)) counts[look] = (counts[look] ?? 0) + times
  return typeOf(name, {
    cells: cells.length * times,
    filled: cells.length * times,
    distinct: new Set(cells).size,
    looks: counts,
    longest: Math.max(...cells.map(({ length }) => length)),
    listed: 0,
  })
}

describe('a column holds', () => {
  it.each<[string, readonly string[], SeenType]>([
    ['x', ['1', '22', '-3'], 'integer'],
    ['x', ['0', '1'], 'integer'],
    ['Ativo', ['0', '1'], 'boolean'],
    ['Endereço / CEP', ['1310100', '1310101'], 'cep'],
    ['x', ['1310100', '1310101'], 'integer'],
    ['x', ['sim', 'não'], 'boolean'],
    ['x', ['V', 'F'], 'boolean'],
    // Everybody's sex, or size; but where the name asks for yes or no.
    ['x', ['F', 'F'], 'text'],
    ['Aceita', ['S', 'S'], 'boolean'],
    ['x', ['1,5', '2'], 'decimal'],
    ['Preço', ['1,5', '2'], 'money'],
    ['Total de pedidos', ['3', '12'], 'integer'],
    ['R$', ['1,50', '20'], 'money'],
    ['Mensalidade (R$)', ['1.234,56', '2,00'], 'money'],
    ['€', ['1.50', '2.00'], 'money'],
    ['x', ['R$ 1,00', 'R$ 20'], 'money'],
    ['x', ['10%', '7,5%'], 'percent'],
    ['Nascimento', ['19900403', '19851225'], 'date'],
    ['x', ['10000000', '20000000'], 'integer'],
    ['CEP', ['01310100', '20040002'], 'cep'],
    ['x', ['12345678909', '11144477735'], 'cpf'],
    ['CPF/CNPJ', ['123.456.789-09', '12.345.678/0001-95'], 'cpf_cnpj'],
    ['x', ['11987654321', '21987654321'], 'phone'],
    ['x', ['01/02/2026', '02/02/2026 10:00'], 'datetime'],
    ['x', ['azul', 'verde'], 'choice'],
    ['x', ['007', '008'], 'choice'],
    ['x', Array.from({ length: 50 }, (_, i) => `texto ${i}x`), 'text'],
    ['x', ['x'.repeat(600), 'y'], 'long_text'],
  ])('%s of %j: %s', (name, cells, type) => {
    expect(typeOfCells(name, cells).type).toBe(type)
  })

  it('what most of its cells are, with less confidence the more are not', () => {
    const cells = [...Array.from({ length: 9 }, (_, i) => `a${i}@b.com`), 'não tem']
    expect(typeOfCells('x', cells)).toEqual({ type: 'email', confidence: 0.9 })
    expect(typeOfCells('x', [...cells, 'nada', 'nenhum']).type).not.toBe('email')
  })
})

function column(name: string, at: number, more: Partial<ColumnSeen> = {}): ColumnSeen {
  const seen = {
    type: 'text',
    confidence: 0.6,
    filled: 9,
    distinct: 9,
    distinctCut: false,
  } as const
  return { name, at, examples: [], ...seen, ...more }
}

function targets(names: readonly (string | ColumnSeen)[], kind: ImportKind = 'customers') {
  const columns = names.map((name, at) =>
    typeof name === 'string' ? column(name, at) : { ...name, at },
  )
  return guessMapping(columns, builtInFields, kind).map(({ to }) => {
    if (to.is === 'cityState') return `cityState ${to.city} ${to.state}`
    const name = 'name' in to ? to.name : to.is === 'identifier' ? to.kind : ''
    return `${to.is} ${name}${'part' in to ? ` ${to.part}` : ''}`.trim()
  })
}

describe('a column is for', () => {
  it('what it is called, in Portuguese and in English', () => {
    const names = ['Código do cliente', 'Nome completo', 'E-MAIL', 'Celular', 'Data de Nascimento']
    const expected = ['identifier user_id', 'field name', 'field email', 'field phone']
    expect(targets([...names, 'Sexo', 'Município', 'UF', 'País', 'CPF/CNPJ'])).toEqual([
      ...expected,
      'field birth_date',
      'field gender',
      'field city',
      'field state',
      'field country',
      'identifier document',
    ])
    expect(targets(['Customer ID', 'Full name', 'Email address', 'Mobile', 'DOB'])).toEqual([
      ...expected,
      'field birth_date',
    ])
  })

  it('what stands in it, where its name says nothing', () => {
    const choices = { type: 'choice', choices: ['SP', 'RJ', 'MG'] } as const
    expect(
      targets([column('A', 0, { type: 'email' }), column('B', 1, choices), column('C', 2)]),
    ).toEqual(['field email', 'field state', 'new c'])
  })

  it('a city and its state in one, where its cells are mostly such and no other has the state', () => {
    const both = (name: string, at = 0, cityState = 0.9) => column(name, at, { cityState })
    expect(targets([both('Cidade')])).toEqual(['cityState city state'])
    expect(targets([both('Cidade/UF', 0, 0.6)])).toEqual(['cityState city state'])
    expect(targets([both('Onde mora')])).toEqual(['cityState city state'])
    expect(targets([both('Onde mora', 0, 0.6)])).toEqual(['new onde_mora'])
    expect(targets([column('Cidade', 0)])).toEqual(['field city'])
    expect(targets([both('Cidade'), column('UF', 1)])).toEqual(['field city', 'field state'])
    expect(targets([column('Cidade', 0), both('Onde mora', 1)])).toEqual([
      'field city',
      'new onde_mora',
    ])
    expect(targets([both('Naturalidade'), both('Cidade da loja', 1)])).toEqual([
      'new naturalidade',
      'new cidade_da_loja',
    ])
    expect(targets([both('city'), column('clientela_id', 1)])[0]).toBe('field city')
    const sure = (...columns: ColumnSeen[]) =>
      guessMapping(columns, builtInFields, 'customers')[0]?.confidence
    expect([sure(both('city', 0, 1)), sure(both('Cidade')), sure(both('Onde mora'))]).toEqual([
      1, 0.9, 0.66,
    ])
  })

  it('nothing that another is for already: it could be a new field, of a name that is free', () => {
    expect(targets(['E-mail', 'Email do cliente', 'E-mail 2', 'Age', '2024', 'Ç', 'ç'])).toEqual([
      'field email',
      'new email_do_cliente',
      'new e_mail_2',
      'new my_age',
      'new n_2024',
      'new c',
      'new c_2',
    ])
    for (const { to } of guessMapping([column('Created', 0)], builtInFields, 'customers')) {
      if (to.is !== 'new') throw new Error('it is new')
      expect(isFailure(newField({ name: to.name, type: to.type }, 101, builtInFields))).toBe(false)
    }
  })

  it('an amount where its name is the sign of a currency alone, and the same again afterwards', () => {
    expect(targets(['R$', 'R$ ', 'US$', '€', '?'])).toEqual([
      'new valor',
      'new valor_2',
      'new value',
      'new value_2',
      'new column',
    ])
    expect(targets(['Total (R$)', column('—', 1, { type: 'money' })])).toEqual([
      'new total',
      'new value',
    ])
    const valor = { name: 'valor', label: 'R$', type: 'money', of: 'customer' } as const
    const percent = { name: 'discount', label: '%', type: 'percent', of: 'customer' } as const
    const made = [valor, percent].map((each, i) => {
      const field = newField(each, 101 + i, builtInFields)
      if (isFailure(field)) throw new Error(field.message)
      return field
    })
    const columns = ['R$', '€'].map((name, at) => column(name, at, { type: 'money' }))
    const again = guessMapping(columns, [...builtInFields, ...made], 'customers')
    expect(again.map(({ to }) => to)).toMatchObject([
      { is: 'field', name: 'valor' },
      { is: 'new', name: 'value' },
    ])
  })

  it('the first and the last part of a name, which are nothing alone', () => {
    const both = ['field name first', 'field name last']
    expect(targets(['First Name', 'Last Name'])).toEqual(both)
    expect(targets(['Nome', 'Sobrenome'])).toEqual(both)
    expect(targets(['Nome completo', 'Primeiro nome', 'Sobrenome'])).toEqual([
      'field name',
      'new primeiro_nome',
      'new sobrenome',
    ])
    expect(targets(['Sobrenome'])).toEqual(['new sobrenome'])
  })

  it('a part of an event, of a product, of a place', () => {
    expect(targets(['evento', 'data', 'e-mail', 'valor'], 'events')).toEqual([
      'record event',
      'record time',
      'identifier email',
      'property valor',
    ])
    expect(targets(['SKU', 'Torra'], 'products')).toEqual(['record product_id', 'new torra'])
    expect(targets(['CEP', 'Renda média'], 'places')).toEqual(['record key', 'new renda_media'])
    expect(targets(['País', 'UF', 'Estado', 'Código IBGE', 'Município'], 'places')).toEqual([
      'new pais',
      'record state',
      'new estado',
      'new codigo_ibge',
      'record key',
    ])
    expect(targets(['UF', 'PIB'], 'places')).toEqual(['record key', 'new pib'])
    expect(targets(['CEP', 'Cidade', 'UF'], 'places')).toEqual([
      'record key',
      'new cidade',
      'new uf',
    ])
  })
})
