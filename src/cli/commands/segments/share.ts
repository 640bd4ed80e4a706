import type { Locale } from '../../../domain/customer/formats/locale.ts'
import { showPercent } from '../../../domain/segment/reading/values.ts'

/** A share from 0 to 1 to a tenth of a percent: `12.5%`. */
export function shownShare(share: number, locale: Locale): string {
  return showPercent(Math.round(share * 1_000) / 10, locale)
}
