/** Degrees to seven places, of which the last is a centimetre: `-23.55`, never an exponent. */
export function showDegrees(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, '')
}
