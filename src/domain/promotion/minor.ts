import { scaleNumber, unscale } from '../number.ts'

/**
 * An amount in units of a currency (12.3 reais) as whole minor units (1230 cents). Undefined where it has
 * more decimal places than the currency, or is too large to be kept.
 */
export function minorOf(amount: number, currency: string): number | undefined {
  const scaled = Number.isFinite(amount) ? scaleNumber(amount) : undefined
  if (scaled === undefined || unscale(scaled) !== amount) return undefined
  const step = 10 ** (4 - decimalsOf(currency))
  return scaled % step === 0 ? scaled / step : undefined
}

/** Ten-thousandths as minor units, rounded half up: what arrives may be finer than any coin. */
export function roundedMinor(scaled: number, currency: string): number {
  return Math.round(scaled / 10 ** (4 - decimalsOf(currency)))
}

/** Minor units as an amount: 1230 cents are 12.3 reais. */
export function unitsOf(minor: number, currency: string): number {
  // Of whole numbers the nearest double: minorOf gives them back up to 9·10^11 units.
  return minor / 10 ** decimalsOf(currency)
}

/** Minor units of an amount that was checked before. */
export function checkedMinor(amount: number, currency: string): number {
  const minor = minorOf(amount, currency)
  if (minor === undefined) throw new Error(`unchecked amount ${amount} ${currency}`)
  return minor
}

/** How many decimal places amounts of a currency have (ISO 4217, list one of 2024): two where it is not named here. */
export function decimalsOf(currency: string): number {
  return decimals.get(currency) ?? 2
}

const decimals: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
])
