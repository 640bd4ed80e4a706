import { describe, expect, test } from 'vitest'
import { plainField, type Field, type Value } from '../../../../src/domain/customer/field.ts'
import { Examination } from '../../../../src/domain/customer/quality/examination.ts'
import {
  judgeOf,
  type Figures,
  type Judging,
} from '../../../../src/domain/customer/quality/judge.ts'
import { menderOf, type Mend } from '../../../../src/domain/customer/quality/mend.ts'
import { fold } from '../../../../src/domain/fold.ts'
import { scale } from '../../../../src/domain/number.ts'
import { dayOf } from '../../../../src/domain/time/civil.ts'
import { utc } from '../../../../src/domain/time/zone.ts'

const shop = { zone: utc, country: 'BR', currency: 'BRL' }
const today = dayOf(2026, 11, 21)

function judging(field: Partial<Field>, figures?: Figures): Judging {
  const made: Field = {
    ...plainField,
    id: 101,
    name: 'x',
    label: '',
    type: 'text',
    ...field,
  }
  return { field: made, shop, today, ...(figures === undefined ? {} : { figures }) }
}

/** The field looked at with those values, each with how many have it. */
function examine(field: Partial<Field>, values: readonly (readonly [Value, number])[]) {
  const examination = new Examination(judging(field))
  const group = (value: Value) => fold(JSON.stringify(value)).replaceAll(/\s+/g, ' ')
  const sorted = values.toSorted(([a], [b]) => (group(a) < group(b) ? -1 : 1))
  for (const [value, n] of sorted) {
    examination.add({ value, n, source: 'import', group: group(value) })
  }
  return examination.finish()
}

function counts(field: Partial<Field>, values: readonly (readonly [Value, number])[]) {
  return examine(field, values).findings.map(({ code, count }) => [code, count])
}

const birth = { name: 'birth_date', type: 'date' } as const
const many: Figures = { filled: 1_000, negative: 3, low: 20, middle: 50, high: 80 }

describe('a value by itself', () => {
  const cases: readonly (readonly [Partial<Field>, Value, readonly string[], Figures?])[] = [
    [birth, dayOf(1990, 5, 1), []],
    [birth, dayOf(1970, 1, 1), []],
    [birth, dayOf(1900, 1, 1), ['default_date']],
    [birth, dayOf(1893, 5, 1), ['before_1900']],
    [birth, dayOf(1905, 5, 1), ['too_old']],
    [birth, dayOf(1916, 11, 21), []],
    [birth, dayOf(1915, 11, 21), ['too_old']],
    [birth, dayOf(1915, 11, 22), []],
    [birth, today, []],
    [birth, today + 1, ['in_future']],
    [{ name: 'since', type: 'date' }, today + 1, []],
    [{ name: 'since', type: 'date' }, 0, ['default_date']],
    [{ type: 'datetime' }, 0, ['default_date']],
    [{ type: 'datetime' }, 1, []],
    [{ type: 'email' }, 'ana@gmial.com', ['email_typo']],
    [{ type: 'email' }, 'ana@gmail.com', []],
    [{ type: 'email' }, 'ana@empresa.com.br', []],
    [{ type: 'email' }, 'not an address', ['invalid']],
    [{ type: 'phone' }, '+5511987654321', []],
    [{ type: 'phone' }, '+351912345678', []],
    [{ type: 'phone' }, '987654320', ['unplaced_phone']],
    // Kept before the shop's country was known.
    [{ type: 'phone' }, '11987654321', ['unplaced_phone', 'other_form']],
    [{ type: 'phone' }, '+5520987654320', ['unplaced_phone']],
    [{ type: 'phone' }, '+5511999999999', ['made_up']],
    [{ type: 'cpf' }, '12345678909', ['made_up']],
    [{ type: 'cpf' }, '52998224725', []],
    [{ type: 'choice', choices: ['a', 'b'] }, 'a', []],
    [{ type: 'choice', choices: ['a', 'b'] }, 'c', ['not_a_choice']],
    [{ type: 'choices', choices: ['a', 'b'] }, ['a', 'c'], ['not_a_choice']],
    [{ type: 'state' }, 'SP', []],
    [{ type: 'state' }, 'São Paulo', ['other_form']],
    [{ type: 'integer' }, 15_000, ['invalid']],
    [{ name: 'name' }, 'MARIA DA SILVA', ['all_capitals']],
    [{ name: 'name' }, 'maria da silva', ['all_small']],
    [{ name: 'name' }, 'Maria  da Silva', ['blanks']],
    [{ name: 'name' }, 'Maria 2', ['digits_in_name']],
    [{ name: 'name' }, 'Maria ana@gmail.com', ['email_inside']],
    [{ name: 'name' }, 'MariÃ¡', ['broken_letters']],
    [{ name: 'name' }, 'Maria\u200b', ['odd_characters']],
    [{ name: 'name' }, 'XXX', ['leftover']],
    [{ name: 'sku' }, 'ABC-123', []],
    [{ name: 'note', type: 'long_text' }, 'call ana@x.com\nTHEN  WRITE', []],
    [{ type: 'list' }, ['ok', 'n/a'], ['leftover']],
    [{ type: 'list' }, ['ok'], []],
    [{ name: 'idade', type: 'integer' }, 200 * scale, ['too_old']],
    [{ name: 'idade', type: 'integer' }, 30 * scale, []],
    [{ name: 'idade', type: 'integer' }, -1 * scale, ['negative']],
    [{ type: 'decimal' }, 650, [], many],
    [{ type: 'decimal' }, 651, ['far_out'], many],
    [{ type: 'decimal' }, -5, ['negative'], many],
    [{ type: 'decimal' }, -5, [], { ...many, negative: 300 }],
    [{ type: 'decimal' }, 100_000, [], { ...many, filled: 10 }],
    [{ type: 'decimal' }, 100_000, [], { ...many, low: 1, middle: 1, high: 1 }],
    [{ type: 'boolean' }, true, []],
    [{ type: 'location' }, { lat: 1, lon: 2 }, []],
  ]
  test.each(cases.map(([field, value, wanted, figures]) => ({ field, value, wanted, figures })))(
    '$field $value: $wanted',
    ({ field, value, wanted, figures }) => {
      expect(judgeOf(judging(field, figures))(value)).toEqual(wanted)
    },
  )
})

describe('all values together', () => {
  const spread = (n: number): [string, number][] =>
    Array.from({ length: n }, (_, i) => [`v${i} b`, 1])

  test('the spellings of one value are found, all but the most frequent', () => {
    const { findings } = examine({ name: 'note' }, [
      ['São Paulo', 50],
      ['SAO PAULO', 3],
      ['sao  paulo', 2],
      ['Recife', 9],
    ])
    expect(findings.map(({ code, count }) => [code, count])).toEqual([
      ['spelling', 5],
      ['blanks', 2],
    ])
    expect(findings[0]?.mend).toEqual({
      does: 'replace',
      pairs: [
        ['SAO PAULO', 'São Paulo'],
        ['sao  paulo', 'São Paulo'],
      ],
    })
  })

  test('names of people are spelt as they are', () => {
    expect(
      counts({ name: 'name' }, [
        ['João Silva', 3],
        ['Joao Silva', 1],
      ]),
    ).toEqual([])
  })

  test('codes and names of states are two styles', () => {
    const { findings } = examine({ name: 'uf' }, [
      ['SP', 50],
      ['São Paulo', 7],
      ['RJ', 4],
      ['Rio de Janeiro', 1],
      ['Lisboa', 2],
    ])
    expect(findings.map(({ code, count }) => [code, count])).toEqual([['mixed_styles', 8]])
    expect(findings[0]?.mend).toEqual({
      does: 'replace',
      pairs: [
        ['São Paulo', 'SP'],
        ['Rio de Janeiro', 'RJ'],
      ],
    })
  })

  test.each<readonly [string, readonly [string, number][], readonly unknown[]]>([
    [
      'only codes',
      [
        ['SP', 5],
        ['RJ', 4],
      ],
      [],
    ],
    [
      'only names',
      [
        ['São Paulo', 5],
        ['Rio de Janeiro', 4],
      ],
      [],
    ],
    [
      'a code here and a name there',
      [
        ['São Paulo', 5],
        ['RJ', 4],
      ],
      [['mixed_styles', 5]],
    ],
    [
      'words for women and men',
      [
        ['F', 50],
        ['Feminino', 2],
        ['M', 40],
      ],
      [['mixed_styles', 2]],
    ],
    [
      'countries in two languages',
      [
        ['Brasil', 50],
        ['Brazil', 2],
      ],
      [['mixed_styles', 52]],
    ],
    [
      'other words',
      [
        ['Gold', 50],
        ['SP', 2],
      ],
      [],
    ],
  ])('%s', (_, values, wanted) => {
    expect(counts({ name: 'kind' }, values)).toEqual(wanted)
  })

  test('one value with more than its share stands out where everybody has another', () => {
    expect(counts({ name: 'ref' }, [...spread(300), ['Rua A', 40]])).toEqual([['one_value', 40]])
    expect(counts({ name: 'ref' }, [...spread(300), ['Rua A', 8]])).toEqual([])
    expect(
      counts({ name: 'plan' }, [
        ['Gold', 500],
        ['Blue', 3],
      ]),
    ).toEqual([])
  })

  test('the same phone for more than five', () => {
    const { findings, suspicious } = examine({ type: 'phone' }, [
      ['+5511987654321', 6],
      ['+5511987654322', 5],
    ])
    expect(findings.map(({ code, count }) => [code, count])).toEqual([['shared', 6]])
    expect(findings[0]?.mend).toEqual({ does: 'replace', pairs: [['+5511987654321', null]] })
    expect(suspicious).toBe(6)
  })

  test('a date that many have, and the first of January of many years', () => {
    const days = Array.from({ length: 400 }, (_, i): [number, number] => [
      dayOf(1960, 2, 2) + i * 31,
      1,
    ])
    const plain = days.filter(([day]) => !String(day).endsWith('x'))
    expect(counts(birth, plain)).toEqual([])
    expect(counts(birth, [...plain, [dayOf(1970, 1, 1), 60]])).toEqual([['default_date', 60]])
    const januaries = Array.from({ length: 30 }, (_, i): [number, number] => [
      dayOf(1950 + i, 1, 1),
      2,
    ])
    const kept = plain.filter(([day]) => !januaries.some(([other]) => other === day))
    expect(counts(birth, [...kept, ...januaries])[0]?.[0]).toBe('first_of_january')
  })

  test('a field that says the same of everybody, unless all may well be so', () => {
    expect(counts({ name: 'plan' }, [['Gold', 20]])).toEqual([['all_same', 20]])
    expect(counts({ name: 'plan' }, [['Gold', 19]])).toEqual([])
    expect(counts({ name: 'country', type: 'country' }, [['BR', 500]])).toEqual([])
  })

  test.each<readonly [string, (i: number) => string]>([
    ['date', (i) => `${String((i % 28) + 1).padStart(2, '0')}/03/19${70 + (i % 30)}`],
    ['integer', (i) => String(100 + i * 7)],
    ['email', (i) => `a${i}@empresa.com.br`],
    ['money', (i) => `R$ ${i},50`],
  ])('text that is nearly always of the type %s', (type, make) => {
    const values = Array.from({ length: 60 }, (_, i): [string, number] => [make(i), 1])
    const found = examine({ name: 'extra' }, [...values, ['Recife ou Olinda', 1]]).findings
    expect(found.find(({ code }) => code === 'other_type')).toMatchObject({ type, count: 60 })
  })

  test('a required value is not taken away', () => {
    const [finding] = examine({ name: 'name', required: true }, [['n/a', 3]]).findings
    expect([finding?.code, finding?.mend]).toEqual(['leftover', undefined])
  })

  test('values are counted once, however much is wrong with them, and by who said them', () => {
    const examination = new Examination(judging({ type: 'choice', choices: ['a'] }))
    for (const [value, source, n] of [
      ['a', 'api', 4],
      ['a', 'import', 3],
      ['zz', 'import', 2],
    ] as const) {
      examination.add({ value, source, n, group: value })
    }
    expect(examination.finish()).toMatchObject({
      filled: 9,
      distinct: 2,
      invalid: 2,
      suspicious: 0,
      sources: [
        { source: 'import', filled: 5, invalid: 2 },
        { source: 'api', filled: 4, invalid: 0 },
      ],
    })
  })

  test('of whoever is identified by it only the form is shown', () => {
    const { findings } = examine({ type: 'email', identifying: true }, [['ana@gmial.com', 1]])
    expect(findings[0]?.examples).toEqual(['a•••@gmial.com'])
  })
})

describe('a mend', () => {
  const mended = (field: Partial<Field>, mend: Mend, value: Value) =>
    menderOf(mend, judging(field))(value)

  test.each<readonly [Partial<Field>, Mend, Value, Value | null | undefined]>([
    [{ type: 'email' }, { does: 'rewrite', code: 'email_typo' }, 'ana@gmial.com', 'ana@gmail.com'],
    [{ type: 'email' }, { does: 'rewrite', code: 'email_typo' }, 'ana@gmail.com', undefined],
    [{ name: 'name' }, { does: 'rewrite', code: 'all_capitals' }, 'ANA DE SÁ', 'Ana de Sá'],
    [{ name: 'name' }, { does: 'rewrite', code: 'all_capitals' }, 'Ana', undefined],
    [{ name: 'name' }, { does: 'rewrite', code: 'odd_characters' }, '\ufeffAna', 'Ana'],
    [{ name: 'x' }, { does: 'rewrite', code: 'odd_characters' }, '\u200b', null],
    [{ type: 'state' }, { does: 'rewrite', code: 'other_form' }, 'São Paulo', 'SP'],
    [{ type: 'phone' }, { does: 'rewrite', code: 'other_form' }, '11987654321', '+5511987654321'],
    [
      { type: 'choice', choices: ['Gold', 'Blue'] },
      { does: 'rewrite', code: 'not_a_choice' },
      'golt',
      'Gold',
    ],
    [
      { type: 'choice', choices: ['Gold', 'Blue'] },
      { does: 'rewrite', code: 'not_a_choice' },
      'Silver',
      null,
    ],
    [
      { type: 'choices', choices: ['Gold', 'Blue'] },
      { does: 'rewrite', code: 'not_a_choice' },
      ['Blue', 'Xyzzyx'],
      ['Blue'],
    ],
    [{ type: 'list' }, { does: 'clear', code: 'leftover' }, ['n/a', 'ok'], ['ok']],
    [{ type: 'list' }, { does: 'clear', code: 'leftover' }, ['n/a'], null],
    [{}, { does: 'clear', code: 'leftover' }, 'n/a', null],
    [{ required: true }, { does: 'clear', code: 'leftover' }, 'n/a', undefined],
    [{}, { does: 'replace', pairs: [['a', 'b']] }, 'a', 'b'],
    [{}, { does: 'replace', pairs: [['a', null]] }, 'a', null],
    [{}, { does: 'replace', pairs: [['a', 'b']] }, 'c', undefined],
    [{ type: 'date' }, { does: 'replace', pairs: [[5, null]] }, 5, null],
  ])('%j %j: %j → %j', (field, mend, value, wanted) => {
    expect(mended(field, mend, value)).toEqual(wanted)
  })
})
