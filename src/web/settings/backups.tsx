import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Panel, Row } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

type Backup = Answer<typeof routes.status.read>['backup']

/** When all that is stored was last written elsewhere, and doing it now. */
export function BackupPanel({ backup: { possible, last } }: { backup: Backup }) {
  const { t, format } = useText()
  const may = useMay()
  const [making, setMaking] = useState(false)
  return (
    <Panel
      title={t('backup.title')}
      note={last === null ? t('backup.never') : t('backup.last', { at: format.moment(last) })}
      actions={
        possible &&
        may('backups') && <Button onClick={() => setMaking(true)}>{t('backup.new')}</Button>
      }
    >
      <Note>{t(possible ? 'backup.note' : 'backup.elsewhere')}</Note>
      {making && <NewBackup onClose={() => setMaking(false)} />}
    </Panel>
  )
}

function NewBackup({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const [directory, setDirectory] = useState('')
  const create = useTell(routes.backups.create, {
    changes: [routes.status.read.path],
    done: t('backup.begun'),
    after: onClose,
    shown: true,
  })
  return (
    <Dialog open onClose={onClose} title={t('backup.new')}>
      <Form onSubmit={() => create.mutate({ body: { directory } })}>
        <TextField
          label={t('backup.directory')}
          hint={t('backup.directoryHint')}
          required
          autoFocus
          spellCheck={false}
          value={directory}
          onChange={setDirectory}
        />
        {create.isError && <Trouble error={create.error} />}
        <Row>
          <Button
            type="submit"
            look="first"
            busy={create.isPending}
            disabled={directory.trim() === ''}
          >
            {t('backup.begin')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}
