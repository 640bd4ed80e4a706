import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Sample } from './condition.ts'

/**
 * Whether somebody is in the sample: by the first 32 bits of the SHA-256 of the seed, a newline and her id
 * in decimal. So it is neither drawn nor kept, and whoever knows the seed can tell.
 */
export function isSampled(id: bigint, sample: Sample): boolean {
  const digest = sha256(utf8ToBytes(`${sample.seed}\n${id}`))
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) < sampleBound(sample)
}

/** The bound below which those first bits are in: of 2^32 the share that is asked for, rounded down. */
export function sampleBound({ percent }: Sample): number {
  const hundredths = hundredthsOf(percent)
  if (hundredths === undefined) throw new Error(`unchecked condition: a sample of ${percent} %`)
  // Below 2^46: exact.
  return Math.floor((hundredths * 2 ** 32) / 10_000)
}

/** A share in hundredths of a percent; undefined where it is none. */
export function hundredthsOf(percent: number): number | undefined {
  const hundredths = Math.round(percent * 100)
  if (hundredths / 100 !== percent) return undefined
  return hundredths > 0 && hundredths <= 10_000 ? hundredths : undefined
}
