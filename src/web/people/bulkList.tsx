import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask, useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/fields.tsx'
import { Stack } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { Target } from './bulkBar.tsx'
import { useDialogRun } from './useRun.ts'

const newList = 'new'

/** Puts many customers onto a list, or onto one that is made for it. */
export function BulkList({
  target,
  count,
  onClose,
}: {
  target: Target
  count: number
  onClose: () => void
}) {
  const { t } = useText()
  const lists = useAsk(routes.lists.list, {})
  const [chosen, setChosen] = useState('')
  const [name, setName] = useState('')
  const { busy, error, begin } = useDialogRun(onClose)
  const adding = async () => {
    const list =
      chosen === newList
        ? (await ask(routes.lists.create, { body: { name: name.trim() } })).id
        : Number(chosen)
    return { ...target, addTo: [list] }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('bulk.listTitle', { count })}
      actions={
        <Button
          look="first"
          busy={busy}
          disabled={chosen === '' || (chosen === newList && name.trim() === '')}
          onClick={() => begin(adding())}
        >
          {t('bulk.add', { count })}
        </Button>
      }
    >
      <Stack>
        <Select
          label={t('bulk.list')}
          value={chosen}
          options={[
            { value: '', label: t('bulk.chooseList') },
            ...(lists.data?.items ?? []).map((list) => ({
              value: String(list.id),
              label: list.name,
            })),
            { value: newList, label: t('bulk.newList') },
          ]}
          onChange={setChosen}
        />
        {chosen === newList && (
          <TextField label={t('bulk.listName')} value={name} onChange={setName} />
        )}
        {error !== undefined && <Trouble error={error} />}
      </Stack>
    </Dialog>
  )
}
