import { defineConfig } from 'vitest/config'
import { startsBuilt } from './test/built.ts'
import { LongestFirst } from './test/longestFirst.ts'

export default defineConfig({
  plugins: [startsBuilt()],
  test: {
    include: ['test/**/*.test.ts'],
    // Before each file: what its properties are tried on is the same in every run.
    setupFiles: ['test/seed.ts'],
    globalSetup: ['test/postgres.ts', 'test/engine.ts'],
    // Of two cores, which the engine and the tests share: one that waits for a process lets others on.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // No test is timed by them: they end what hangs, and what is only slow comes before.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 180_000, interval: 20 } },
  },
})
