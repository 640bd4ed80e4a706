import { expect, test } from 'vitest'
import { engineUrl } from '../store/engine/testEngine.ts'
import { soak } from './soak.ts'

test(
  'for twenty days of a shop the memberships of a hundred segments are what the definitions say',
  { timeout: 3_600_000 },
  async () => {
    const found = await soak({
      url: await engineUrl(),
      days: 20,
      customers: 100,
      seed: 1,
      checks: 6,
      everyHours: 8,
      say: () => {},
    })
    expect(found.problems).toEqual([])
    expect(found.checks).toBeGreaterThan(1)
    // Time and people both moved members, so that there was something to be wrong about.
    expect(found.byClock).toBeGreaterThan(300)
    expect(found.entries - found.byClock).toBeGreaterThan(2_000)
  },
)
