import type { ReactNode } from 'react'
import { useText } from '../text.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before something is done that cannot be undone, and says what it does. */
export function Confirm({
  title,
  action,
  busy,
  onConfirm,
  onClose,
  children,
}: {
  title: string
  /** What the button says: the thing itself, not "yes". */
  action: string
  busy: boolean
  onConfirm: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useText()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('words.cancel')}</Button>
          <Button look="danger" busy={busy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
