import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { drop, hear, standing } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button, IconButton } from './button.tsx'
import { TroubleText } from './trouble.tsx'

/** Where notices are shown, and read out politely. */
export function Notices() {
  const { t } = useText()
  const shown = useSyncExternalStore(hear, standing)
  return (
    <div className="notices" role="status" aria-live="polite">
      {shown.map((notice) => (
        <div key={notice.id} className={`notice notice-${notice.kind}`}>
          <div className="notice-text">
            {notice.kind === 'done' ? notice.text : <TroubleText failure={notice.failure} />}
          </div>
          {notice.kind === 'done' && notice.way !== undefined && (
            <Button
              look="quiet"
              onClick={() => {
                drop(notice.id)
                notice.way?.run()
              }}
            >
              {notice.way.label}
            </Button>
          )}
          <IconButton label={t('words.dismiss')} icon={X} onClick={() => drop(notice.id)} />
        </div>
      ))}
    </div>
  )
}
