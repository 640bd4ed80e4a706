import { Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { Menu as MenuIcon, X } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useOwnLanguage } from '../client/language.ts'
import { useSession, type Session } from '../client/session.ts'
import { showBy } from '../format.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { IconButton } from '../ui/button.tsx'
import { Notices } from '../ui/notices.tsx'
import { Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { Brand } from './brand.tsx'
import { Side } from './side.tsx'
import { useKeys } from './useKeys.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }))

/** What is around every page of who is signed in; without a session it leads to the door. */
export function Shell() {
  const session = useSession()
  const { href } = useLocation()
  if (session.isPending) return <Waiting />
  if (session.isError) {
    return <Trouble error={session.error} retry={() => void session.refetch()} />
  }
  if (session.data === null) {
    return <Navigate to={paths.signIn} search={href === '/' ? {} : { to: href }} replace />
  }
  return <Inside user={session.data.user} />
}

function Inside({ user }: { user: Session['user'] }) {
  const { t } = useText()
  useOwnLanguage(user.locale)
  const shop = useAsk(routes.shop.read, {})
  const [palette, setPalette] = useState(false)
  const [shortcuts, setShortcuts] = useState(false)
  const [side, setSide] = useState(false)
  const { pathname } = useLocation()
  useKeys({ onPalette: () => setPalette(true), onHelp: () => setShortcuts(true) })
  useEffect(() => setSide(false), [pathname])
  // Before the shop is known, dates would be by other clocks.
  if (shop.isPending) return <Waiting />
  if (shop.isError) return <Trouble error={shop.error} retry={() => void shop.refetch()} />
  showBy(shop.data.timezone, shop.data.currency)
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header className="top">
        <Brand />
        <IconButton
          label={side ? t('shell.closeMenu') : t('shell.openMenu')}
          icon={side ? X : MenuIcon}
          aria-expanded={side}
          onClick={() => setSide(!side)}
        />
      </header>
      <Side
        open={side}
        name={user.name}
        onFind={() => setPalette(true)}
        onShortcuts={() => setShortcuts(true)}
      />
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} />}
        {shortcuts && <Shortcuts onClose={() => setShortcuts(false)} />}
      </Suspense>
      <Notices />
    </div>
  )
}
