import type { ReactNode } from 'react'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Page } from '../ui/page.tsx'
import { TabLink, Tabs } from '../ui/tabs.tsx'

/** The pages about fields, beside each other: the fields, the calculated ones that are offered, and the forms. */
export function FieldsArea({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const { t } = useText()
  const whole = { exact: true, includeSearch: false }
  return (
    <Page title={t('fields.title')} lead={t('fields.lead')} actions={actions}>
      <Tabs label={t('fields.parts')}>
        <TabLink to={paths.fields} activeOptions={whole}>
          {t('fields.fields')}
        </TabLink>
        <TabLink to={paths.readyFields} activeOptions={whole}>
          {t('fields.ready')}
        </TabLink>
        <TabLink to={paths.forms} activeOptions={whole}>
          {t('fields.forms')}
        </TabLink>
      </Tabs>
      {children}
    </Page>
  )
}
