import { expect, test } from 'vitest'
import { plainField } from '../../src/domain/customer/field.ts'
import { stepsOf } from '../../src/http/clusterStates.ts'
import type { StoredPromotion } from '../../src/store/operational/promotions.ts'

const named = { id: 200, name: 'vip', label: 'VIP', type: 'boolean' } as const
const field = { ...plainField, ...named, searchable: true, filterable: true }
const promotion = (state: StoredPromotion['state']): StoredPromotion => ({
  id: 1,
  name: 'Prices',
  description: '',
  state,
  version: 1,
  definition: {
    benefit: { type: 'percent', percent: 10 },
    stacking: { type: 'cumulative', priority: 0 },
  },
  created: 0,
  updated: 0,
})

test.each([
  ['running', '5 of 10 are done', 'waiting', 'Starts when all values are in place: Prices'],
  ['running', undefined, 'done', 'Prices'],
  ['draft', undefined, 'waiting', 'Not started: Prices'],
] as const)('a promotion that is %s, with %s, is %s', (state, progress, stands, says) => {
  const promotions = [promotion(state)]
  const steps = stepsOf({ field, text: undefined, progress, onForm: true, promotions })
  expect(steps.at(-1)).toMatchObject({ step: 'promotion', state: stands, says })
})
