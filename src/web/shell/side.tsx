import { Link, useLocation } from '@tanstack/react-router'
import { Keyboard, Search, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { appear, appearances, chosenAppearance } from '../appearance.ts'
import { useSpeak } from '../client/language.ts'
import { useSignOut } from '../client/session.ts'
import { paths } from '../paths.ts'
import { locales, useText } from '../text.tsx'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { Brand } from './brand.tsx'
import { places } from './nav.ts'

/** The navigation at the side: on a phone it is opened from the top. */
export function Side({
  open,
  name,
  onFind,
  onShortcuts,
}: {
  open: boolean
  name: string
  onFind: () => void
  onShortcuts: () => void
}) {
  const { t } = useText()
  // Templates are below the segments in the address, but a place of their own.
  const { pathname } = useLocation()
  const isTemplates = pathname.startsWith(paths.templates)
  return (
    <div className={open ? 'side side-open' : 'side'}>
      <Brand />
      <button type="button" className="find" onClick={onFind}>
        <Search aria-hidden size={16} />
        <span>{t('shell.find')}</span>
        <kbd aria-hidden>{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <nav className="nav" aria-label={t('shell.navigation')}>
        {places.map(({ to, label, icon: Icon, also = [] }) => (
          <Link
            key={to}
            to={to}
            className={
              also.some((each) => pathname.startsWith(each)) ? 'nav-link nav-within' : 'nav-link'
            }
            activeOptions={{ exact: to === paths.home || (to === paths.segments && isTemplates) }}
          >
            <Icon aria-hidden size={16} />
            {t(label)}
          </Link>
        ))}
      </nav>
      <div className="side-foot">
        <span className="who">{name}</span>
        <IconButton label={t('shell.shortcuts')} icon={Keyboard} onClick={onShortcuts} />
        <Preferences />
      </div>
    </div>
  )
}

/** Language, appearance, and the way out. */
function Preferences() {
  const { t, locale } = useText()
  const speak = useSpeak()
  const [appearance, setAppearance] = useState(chosenAppearance)
  const signOut = useSignOut()
  return (
    <Menu
      label={t('shell.preferences')}
      icon={Settings2}
      groups={[
        locales.map((each) => ({
          label: t(`language.${each}`),
          chosen: each === locale,
          onSelect: () => speak(each),
        })),
        appearances.map((each) => ({
          label: t(`appearance.${each}`),
          chosen: each === appearance,
          onSelect: () => {
            appear(each)
            setAppearance(each)
          },
        })),
        [{ label: t('shell.signOut'), onSelect: () => signOut.mutate() }],
      ]}
    />
  )
}

function isMac(): boolean {
  return navigator.userAgent.includes('Mac')
}
