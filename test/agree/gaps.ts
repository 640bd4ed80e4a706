import { expected, occasions } from './expected.ts'
import type { Count, Tally } from './note.ts'

/** What a tally lacks, as a sentence. */
export type Gap = {
  readonly says: string
  /** From just under 1, where nothing of it is there, to 0. */
  readonly lack: number
}

const seen: ReadonlySet<string> = new Set(occasions)

/**
 * What a tally shows to be out of 5 to 95 %, an edge that nothing reached, and what was never drawn at
 * all; also what was noted and is not expected, since its lack would not be seen.
 */
export function gapsIn(tally: Tally, least = 100): readonly Gap[] {
  const never = [...expected].filter((what) => !tally.has(what)).map((what) => `${what}: never`)
  const strange = [...tally.keys()].filter((what) => !expected.has(what))
  return [
    ...[...never, ...strange.map((what) => `${what}: not expected`)].map(whole),
    ...[...tally].flatMap(([what, count]) => gapOf(what, count, least)),
  ]
}

function whole(says: string): Gap {
  return { says, lack: 1 }
}

function gapOf(what: string, { draws, truths }: Count, least: number): readonly Gap[] {
  if (seen.has(what)) return []
  if (what.endsWith('edge')) return truths > 0 ? [] : [whole(`${what}: never`)]
  if (/ (begins|ends|stored)$/.test(what)) {
    return truths > 0 && truths < draws ? [] : [whole(`${what}: ${truths} of ${draws}`)]
  }
  const share = truths / draws
  if (draws < least) {
    return [{ says: `${what}: drawn only ${draws} times`, lack: 1 - draws / least }]
  }
  const near = Math.min(share, 1 - share) / 0.05
  return near >= 1
    ? []
    : [{ says: `${what}: true in ${(100 * share).toFixed(1)} %`, lack: 1 - near }]
}
