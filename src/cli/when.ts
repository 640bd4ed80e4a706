import type { Locale } from '../domain/customer/formats/locale.ts'
import type { Session } from './session.ts'

/** Shows instants as the shop's clocks do: `2026-11-22 08:20:03`, in Portuguese `22/11/2026 08:20:03`. */
export async function clockOf(session: Session, locale: Locale): Promise<(iso: string) => string> {
  const { timezone } = await session.ask(session.routes.shop.read, {})
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'sv-SE' : 'pt-BR', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (iso) => format.format(new Date(iso)).replace(', ', ' ')
}

/** The day alone, where stretches are days or longer. */
export function dayOf(shown: string): string {
  return shown.split(' ')[0] ?? shown
}
