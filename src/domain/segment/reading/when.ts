import type { Locale } from '../../customer/formats/locale.ts'
import { civilOf, dayMs } from '../../time/civil.ts'
import { localDay, offsetAt, type Zone } from '../../time/zone.ts'

/** An instant as people say it, to the minute and by the shop's clocks: `4 December 2026 at 10:30`, `4 de dezembro de 2026 às 10:30`. */
export function instantInWords(ms: number, locale: Locale, zone: Zone): string {
  const local = ms + offsetAt(zone, ms)
  const time = new Date(local - Math.floor(local / dayMs) * dayMs).toISOString()
  const shown = time.slice(11, 16)
  const day = dayInWords(localDay(zone, ms), locale)
  if (locale === 'en') return `${day} at ${shown}`
  return `${day} ${shown.startsWith('01') ? 'à' : 'às'} ${shown}`
}

/** A day of the calendar as people say it. */
export function dayInWords(date: number, locale: Locale): string {
  const { year, month, day } = civilOf(date)
  const name = months[locale][month - 1] ?? ''
  if (locale === 'en') return `${day} ${name} ${year}`
  return `${day === 1 ? '1º' : day} de ${name} de ${year}`
}

const months: Readonly<Record<Locale, readonly string[]>> = {
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  'pt-BR': [
    'janeiro',
    'fevereiro',
    'março',
    'abril',
    'maio',
    'junho',
    'julho',
    'agosto',
    'setembro',
    'outubro',
    'novembro',
    'dezembro',
  ],
}
