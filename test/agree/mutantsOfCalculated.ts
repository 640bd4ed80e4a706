import { compile, m, segment, type Mutant } from './mutant.ts'

/** Of calculated fields: what is written out, and formulas. */
export const inCalculated: readonly Mutant[] = [
  m(
    'engine: an affinity weighs all kinds of events alike',
    `${compile}/affinity.ts`,
    'toInt128(${own}) * times * ',
    'toInt128(${own}) * ',
  ),
  m(
    'engine: quotients of formulas are cut off',
    `${compile}/formula.ts`,
    '2 * abs(${n}) + abs(${d})',
    '2 * abs(${n})',
  ),
  m(
    'engine: numbers of formulas have no end',
    `${compile}/formula.ts`,
    "if(abs(${x}) < ${as('Int64', scaledLimit)}, ${x}, NULL)",
    '${x}',
  ),
  m(
    'engine: what is missing counts as 0 in formulas',
    `${compile}/formula.ts`,
    'const x = isZeroOfNothing(input) ? sql`ifNull(${sum}, 0)` : sum',
    'const x = sql`ifNull(${sum}, 0)`',
  ),
  m(
    'engine: of nothing no measure of a formula is 0',
    `${compile}/formula.ts`,
    'const x = isZeroOfNothing(input) ? sql`ifNull(${sum}, 0)` : sum',
    'const x = sum',
  ),
  m(
    'engine: a month has passed a day early',
    `${compile}/calendar.ts`,
    '(${ofMonth - 1} < ${d} - ${firstOf(of)})',
    '(${ofMonth} < ${d} - ${firstOf(of)})',
  ),
  m(
    'memory: quotients of formulas are cut off',
    `${segment}/calculated/formula.ts`,
    '(2n * n + d) / (2n * d)',
    '(2n * n) / (2n * d)',
  ),
  m(
    'engine: nothing fades',
    `${compile}/affinity.ts`,
    'greatest(0, ${longestFade} - ${faded})',
    'greatest(0, ${longestFade})',
  ),
  m(
    'engine: of equal affinities the greater comes first',
    `${compile}/affinity.ts`,
    'argMin(passes, (-weight, key))',
    'argMax(passes, (weight, key))',
  ),
  m(
    'memory: what is older fades not at all within a half-life',
    `${segment}/calculated/affinity.ts`,
    'stepWeights[step % stepsPerHalf]',
    'stepWeights[0]',
  ),
  m(
    'memory: a month has passed a day early',
    `${segment}/calculated/formula.ts`,
    'b.day < a.day ? 1 : 0',
    'b.day < a.day - 1 ? 1 : 0',
  ),
  m(
    'memory: a quotient by 0 is 0',
    `${segment}/calculated/formula.ts`,
    'b === 0n ? undefined :',
    'b === 0n ? 0n :',
  ),
]
