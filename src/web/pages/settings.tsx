import { Outlet, useLocation } from '@tanstack/react-router'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { parts } from '../settings/places.ts'
import { useText } from '../text.tsx'
import { Back, SectionLink, Sections } from '../ui/sections.tsx'

/** Around the parts of the settings: the list of them at the side; on a phone, the way back to it. */
export function SettingsPage() {
  const { t } = useText()
  const may = useMay()
  const isHome = useLocation().pathname === paths.settings
  return (
    <Sections
      label={t('settings.parts')}
      back={isHome ? undefined : <Back to={paths.settings}>{t('settings.title')}</Back>}
      links={parts
        .filter(({ scope }) => scope === undefined || may(scope))
        .map(({ to, label, icon }) => (
          <SectionLink key={to} to={to} icon={icon}>
            {t(label)}
          </SectionLink>
        ))}
    >
      <Outlet />
    </Sections>
  )
}
