/** How often something was drawn, and how often it was true. */
export type Count = { draws: number; truths: number }

/** What the drawn cases reached, by what it is. */
export type Tally = Map<string, Count>

export function note(tally: Tally, what: string, truth: boolean): void {
  const count = tally.get(what) ?? { draws: 0, truths: 0 }
  count.draws++
  if (truth) count.truths++
  tally.set(what, count)
}
