import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFailure } from '../../src/domain/failure.ts'
import { compilePattern, patternOf } from '../../src/domain/segment/pattern.ts'
import { classesIn, patternClasses } from '../../src/domain/segment/patternClasses.ts'
import { utc } from '../../src/domain/time/zone.ts'
import { testOf } from '../../src/store/clickhouse/compile/test.ts'
import { as, sql } from '../../src/store/sql/sql.ts'
import { openTestDatabase, type TestDatabase } from '../store/engine/testEngine.ts'

let opened: TestDatabase

const moment = { now: 0, shop: { zone: utc, weekStart: 1, currency: 'BRL' } } as const

beforeAll(async () => {
  opened = await openTestDatabase('empty')
})

afterAll(() => opened.close())

/** Of many scripts and categories, none newer than the engine's Unicode. */
const characters = [
  [0x20, 0x17f],
  [0x370, 0x3ff],
  [0x410, 0x44f],
  [0x5d0, 0x5ea],
  [0x621, 0x64a],
  [0x905, 0x939],
  [0xe01, 0xe30],
  [0x2010, 0x2027],
  [0x20a0, 0x20bf],
  [0x3041, 0x3096],
  [0x4e00, 0x4e20],
  [0x10330, 0x10340],
  [0x1f600, 0x1f610],
].flatMap(([from = 0, to = 0]) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
)

test('the engine knows every class of characters that a pattern may name, and means the same by it', async () => {
  expect(patternClasses.size).toBeGreaterThan(190)
  const met: string[] = []
  for (const name of patternClasses) {
    const pattern = `\\p{${name}}`
    const x = { missing: 'null', x: sql`each` } as const
    const passes = testOf({ text: { raw: x, folded: x } }, { op: 'matches', pattern }, moment)
    const [row] = await opened.database.rows<{ found: string[] }>(
      sql`SELECT arrayFilter(each -> ${passes}, ${as('Array(String)', characters)}) AS found`,
    )
    const inMemory = characters.filter((each) => patternOf(pattern).test(each))
    expect([name, row?.found]).toEqual([name, inMemory])
    if (inMemory.length > 0) met.push(name)
  }
  expect(met.length).toBeGreaterThan(35)
})

test.each(['Alphabetic', 'Assigned', 'Cn', 'LC', 'Garay', 'C', 'greek'])(
  'a pattern with a class that the engine does not know is refused: %s',
  (name) => {
    for (const pattern of [`\\p{${name}}`, `x|[a\\P{^${name}}]`]) {
      expect(isFailure(compilePattern(pattern))).toBe(true)
    }
  },
)

test('classes are found where they are classes', () => {
  expect(classesIn(String.raw`\pL[\p{Greek}\PN]\p{^Lu}`)).toEqual(['L', 'Greek', 'N', 'Lu'])
  expect(classesIn(String.raw`\\p{Cn}\Q\p{Cn}\E\pN\Q\p{LC}`)).toEqual(['N'])
  expect(isFailure(compilePattern(String.raw`\\p\Q\p{Cn}`))).toBe(false)
})
