import type { Calculation } from '../../src/domain/segment/calculated/calculation.ts'
import type { Did, Test } from '../../src/domain/segment/condition.ts'
import { makeCondition, type Instant } from './makeCondition.ts'
import type { Random } from './random.ts'
import type { Case, World } from './world.ts'

/** Calculated fields of each kind, and tests of them: beside what else is drawn, so that it stays the same. */
export function makeCalculated(
  r: Random,
  world: World,
): { readonly world: World; readonly makeCase: (at: Instant) => Case } {
  const condition = () => makeCondition(r, world, 0, 1)
  const { test: asked, ...measured } = makeDid(r, world)
  const made: Readonly<Record<string, Calculation>> = {
    in_it: { type: 'condition', condition: condition() },
    measured: { type: 'measure', of: measured },
    stage: {
      type: 'segmentation',
      cases: values.slice(0, 1 + r.below(3)).map((value) => ({ value, condition: condition() })),
      rest: 'other',
    },
  }
  const withFields = { ...world, calculated: made }
  const draw = (): { readonly field: string; readonly test: Test } =>
    r.some([
      () => ({ field: 'in_it', test: { op: 'is', value: r.chance(0.5) } }),
      () => ({ field: 'measured', test: asked ?? { op: 'atLeast', value: 1 } }),
      () => ({ field: 'stage', test: { op: 'is', value: r.pick([...values, 'other']) } }),
      () => ({
        field: 'stage',
        test: { op: 'anyOf', values: [r.pick(values), r.pick(['other', 'ÀTIVO'])] },
      }),
      () => ({ field: 'stage', test: { op: 'contains', value: r.pick(['o', 'ativ', 'w']) } }),
      () => ({ field: 'stage', test: { op: 'greater', value: 'b' } }),
    ])
  return {
    world: withFields,
    makeCase: ({ now }) => {
      const leaf = { type: 'field', ...draw() } as const
      const other = { type: 'field', ...draw() } as const
      return r.some<Case>([
        () => ({ condition: leaf, now }),
        () => ({ condition: { type: 'not', of: leaf }, now }),
        () => ({ condition: { type: 'any', of: [leaf, { type: 'all', of: [other, leaf] }] }, now }),
      ])
    },
  }
}

const values = ['new', 'Ativo', 'loyal'] as const

/** One is found soon: they are a third of all that is drawn. */
function makeDid(r: Random, world: World): Did {
  for (;;) {
    const drawn = makeCondition(r, world, 0, 0)
    if (drawn.type === 'did') return drawn
  }
}
