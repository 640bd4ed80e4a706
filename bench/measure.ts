/** Times things in turn, so that a machine whose speed drifts treats all alike. */

/** Runs each in turn, `times` rounds after one that is not counted. */
export async function inTurn(
  times: number,
  things: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const timings = new Map<string, number[]>(Object.keys(things).map((name) => [name, []]))
  for (let round = 0; round <= times; round += 1) {
    for (const [name, thing] of Object.entries(things)) {
      const started = performance.now()
      await thing()
      if (round > 0) timings.get(name)?.push(performance.now() - started)
    }
  }
  return timings
}

/** For what takes long enough that no round need be thrown away. */
export async function once(
  things: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const timings = new Map<string, readonly number[]>()
  for (const [name, thing] of Object.entries(things)) {
    const started = performance.now()
    await thing()
    timings.set(name, [performance.now() - started])
  }
  return timings
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  if (value === undefined) throw new Error('nothing was measured')
  return value
}

/** The median of the ratios round by round: what drifts, drifts for both. */
export function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, i) => value / (theirs[i] ?? Number.NaN)))
}

/** One line of the table. */
export type Line = {
  readonly what: string
  readonly ours: string
  readonly beside: string
  readonly ratio: number
  readonly aim?: number
  /** What must be read or touched at the least, and how far we are from it. */
  readonly floor: string
}

export function show(lines: readonly Line[]): string {
  const head = ['what', 'ours', 'beside', 'ratio', 'aim', 'floor']
  const rows = lines.map((line) => [
    line.what,
    line.ours,
    line.beside,
    line.ratio.toPrecision(3),
    line.aim === undefined ? '' : `${line.ratio <= line.aim ? '≤' : 'missed ≤'} ${line.aim}`,
    line.floor,
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

export function millis(ms: number): string {
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toPrecision(3)} ms`
}
