import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { addressOf } from '../crash/processes.ts'
import type { ServerAt } from '../crash/server.ts'

/** What the events of that name say as `n`, with how often. */
export async function stored(
  server: ServerAt,
  directory: string,
  event: string,
): Promise<Map<number, number>> {
  await server.start('')
  for (;;) {
    const { inbox } = await server.ask('GET', '/api/status')
    if ((inbox as { waiting: number }).waiting === 0) break
  }
  const token = readFileSync(join(directory, 'local-token'), 'utf8')
  const query = new URLSearchParams({ names: event, format: 'jsonl' })
  const response = await fetch(
    new URL(`/api/events/export?${query.toString()}`, addressOf(directory)),
    {
      headers: { authorization: `Bearer ${token}` },
    },
  )
  const times = new Map<number, number>()
  for (const line of (await response.text()).split('\n').filter(Boolean)) {
    const { n } = (JSON.parse(line) as { properties: { n: number } }).properties
    times.set(n, (times.get(n) ?? 0) + 1)
  }
  return times
}

/** All that was told is there, nothing is there twice, and of each it was told what became of it. */
export function demandOnce(
  times: ReadonlyMap<number, number>,
  told: ReadonlyMap<number, boolean>,
  all: number,
) {
  const delivered = [...told].flatMap(([n, is]) => (is ? [n] : []))
  expect(told.size).toBe(all)
  expect(delivered.filter((n) => !times.has(n))).toEqual([])
  expect([...times].filter(([, often]) => often > 1)).toEqual([])
  expect(delivered.length).toBeGreaterThan(all / 2)
}
