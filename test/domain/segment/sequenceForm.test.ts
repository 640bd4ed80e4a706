import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../src/domain/failure.ts'
import type { Catalogue } from '../../../src/domain/segment/catalogue.ts'
import { checkCondition, eventsIn, fieldsIn } from '../../../src/domain/segment/check.ts'
import { normal } from '../../../src/domain/segment/normal.ts'
import { parseCondition } from '../../../src/domain/segment/parse.ts'
import { renameField } from '../../../src/domain/segment/renameField.ts'
import { sizeOf } from '../../../src/domain/segment/size.ts'
import { said } from './saying.ts'
import { field } from './world.ts'

const catalogue: Catalogue = {
  fields: new Map(
    [field('joined', 'date'), field('city', 'text')].map((each) => [each.name, each]),
  ),
  segments: new Map(),
  lists: new Map(),
}

const steps = (...all: readonly object[]) => ({ type: 'sequence', steps: all })
const a = { event: 'A' }
const after = (more: object) => steps(a, { event: 'B', ...more })

describe('nonsense is refused with its place and its mend', () => {
  test.each<[unknown, string | undefined, RegExp]>([
    [steps(), 'steps', /ask by did/],
    [steps(a), 'steps', /ask by did/],
    [{ type: 'sequence' }, 'steps', /array/],
    [steps({ ...a, never: true }, a), 'steps[0].never', /Begin with what was done/],
    [steps({ ...a, within: { n: 1, unit: 'days' } }, a), 'steps[0].within', /a window to all/],
    [steps({ ...a, same: 'x' }, a), 'steps[0].same', /later step/],
    [steps(...Array.from({ length: 11 }, () => a)), 'steps', /at most 10 elements/],
    [after({ never: false }), 'steps[1].never', /^$/],
    [after({ within: { n: 0, unit: 'days' } }), 'steps[1].within.n', /at least 1/],
    [after({ within: { n: 1, unit: 'month' } }), 'steps[1].within.unit', /^$/],
    [after({ as: 1 }), 'steps[1].as', /Name in same/],
    [after({ same: 'x', as: 2 }), 'steps[1].as', /an earlier step/],
    [after({ same: 'x', as: 0 }), 'steps[1].as', /at least 1/],
    [steps(a, { ...a, never: true }, { ...a, same: 'x', as: 2 }), 'steps[2].as', /not never/],
    [
      steps(a, a, a, a, ...[1, 2, 3].map((as) => ({ ...a, same: 'x', as }))),
      'steps',
      /the same earlier step/,
    ],
    [after({ same: 'items.product_id' }), 'steps[1].same', /without items/],
    [after({ same: '' }), 'steps[1].same', /at least 1 character/],
    [after({ window: { type: 'last', n: 1, unit: 'days' } }), 'steps[1]', /nothing is skipped/],
    [after({ where: { type: 'all', of: [] } }), 'steps[1].where.of', /at least 1/],
  ])('%j', (json, where, fix) => {
    const refused = parseCondition(json)
    if (!isFailure(refused)) throw new Error('taken')
    expect(refused.where).toBe(where)
    expect(refused.fix ?? '').toMatch(fix)
  })
})

test('that it refers to the step before goes without saying', () => {
  const asked = (as?: number) => ({ event: 'C', same: 'x', ...(as && { as }) })
  const never = { event: 'B', never: true }
  expect(parseCondition(steps(a, never, asked(1)))).toEqual(steps(a, never, asked()))
  expect(parseCondition(steps(a, a, asked(1)))).toEqual(steps(a, a, asked(1)))
})

test('in its normal form events are sorted and each once, and tests are normal', () => {
  const where = { type: 'all', of: [{ type: 'property', property: 'x', test: { op: 'exists' } }] }
  const read = parseCondition(steps({ event: ['B', 'A', 'B'], where }, { event: ['A'] }))
  expect(read).toEqual(steps({ event: ['A', 'B'], where: where.of[0] }, a))
  expect(isFailure(read) || normal(read)).toEqual(read)
})

const abandoned = said(
  '"A" where total > 3 then any of ("B", "C") within 2 days then never "D" since joined',
)

test('it speaks of the events of all its steps, and of the field with which its window begins', () => {
  expect(eventsIn(abandoned)).toEqual(['A', 'B', 'C', 'D'])
  expect(fieldsIn(abandoned)).toEqual(['joined'])
})

test('it is as large as its steps and what they ask', () => {
  expect(sizeOf(abandoned)).toEqual({ depth: 2, nodes: 10, values: 1 })
})

test('a window since a field that is none, or no date, is refused with its place', () => {
  const wrong = (text: string) => checkCondition(said(text), catalogue).map(({ where }) => where)
  expect(wrong('"A" then "B" since joined')).toEqual([])
  expect(wrong('"A" then "B" since city')).toEqual(['window.field'])
  expect(wrong('"A" then "B" since nothing')).toEqual(['window.field'])
})

test('a renamed field is renamed where a window begins with it', () => {
  const condition = said('"A" then "B" since joined')
  expect(renameField(condition, 'joined', 'member')).toEqual(said('"A" then "B" since member'))
  expect(renameField(condition, 'city', 'town')).toBe(condition)
})
