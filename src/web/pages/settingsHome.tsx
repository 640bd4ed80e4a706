import { useMay } from '../client/may.ts'
import { parts } from '../settings/places.ts'
import { useText } from '../text.tsx'
import { Page } from '../ui/page.tsx'
import { LinkRow, LinkRows } from '../ui/sections.tsx'

/** What can be set, and where. */
export function SettingsHome() {
  const { t } = useText()
  const may = useMay()
  return (
    <Page title={t('settings.title')} lead={t('settings.lead')}>
      <LinkRows>
        {parts
          .filter(({ scope }) => scope === undefined || may(scope))
          .map(({ to, label, note, icon }) => (
            <LinkRow key={to} to={to} icon={icon} note={t(note)}>
              {t(label)}
            </LinkRow>
          ))}
      </LinkRows>
    </Page>
  )
}
