import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Empty, Page } from '../ui/page.tsx'

/** Where an address leads nowhere. */
export function NotFoundPage() {
  const { t } = useText()
  return (
    <Page title={t('notFound.title')}>
      <Empty
        title={t('notFound.what')}
        action={<LinkButton to={paths.home}>{t('notFound.home')}</LinkButton>}
      >
        {t('notFound.why')}
      </Empty>
    </Page>
  )
}
