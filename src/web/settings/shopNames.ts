import { countryNames } from '../../domain/customer/formats/countryNames.ts'
import type { Formats } from '../format.ts'
import type { Locale } from '../text.tsx'

type Option = { readonly value: string; readonly label: string }

/** The zones of the browser's own tables, each with how far it is from UTC now, by name. */
export function zoneOptions(now: string): Option[] {
  const known = Intl.supportedValuesOf('timeZone')
  const all = known.includes(now) ? known : [now, ...known]
  const at = new Date()
  return all.map((value) => ({
    value,
    label: `${value.replaceAll('_', ' ')} (${offset(value, at)})`,
  }))
}

function offset(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const { value = '' } = parts.find(({ type }) => type === 'timeZoneName') ?? {}
  return value.replace('GMT', 'UTC').replace('-', '−')
}

/** The days of the week by their numbers: 1 is Monday. */
export function weekdayName(day: number, locale: Locale): string {
  // The first of January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, day),
  )
}

/** As the language calls them, in its order. */
export function currencyOptions(now: string, locale: Locale, { compare }: Formats): Option[] {
  const known = Intl.supportedValuesOf('currency')
  return (known.includes(now) ? known : [now, ...known])
    .map((value) => ({ value, label: `${currencyName(value, locale)} (${value})` }))
    .toSorted((a, b) => compare(a.label, b.label))
}

export function currencyName(code: string, locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'currency' }).of(code) ?? code
}

/** Those that the program knows. */
export function countryOptions(locale: Locale, { compare }: Formats): Option[] {
  return countryNames
    .trim()
    .split('\n')
    .map((line) => {
      const [value = '', , english = '', portuguese = ''] = line.split('|')
      return { value, label: locale === 'en' ? english : portuguese }
    })
    .toSorted((a, b) => compare(a.label, b.label))
}
