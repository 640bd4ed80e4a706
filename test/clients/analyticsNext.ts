import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Segment's client for pages, as its makers build it: one script, by which `AnalyticsNext` is there. */
export function analyticsNext(): string {
  const built = join(dirname(require.resolve('@segment/analytics-next')), '../umd/index.js')
  return readFileSync(built, 'utf8')
}
