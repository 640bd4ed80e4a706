import { useNavigate } from '@tanstack/react-router'
import { CircleDashed, Languages, SunMoon, User, type LucideIcon } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import { answersTo } from '../answersTo.ts'
import { paths } from '../paths.ts'
import { appear, chosenAppearance } from '../appearance.ts'
import { useAsk } from '../client/ask.ts'
import { useSettled } from '../conditions/useSettled.ts'
import { useSpeak } from '../client/language.ts'
import { useText } from '../text.tsx'
import { places } from './nav.ts'

/** Something that the command palette leads to or does. */
export type Finding = {
  readonly id: string
  readonly label: string
  readonly kind: string
  readonly icon: LucideIcon
  readonly run: () => void
}

/** More nobody reads: another letter says more. */
const most = 12

/** What answers to a few letters, whatever their case and accents: pages and actions, then segments. */
export function useFindings(text: string): Finding[] {
  const { t, locale } = useText()
  const segments = useAsk(routes.segments.list, { query: { locale } })
  const navigate = useNavigate()
  const own = useOwn()
  const people = usePeople(text)
  const saved = (segments.data?.items ?? []).map((segment) => ({
    id: `segment-${segment.id}`,
    label: segment.name,
    kind: t('find.segment'),
    icon: CircleDashed,
    run: () => void navigate({ to: paths.segment, params: { id: String(segment.id) } }),
  }))
  const known = [...own, ...saved].filter(({ label }) => answersTo(label, text))
  return [...known.slice(0, most - people.length), ...people]
}

/** Fewer letters are anybody's. */
const leastLetters = 2

/** A few customers, as the server finds them by name, e-mail, phone and code. */
function usePeople(text: string): Finding[] {
  const { t } = useText()
  const navigate = useNavigate()
  const search = useSettled(text.trim())
  const when = search.length >= leastLetters
  const found = useAsk(routes.customers.list, { query: { search, limit: 5 } }, { when, keep: true })
  if (!when || text.trim().length < leastLetters) return []
  return (found.data?.items ?? []).map(({ id, fields }) => ({
    id: `customer-${id}`,
    label: nameIn(fields) ?? t('words.nameless', { id }),
    kind: t('find.customer'),
    icon: User,
    run: () => void navigate({ to: paths.customer, params: { id } }),
  }))
}

function nameIn({ name, email }: Readonly<Record<string, unknown>>): string | undefined {
  return [name, email].find((value) => typeof value === 'string')
}

/** Pages, and what can be done from anywhere. */
function useOwn(): Finding[] {
  const { t, locale } = useText()
  const speak = useSpeak()
  const navigate = useNavigate()
  return [
    ...places.map(({ to, label, icon }) => ({
      id: to,
      label: t(label),
      kind: t('find.page'),
      icon,
      run: () => void navigate({ to }),
    })),
    {
      id: 'language',
      label: t('find.otherLanguage'),
      kind: t('find.action'),
      icon: Languages,
      run: () => speak(locale === 'en' ? 'pt-BR' : 'en'),
    },
    {
      id: 'appearance',
      label: t('find.otherAppearance'),
      kind: t('find.action'),
      icon: SunMoon,
      run: () => appear(chosenAppearance() === 'dark' ? 'light' : 'dark'),
    },
  ]
}
