import type { Did } from '../condition.ts'
import type { Measured } from './calculation.ts'

/**
 * What somebody leans to: of each value of a property the weights of the events that have it, which fade by half in
 * so many days. All fade alike, so that shares change with events only and never between them.
 */
export type Affinity = {
  /** Of which events and property: a most frequent value, of all time up to now. */
  readonly of: Measured
  /** How many times what one of each kind weighs that one does; those that are not named once. Each once, by name, none once. */
  readonly weights?: readonly EventWeight[]
  /** Whole days. */
  readonly halvedEvery: number
  /** The field is how much of all weight this value has, in percent; left out: the value that has most. */
  readonly shareOf?: string
}

/** A whole number from 1 to {@link greatestWeight}. */
export type EventWeight = { readonly event: string; readonly weight: number }

/** Sums of them stay below 128 bits, in percent too. */
export const greatestWeight = 1_000

/** Whole numbers in steps of a sixty-fourth of the half-life: the same in memory and in the database, to the last digit. */
export const stepsPerHalf = 64

/** 65,536 times the powers of the 64th root of 2 below 2: what an event weighs by its step within a half-life. */
export const stepWeights: readonly number[] = Array.from({ length: stepsPerHalf }, (_, step) =>
  Math.round(65_536 * 2 ** (step / stepsPerHalf)),
)

/** What is so many half-lives older than the latest weighs nothing. */
export const longestFade = 40

/** The year 1000, before which nothing is: so that no step is below 0. */
export const firstInstant = -30_609_792_000_000

/** Of an instant. */
export function stepOf(ts: number, { halvedEvery }: Affinity): number {
  return Math.floor((ts - firstInstant) / stepMs(halvedEvery))
}

/** A whole number of milliseconds. */
export function stepMs(halvedEvery: number): number {
  return (halvedEvery * 86_400_000) / stepsPerHalf
}

/** Of an event at that step, where the latest is at that other one. */
export function weightOf(step: number, latest: number): bigint {
  const half = (each: number) => Math.floor(each / stepsPerHalf)
  const faded = half(latest) - half(step)
  if (faded > longestFade) return 0n
  const weight = stepWeights[step % stepsPerHalf] ?? 0
  return BigInt(weight) << BigInt(longestFade - faded)
}

/** How many times an event of that name counts. */
export function timesOf(event: string, { weights }: Affinity): number {
  return weights?.find((each) => each.event === event)?.weight ?? 1
}

/** What is looked at of an affinity as time passes: which events there are, none of which leaves. */
export function eventsLeaning({ of: { type, event, where } }: Affinity): Did {
  return { type, event, ...(where && { where }) }
}
