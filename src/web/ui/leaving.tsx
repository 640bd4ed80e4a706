import { useBlocker } from '@tanstack/react-router'
import { useText } from '../text.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before somebody leaves a page on which there is what is not saved; the browser asks where it is closed. */
export function Leaving({ when, says }: { when: boolean; says: string }) {
  const { t } = useText()
  const blocker = useBlocker({
    // The same page with another search is no way out.
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: when,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Dialog
      open
      onClose={blocker.reset}
      title={t('leaving.title')}
      actions={
        <>
          <Button onClick={blocker.proceed}>{t('leaving.leave')}</Button>
          <Button look="first" onClick={blocker.reset}>
            {t('leaving.stay')}
          </Button>
        </>
      }
    >
      <p>{says}</p>
    </Dialog>
  )
}
