import type { ErrorComponentProps } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'
import { useText } from '../text.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** In the place of a page that broke: the rest of the app goes on. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useText()
  return (
    <Page title={t('trouble.page')}>
      <Trouble error={error} retry={reset} />
    </Page>
  )
}
