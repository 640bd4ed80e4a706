import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import type { AnyField } from './fieldShown.tsx'

type Work = NonNullable<AnyField['work']>

/** How far the job is that goes through everybody's values; what it changes is put back where it is cancelled. */
export function FieldWork({ work: { job, done, total } }: { work: Work }) {
  const { t, format } = useText()
  const may = useMay()
  const cancel = useTell(routes.jobs.cancel, {
    changes: ['/api/fields'],
    done: t('fields.workCancelled'),
  })
  const label =
    total === null
      ? t('fields.workBegins')
      : t('fields.workSoFar', { done: format.count(done), total: format.count(total) })
  return (
    <Panel
      title={t('fields.work')}
      actions={
        may('running:write') && (
          <Button busy={cancel.isPending} onClick={() => cancel.mutate({ params: { id: job } })}>
            {t('fields.workCancel')}
          </Button>
        )
      }
    >
      <Progress label={label} share={total === null || total === 0 ? undefined : done / total} />
      <Note>{t('fields.workNote')}</Note>
    </Panel>
  )
}
