/** How many of a group have something. */
export type Share = { readonly have: number; readonly of: number }

/**
 * How far apart the shares of two groups without a common member are, in standard errors of their
 * difference if there were none: the two-proportion z test with the pooled share (Agresti, Categorical Data
 * Analysis, 3.1.4; its square is Pearson's chi-square of the 2 × 2 table). Undefined where fewer than five
 * of any of the four cells would be expected, for which it says nothing.
 */
export function zOf(a: Share, b: Share): number | undefined {
  const total = a.of + b.of
  const have = a.have + b.have
  const least = (Math.min(a.of, b.of) * Math.min(have, total - have)) / total
  if (!(least >= 5)) return undefined
  const pooled = have / total
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.of + 1 / b.of))
  return (a.have / a.of - b.have / b.of) / error
}

/** The probability that two groups of one kind come to differ at least so much by chance: of both sides. */
export function chanceOf(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2)
}

/**
 * The complement of the error function for x ≥ 0, with a relative error below 1.2·10^-7 also where it is
 * very small: Chebyshev fit of Press et al., Numerical Recipes, 6.2 (erfcc).
 */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2)
  const sum = coefficients.reduceRight((rest, each) => each + t * rest, 0)
  return t * Math.exp(-x * x + sum)
}

const coefficients = [
  -1.265_512_23, 1.000_023_68, 0.374_091_96, 0.096_784_18, -0.186_288_06, 0.278_868_07,
  -1.135_203_98, 1.488_515_87, -0.822_152_23, 0.170_872_77,
] as const

/**
 * What each probability comes to when so many are looked at together, in their order: of those that are
 * at most q, the share that chance alone makes is expected to be at most q (Benjamini and Hochberg 1995).
 */
export function adjusted(chances: readonly number[]): readonly number[] {
  const order = chances.map((_, i) => i).toSorted((i, j) => (chances[i] ?? 1) - (chances[j] ?? 1))
  const found = chances.map(() => 1)
  let least = 1
  for (let rank = order.length; rank > 0; rank--) {
    const i = order[rank - 1] ?? 0
    least = Math.min(least, ((chances[i] ?? 1) * order.length) / rank)
    found[i] = least
  }
  return found
}
