import type { Locale } from './text.tsx'

/** Numbers, money and dates as a language writes them; dates by the clocks of the shop. */
export type Formats = ReturnType<typeof formats>

/** What everything is shown by; set once the shop is known, and before it the browser's own zone. */
const place: { zone: string | undefined; currency: string } = { zone: undefined, currency: 'BRL' }

/** From now on dates are by these clocks and amounts in this money. */
export function showBy(zone: string, currency: string): void {
  Object.assign(place, { zone, currency })
}

export function formats(locale: Locale) {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, {
      ...(place.zone === undefined ? {} : { timeZone: place.zone }),
      ...options,
    })
  return {
    count: (n: number): string => number({}).format(n),
    number: (n: number): string => number({ maximumFractionDigits: 4 }).format(n),
    /** 12,480 as 12 thousand where there is little room. */
    brief: (n: number): string =>
      number({ notation: 'compact', maximumFractionDigits: 1 }).format(n),
    /** From 0 to 1. Of what is there, but would be written as nothing, it says how little it is. */
    share: (share: number): string => {
      const percent = number({ style: 'percent', maximumFractionDigits: 1 })
      return share > 0 && share < 0.0005 ? `< ${percent.format(0.001)}` : percent.format(share)
    },
    /** With its sign, also where it is nothing. */
    signed: (n: number): string => number({ signDisplay: 'exceptZero' }).format(n),
    times: (n: number): string => `${number({ maximumFractionDigits: 1 }).format(n)}×`,
    money: (amount: number): string =>
      number({ style: 'currency', currency: place.currency }).format(amount),
    /** Of any currency; one that is no code of ISO 4217 stands behind the number. */
    moneyIn: (amount: number, currency: string): string =>
      /^[A-Z]{3}$/.test(currency)
        ? number({ style: 'currency', currency }).format(amount)
        : `${number({ maximumFractionDigits: 2 }).format(amount)} ${currency}`,
    /** Where there is little room. */
    briefMoney: (amount: number): string =>
      number({
        style: 'currency',
        currency: place.currency,
        notation: 'compact',
        maximumFractionDigits: 1,
      }).format(amount),
    /** How much more or less, as a share of what was: +12 %. */
    change: (share: number): string =>
      number({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 }).format(
        share,
      ),
    bytes: (n: number): string => bytesIn(locale, n),
    day: (at: string): string => date({ dateStyle: 'medium' }).format(new Date(at)),
    /** A day of the calendar, `2026-11-21`, which is the same by all clocks. */
    date: (day: string): string =>
      date({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`)),
    /** An instant as the shop's clocks show it, in the form that a field for it takes: `2026-11-21T09:30`. */
    wallClock: (at: string): string =>
      new Intl.DateTimeFormat('sv-SE', {
        ...(place.zone === undefined ? {} : { timeZone: place.zone }),
        dateStyle: 'short',
        timeStyle: 'short',
      })
        .format(new Date(at))
        .replace(' ', 'T'),
    shortDate: (day: string): string =>
      date({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
        new Date(`${day}T00:00:00Z`),
      ),
    shortDay: (at: string): string => date({ day: 'numeric', month: 'short' }).format(new Date(at)),
    moment: (at: string): string =>
      date({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)),
    clock: (at: string): string => date({ timeStyle: 'medium' }).format(new Date(at)),
    compare: new Intl.Collator(locale, { sensitivity: 'base', numeric: true }).compare,
  }
}

/** In the unit in which it is a small number: 12.4 GB. */
function bytesIn(locale: Locale, n: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
  const step = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(n) / 3))
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(n / 1_000 ** step)
}
