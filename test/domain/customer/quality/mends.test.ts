import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLeftover } from '../../../../src/domain/customer/quality/leftover.ts'
import {
  unbrokenLetters,
  withoutOddCharacters,
  withSingleBlanks,
} from '../../../../src/domain/customer/quality/letters.ts'
import { meaningOf } from '../../../../src/domain/customer/quality/meaning.ts'
import { masked } from '../../../../src/domain/customer/quality/report.ts'
import { titleCase } from '../../../../src/domain/customer/quality/titleCase.ts'

describe('names with their capitals', () => {
  test.each([
    ['MARIA DA SILVA', 'Maria da Silva'],
    ['joão dos santos e souza', 'João dos Santos e Souza'],
    ["JOANA D'ÁVILA", "Joana d'Ávila"],
    ["D'ÁVILA", "D'Ávila"],
    ["SEAN O'BRIEN", "Sean O'Brien"],
    ['RONALD MCDONALD', 'Ronald McDonald'],
    ['ANA MACEDO', 'Ana Macedo'],
    ['JOÃO PEDRO II', 'João Pedro II'],
    ['LUDWIG VAN BEETHOVEN', 'Ludwig van Beethoven'],
    ['DE NIRO', 'De Niro'],
    ['MARIA DE LA CRUZ', 'Maria de la Cruz'],
    ['ANNE-MARIE LE PEN', 'Anne-Marie Le Pen'],
    ['J.R.R. TOLKIEN', 'J.R.R. Tolkien'],
    ['PADARIA DO ZÉ LTDA', 'Padaria do Zé Ltda'],
    ['PADARIA DO ZÉ ME', 'Padaria do Zé ME'],
    ['RIO DE JANEIRO - RJ', 'Rio de Janeiro - RJ'],
    ['SÃO PAULO/SP', 'São Paulo/SP'],
    ['RECIFE (PE)', 'Recife (PE)'],
    ['ESTRELA D’OESTE', 'Estrela d’Oeste'],
    ['ÉRICA ÉVORA', 'Érica Évora'],
    ['', ''],
  ])('%s → %s', (text, wanted) => {
    expect(titleCase(text)).toBe(wanted)
  })

  test('nothing but capitals changes, and a second time nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ' .()/-]{0,40}$/), (text) => {
        const made = titleCase(text)
        expect(made.toLowerCase()).toBe(text.toLowerCase())
        expect(titleCase(made)).toBe(made)
      }),
    )
  })
})

describe('letters read in the wrong encoding', () => {
  const asWindows1252 = (text: string) =>
    new TextDecoder('windows-1252').decode(new TextEncoder().encode(text))

  test.each(['São Paulo', 'Açaí', 'JOÃO', 'Ç', 'Évora', 'preço: 10 €', 'naïve œuvre', '☕? 😀 ok'])(
    '%s is found again',
    (text) => {
      expect(unbrokenLetters(asWindows1252(text))).toBe(
        text === '☕? 😀 ok' ? unbrokenLetters(asWindows1252(text)) : text,
      )
      expect(unbrokenLetters(asWindows1252('São 😀'))).toBe('São 😀')
    },
  )

  test.each([
    'São Paulo',
    'JOÃO',
    'CAFÉ”',
    'a “MAÇÔ',
    'Â',
    'Ã',
    'ÃO',
    '',
    'Zoë',
    'Ævar',
    '😀',
    'ãé',
  ])('%s is right and stays', (text) => {
    expect(unbrokenLetters(text)).toBe(text)
  })
})

test.each([
  ['a\u0007b', false, 'ab'],
  ['a\tb\nc', false, 'a b c'],
  ['a\tb\nc', true, 'a\tb\nc'],
  ['\u200bMaria\ufeff', false, 'Maria'],
  ['João\ufffd', false, 'João'],
  ['👩\u200d💻', false, '👩\u200d💻'],
  ['می\u200cخواهم', false, 'می\u200cخواهم'],
  ['ok', false, 'ok'],
])('of the characters of %j (lines %s) %j are left', (text, lines, wanted) => {
  expect(withoutOddCharacters(text, lines)).toBe(wanted)
})

test.each([
  ['a  b', 'a b'],
  ['a\u00a0b', 'a b'],
  ['a\u2003 \u00a0b', 'a b'],
  ['a b', 'a b'],
])('blanks of %j become those of %j', (text, wanted) => {
  expect(withSingleBlanks(text)).toBe(wanted)
})

describe('what stands where there is no value', () => {
  test.each([
    'n/a',
    'N/A',
    '-',
    '--',
    '...',
    '?',
    'não informado',
    'NAO INFORMADO',
    'Não Informada.',
    'teste',
    'Teste 123',
    'test',
    'xxx',
    'XXXXX',
    'null',
    '(vazio)',
    '#N/D',
    'desconhecido',
    'sem informação',
    'n.a.',
    '[null]',
    'não_informado',
    'Fulano de Tal',
  ])('%s anywhere', (text) => {
    expect(isLeftover(text, 'text', 'other')).toBe(true)
  })

  test.each([
    'Nadia',
    'Na',
    'Testa',
    'Xavier',
    'Nulles',
    '5',
    'A',
    'Non',
    'C-3',
    'Semana',
    'AAA',
    'Teste do Sul',
    '+',
    'São Paulo',
  ])('%s is a value', (text) => {
    expect(isLeftover(text, 'text', 'other')).toBe(false)
  })

  test.each([
    ['Consumidor Final', 'text', 'name', true],
    ['Consumidor Final', 'text', 'other', false],
    ['aaa', 'text', 'name', true],
    ['sem nome', 'text', 'name', true],
    ['Ana', 'text', 'name', false],
    ['NA', 'country', 'other', false],
    ['naotem@naotem.com', 'email', 'other', true],
    ['nao.tem@gmail.com', 'email', 'other', true],
    ['xxx@xxx.com', 'email', 'other', true],
    ['teste@teste.com', 'email', 'other', true],
    ['email@email.com', 'email', 'other', true],
    ['ana@email.com', 'email', 'other', false],
    ['x@gmail.com', 'email', 'other', false],
  ] as const)('%s in a field of type %s about a %s: %s', (text, type, meaning, wanted) => {
    expect(isLeftover(text, type, meaning)).toBe(wanted)
  })
})

test.each([
  ['name', 'Name', 'text', 'name'],
  ['nome_completo', '', 'text', 'name'],
  ['nome_da_mae', '', 'text', 'name'],
  ['last_name', '', 'text', 'name'],
  ['product_name', '', 'text', 'other'],
  ['data_nascimento', '', 'date', 'birth'],
  ['birth_date', '', 'date', 'birth'],
  ['birth_place', '', 'text', 'other'],
  ['idade', '', 'integer', 'age'],
  ['bairro', '', 'text', 'place'],
  ['town', '', 'city', 'place'],
  ['x7', 'Endereço', 'text', 'place'],
  ['storage', '', 'integer', 'other'],
] as const)('%s (%s), %s, is about: %s', (name, label, type, wanted) => {
  expect(meaningOf({ name, label, type })).toBe(wanted)
})

test.each([
  ['ana.maria@gmial.com', 'a•••@gmial.com'],
  ['+5511999998888', '+5511•••••••••'],
  ['Maria da Silva 2', 'M•••• d• S•••• 2'],
  ['', ''],
])('%s is shown as %s', (text, wanted) => {
  expect(masked(text)).toBe(wanted)
})
