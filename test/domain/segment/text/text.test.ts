import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../../src/domain/failure.ts'
import type { Failure } from '../../../../src/domain/failure.ts'
import type { Condition } from '../../../../src/domain/segment/condition.ts'
import { normal } from '../../../../src/domain/segment/normal.ts'
import { parseCondition } from '../../../../src/domain/segment/parse.ts'
import {
  conditionSchema,
  itemWhereSchema,
  measureSchema,
  testSchema,
  whereSchema,
  windowSchema,
} from '../../../../src/domain/segment/schema.ts'
import { namesOf } from '../../../../src/domain/segment/text/names.ts'
import { parseText } from '../../../../src/domain/segment/text/parse.ts'
import { placeInText } from '../../../../src/domain/segment/text/place.ts'
import { printText } from '../../../../src/domain/segment/text/print.ts'
import { reserved } from '../../../../src/domain/segment/text/words.ts'
import { arbitraryCondition } from '../arbitrary.ts'
import { vocabulary } from '../vocabulary.ts'
import { tagsOf, tagsOfSchema } from '../tags.ts'

const names = namesOf(
  new Map([
    [1, 'VIP'],
    [3, 'resellers'],
  ]),
  new Map([[1, 'Fair "2026"\n']]),
)

function read(text: string): Condition {
  const condition = parseText(text, names)
  if (isFailure(condition)) throw new Error(`${text}: ${JSON.stringify(condition)}`)
  return condition
}

function refused(text: string): Failure {
  const condition = parseText(text, names)
  if (!isFailure(condition)) throw new Error(`read ${text} as ${JSON.stringify(condition)}`)
  return condition
}

test('what is printed is read back as the same condition', () => {
  fc.assert(
    fc.property(arbitraryCondition(vocabulary), (drawn) => {
      const condition = normal(drawn)
      expect(parseText(printText(condition, names), names)).toEqual(condition)
    }),
    { numRuns: 1500 },
  )
})

test('every name and every text is read back, whatever it is made of', () => {
  const kept = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .filter((text) => !text.includes('\0') && !isFailure(parseCondition(fieldIs(text))))
  fc.assert(
    fc.property(fc.oneof(kept, fc.constantFrom(...reserved)), (text) => {
      const condition = fieldIs(text)
      expect(parseText(printText(condition, names), names)).toEqual(condition)
    }),
    { numRuns: 1000 },
  )
})

function fieldIs(text: string): Condition {
  const test = { op: 'is', value: text } as const
  return {
    type: 'all',
    of: [
      { type: 'field', field: text, test },
      {
        type: 'did',
        event: text,
        where: { type: 'item', in: text, of: { type: 'property', property: text, test } },
        measure: { of: 'distinct', property: text },
        test: { op: 'less', value: 3 },
      },
    ],
  }
}

test('the drawn conditions have every kind, test, measure and window of the schema', () => {
  const drawn = new Set(
    fc.sample(arbitraryCondition(vocabulary), { numRuns: 1500, seed: 1 }).flatMap(tagsOf),
  )
  const schemas = [
    conditionSchema,
    whereSchema,
    itemWhereSchema,
    testSchema,
    windowSchema,
    measureSchema,
  ]
  const wanted = schemas.flatMap(tagsOfSchema)
  expect(wanted.length).toBeGreaterThan(40)
  expect(wanted.filter((tag) => !drawn.has(tag))).toEqual([])
})

test('what is printed is what a person would write', () => {
  const texts = [
    'everyone',
    'no one',
    'city is any of ("São Paulo", "Recife") and age between 25 and 40',
    'did "Order Completed" at least 2 times in last 90 days where total > 100',
    'sum of total of "Order Completed" in last 90 days >= 500 and not in segment "VIP"',
    'did "Order Completed" where any item (category = "coffee" and price > 50)',
    'did "Order Completed" where any item of lines (not sku exists)',
    'sum of items.quantity of "Order Completed" this month where (total > 3) >= 10.5',
    'average of total of any of ("A", "B") between 60 and 30 days ago < 7',
    'count of "A" is any of (1, 2)',
    'did "A" exactly 1 time yesterday',
    'did "A" between 2 and 3 times between 60 and 30 days ago',
    'did "A" from 2026-01-01 to -1d',
    'did "A" at most 2 times since birth_date and did "B" since "last" where x exists',
    'sum of total of "A" since "First Order" >= 3',
    'days since last "A" > 30 or days since first "A" exists',
    'active days of "A" last quarter >= 3',
    'most frequent channel of "A" = "app"',
    'change in count of "A" in last 30 days >= -2 and change in distinct sku of "A" today = 0',
    'net total in last 90 days where (channel = "app") >= 500 or net total < 0',
    'percent change in sum of total of any of ("A", "B") this month where (x exists) < -12.5',
    'first category of "A" before 2026-01-01 contains "x"',
    'birth_date before 2000-01-01 and (last_seen more than 30 days ago or due in next 1 week)',
    'due between 2026-01-01 and 2026-12-31',
    'home within 5 km of (-23.5505, -46.6333) or home within 0.001 km of (0.0000001, 180)',
    'due today or due yesterday or due tomorrow or due next quarter',
    'birthday anniversary in next 7 days and not birthday anniversary today',
    'birthday anniversary this month or birthday anniversary in next 1 week',
    'did "A" this month where (due next year and x anniversary last week)',
    'tags includes none of ("a", "b")',
    'code matches /^a[0-9]+$/ and code exactly = "A1" and name starts with "A"',
    'vip = true and not city = "x" and not (a exists or b exists)',
    'in list "Fair \\"2026\\"\\n" and in segment #77',
    '"Product Added" then never "Order Completed" within 30 minutes with same product_id',
    '"A" where (total > 3) then any of ("B", "C") within 7 days in last 90 days and vip = true',
    'any of ("A", "B") then "A" then never "D" where any item (price > 3) since birth_date',
    '"A" then "B" within 2 months then never "C" within 1 year with same sku as step 1 this year',
    '"A" then "B" then "C" with same as as step 1',
    'not "A" then "B" with same "a b" where (x = 1 or y = 2) or "A" then "A" this month',
  ]
  for (const text of texts) expect(printText(read(text), names)).toBe(text)
})

test.each([
  ["city = 'Recife'", 'city = "Recife"'],
  ['"A" then "B" where x = 1 within 2 weeks', '"A" then "B" within 2 weeks where (x = 1)'],
  [
    'signup then "B" with same x within 2 weeks in last 90 days where y = 2',
    '"signup" then "B" within 2 weeks with same x where (y = 2) in last 90 days',
  ],
  ['CITY = "x"'.toLowerCase().replace('city', '"City"'), '"City" = "x"'],
  ['vip = yes AND vip is not no', 'vip = true and not vip = false'],
  ['a != 3', 'not a = 3'],
  ['a is not any of (1)', 'not a is any of (1)'],
  ['did "A" where b != 3', 'did "A" where not b = 3'],
  ['sum of a of "A" != 3', 'not sum of a of "A" = 3'],
  ['@VIP and @resellers and @"VIP" and @3', undefined],
  [
    '@VIP and @resellers or @"VIP"',
    '(in segment "VIP" and in segment "resellers") or in segment "VIP"',
  ],
  ['((a exists))', 'a exists'],
  ['a exists and (b exists and c exists)', 'a exists and b exists and c exists'],
  ['did order at least 1 times', 'did "order"'],
  ['did any of (a, "b", a)', 'did any of ("a", "b")'],
  [
    'did "A" this day where any item of items (a exists)',
    'did "A" today where any item (a exists)',
  ],
  ['count of "A" > 3', 'did "A" more than 3 times'],
  ['a matches /x\\/y/', 'a matches "x/y"'],
  ['last = 3 and count exists', '"last" = 3 and "count" exists'],
  ['not not a exists', 'not not a exists'],
  ['a exists or b exists and c exists', 'a exists or (b exists and c exists)'],
  ['not a exists and b exists', 'not a exists and b exists'],
  ['did "A"\n\tin last 2 weeks', 'did "A" in last 2 weeks'],
])('%s is read', (text, printed) => {
  const condition = parseText(text, names)
  expect(isFailure(condition) ? undefined : printText(condition, names)).toBe(printed)
})

describe('mistakes are shown where they are, with what mends them', () => {
  test.each([
    ['city = Recife', 'line 1, column 8', 'Texts are quoted: write "Recife".'],
    ['city contians "x"', 'line 1, column 6', "Did you mean 'contains'?"],
    ['a = 1 adn b = 2', 'line 1, column 7', "Did you mean 'and'?"],
    ['a = 1 and\n  b = “x”', 'line 2, column 7', 'Use " instead.'],
    ['"😀" = x', 'line 1, column 7', 'Texts are quoted: write "x".'],
    ['City = 1', 'line 1, column 1', 'Write city, or "City" if that is its name.'],
    ['a == 1', 'line 1, column 4', 'Write one =.'],
    ['a > 1,5', 'line 1, column 6', 'Numbers have a point, not a comma.'],
    ['birth < 2020-01-01', 'line 1, column 9', /Write before 2020-01-01/],
    ['due on 2026-02-30', 'line 1, column 5', /2026-01-31/],
    ['in segment "VPI"', 'line 1, column 12', 'Did you mean "VIP"?'],
    ['did "A" >= 2', 'line 1, column 9', /at least 2 times/],
    ['did "A" at least two times', 'line 1, column 18', /^$/],
    ['did "A" where b = 1 at least 2 times', 'line 1, column 21', /come before where/],
    [
      'did "A" at least 2 times where b = 1 in last 9 days',
      'line 1, column 38',
      /come before where/,
    ],
    ['did "A" in last month', 'line 1, column 9', /Write last month/],
    ['did "A" in last 0 days', 'line 1, column 9', 'Give at least 1.'],
    ['due in this month', 'line 1, column 8', 'Write this month, or in next 30 days.'],
    ['due last 30 days', 'line 1, column 10', 'For a number of days write in last 30 days.'],
    ['due anniversary next 7 days', 'line 1, column 22', /in next 30 days/],
    ['due anniversary this year', 'line 1, column 17', /^$/],
    ['due anniversary in next 366 days', 'line 1, column 17', 'Give at most 365 days.'],
    ['did "A" next month', 'line 1, column 9', /./],
    ['did "A" since 2026-01-31', 'line 1, column 15', 'Of a date write from 2026-01-31 to -0d.'],
    ['home within 5 miles of (1, 2)', 'line 1, column 15', /^$/],
    ['home within 5 km of 1, 2', 'line 1, column 21', /in parentheses/],
    ['home within 5 km of (1 2)', 'line 1, column 24', /two numbers/],
    ['home within 0 km of (1, 2)', 'line 1, column 6', 'Give at least 0.001.'],
    ['home within 5 km of (91, 2)', 'line 1, column 6', 'Give at most 90.'],
    ['did at least 2 times', 'line 1, column 5', /quote it/],
    ['a between 3 and 2', 'line 1, column 3', 'Give the lesser end first.'],
    ['b exists and (a > 1.23456)', 'line 1, column 17', /write 1.2346/],
    ['did "A" where (b exists and c matches /(/)', 'line 1, column 31', /RE2/],
    ['(a exists', 'line 1, column 10', /^$/],
    ['a = "x', 'line 1, column 5', 'Close it by ".'],
    ['', 'line 1, column 1', /did/],
    ['"A" where x = 1', 'line 1, column 16', /^Of one thing ask by did/],
    ['"A" within 2 days then "B"', 'line 1, column 1', /window to all/],
    ['"A" then "B" in last 3 days then "C"', 'line 1, column 29', /^A window is of all steps/],
    ['"A" then "B" with same sku as step 1.5', 'line 1, column 36', /^$/],
    ['"A" then "B" with same sku as first', 'line 1, column 31', /^$/],
    ['"A" then "B" with same sku as step 2', 'line 1, column 10', /an earlier step/],
    ['"A" then "B" with same items.sku', 'line 1, column 10', /without items/],
    ['sum of total of "A"', 'line 1, column 20', /^$/],
    ['change in average of total of "A" this week > 1', 'line 1, column 11', /count, a sum/],
    ['net total of "A" > 1', 'line 1, column 11', /net total in last 90 days/],
    ['net > 1 and net worth > 1', 'line 1, column 17', /^$/],
    ['top 10.5 by a', 'line 1, column 5', /^$/],
    ['top by a', 'line 1, column 5', /^$/],
    ['top 10 of a', 'line 1, column 8', /^For example top 10 by/],
    ['top 101 percent by a', 'line 1, column 1', 'Give at most 100.'],
    ['bottom 0 by a', 'line 1, column 1', 'Give at least 1.'],
    ['top 1 by last x of "A"', 'line 1, column 10', /^Ask by a count/],
    ['top 1 by a among city = 1', 'line 1, column 18', /parentheses/],
    ['top 1 by a among (top 2 by b)', 'line 1, column 19', /join them by and/],
    ['top 1 by a in last 3 days', 'line 1, column 12', /^Quote/],
    ['top 1 by change in count of "A"', 'line 1, column 10', /in last 30 days/],
    ['change of "A" > 1', 'line 1, column 8', /^$/],
    ['change in count of "A" > 1', 'line 1, column 1', /in last 30 days/],
    ['percent change in count of "A" last week > 1', 'line 1, column 32', /in last 30 days/],
    ['change in count of "A" between 2 and 1 days ago > 1', 'line 1, column 24', /in last 30/],
    ['change in count of "A" this week exists', 'line 1, column 34', /Test it by/],
    ['a = "\\x"', 'line 1, column 6', 'Write a backslash as \\\\.'],
  ])('%s', (text, where, fix) => {
    const failure = refused(text)
    expect(failure.where).toBe(where)
    expect(failure.fix ?? '').toMatch(fix)
  })
})

// What grew with the square of the text would run into the test's limit of time.
test('hostile text is refused and never overflows', () => {
  const many = 100_000
  const hostile = [
    '('.repeat(many),
    'not '.repeat(many),
    `did "A" where ${'('.repeat(many)}`,
    `did "A" where any item (${'not '.repeat(many)}`,
    `a = "${'\\'.repeat(many + 1)}`,
    `a matches /${'\\/'.repeat(many)}`,
    `a matches /(((a{30}){30}){30}){30}/`,
    '-'.repeat(many),
    '9'.repeat(many),
    '#'.repeat(many),
    '"'.repeat(many),
    'a '.repeat(many),
    `a is any of (${'1,'.repeat(many)}1)`,
    Array.from({ length: many }, () => 'a=1').join(' and '),
    `${'x'.repeat(many)} = 1`,
    '2026-01-01'.repeat(many / 10),
    'x'.repeat(1_000_001),
  ]
  for (const text of hostile) {
    const refused = isFailure(parseText(text, names))
    expect([text.slice(0, 40), refused]).toEqual([text.slice(0, 40), true])
  }
})

test('any mutilation of a text is read or refused, never anything else', () => {
  const mutilated = arbitraryCondition(vocabulary, 2).chain((drawn) => {
    const text = printText(normal(drawn), names)
    const place = fc.integer({ min: 0, max: text.length })
    return fc
      .tuple(
        place,
        place,
        fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom(...reserved)),
      )
      .map(([a, b, put]) => text.slice(0, Math.min(a, b)) + put + text.slice(Math.max(a, b)))
  })
  fc.assert(
    fc.property(mutilated, (text) => {
      const read = parseText(text, names)
      const sound = isFailure(read)
        ? /^line \d+, column \d+$/.test(read.where ?? '')
        : !isFailure(parseCondition(read))
      expect(sound).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['did "age" and city = "age" and age > 3', 'of[2].field', 'line 1, column 32'],
  ['did "age" and city = "age" and age > 3', 'of[1].test', 'line 1, column 15'],
  ['city = "a" or\n (age != 3 and (age > 1 or age < 0))', 'of[1].of[1].of[1]', 'line 2, column 28'],
  [
    'city = "a" or\n (age != 3 and (age > 1 or age < 0))',
    'of[1].of[0].of.field',
    'line 2, column 3',
  ],
  ['(city = "a" and (age > 1 and not age > 9))', 'of[2].of.test', 'line 1, column 34'],
  ['not (in segment "VIP" or in list #7)', 'of.of[1].list', 'line 1, column 26'],
  ['count of "A" != 2 and @VIP', 'of[1].segment', 'line 1, column 23'],
  ['did "A" where (age > 1 or b exists) and c exists', 'of[1].field', 'line 1, column 41'],
  ['(age > 1 or age > 2) and age > 3', 'of[0]', 'line 1, column 2'],
  ['age > 1', 'field', 'line 1, column 1'],
  ['age > 1', '', undefined],
])('of %j what %s is about stands at %s', (text, path, place) => {
  expect(placeInText(text, read(text), path)).toBe(place)
})

test('the longest texts that a condition may have are printed and read back', () => {
  const values = (n: number, length: number) =>
    Array.from({ length: n }, (_, i) => `\u007f${i}`.padEnd(length, 'x'))
  const one = (all: readonly string[]): Condition => ({
    type: 'field',
    field: 'city',
    test: { op: 'anyOf', values: all },
  })
  const longest = one(values(490, 1_000))
  expect(parseCondition(longest)).toEqual(longest)
  expect(read(printText(longest, names))).toEqual(longest)
  const many = one(values(10_000, 30))
  expect(read(printText(many, names))).toEqual(many)
  const longer = parseCondition(one(values(510, 1_000)))
  expect(longer).toMatchObject({ code: 'too_large' })
  expect(isFailure(longer) ? longer.message : '').toMatch(/characters of text/)
})
