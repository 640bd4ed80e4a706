import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { Users } from '../fields/fieldUsage.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { Note, Row, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { List } from './list.ts'

/** What can be done with a list as a whole. */
export function ListMenu({ list }: { list: List }) {
  const { t } = useText()
  const may = useMay()
  const navigate = useNavigate()
  const [doing, setDoing] = useState<'rename' | 'remove'>()
  if (!may('segments:write')) return null
  const condition = JSON.stringify({ type: 'list', list: list.id })
  const close = (): void => setDoing(undefined)
  return (
    <>
      <Menu
        label={t('lists.actionsOf', { name: list.name })}
        text={t('lists.actions')}
        groups={[
          [
            { label: t('lists.rename'), onSelect: () => setDoing('rename') },
            {
              label: t('lists.asSegment'),
              onSelect: () => void navigate({ to: paths.newSegment, search: { condition } }),
            },
          ],
          [{ label: t('lists.remove'), danger: true, onSelect: () => setDoing('remove') }],
        ]}
      />
      {doing === 'rename' && <Rename list={list} onClose={close} />}
      {doing === 'remove' && <Remove list={list} onClose={close} />}
    </>
  )
}

function Rename({ list, onClose }: { list: List; onClose: () => void }) {
  const { t } = useText()
  const [name, setName] = useState(list.name)
  const change = useTell(routes.lists.edit, {
    changes: ['/api/lists', '/api/segments'],
    done: t('lists.renamed', { name: name.trim() }),
    shown: true,
    after: onClose,
  })
  const isSame = name.trim() === '' || name.trim() === list.name
  const submit = (): void => {
    if (!isSame) change.mutate({ params: { id: list.id }, body: { name: name.trim() } })
  }
  return (
    <Dialog open onClose={onClose} title={t('lists.rename')}>
      <Form onSubmit={submit}>
        <TextField label={t('lists.name')} value={name} autoFocus onChange={setName} />
        {change.isError && <Trouble error={change.error} />}
        <Row>
          <Button type="submit" look="first" busy={change.isPending} disabled={isSame}>
            {t('lists.renameIt')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}

/** As long as somebody decides on it, what speaks of a list is asked again so often. */
const usageMs = 3_000

/** Removing a list cannot be undone, so that it is asked; what speaks of it keeps it. */
function Remove({ list, onClose }: { list: List; onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const params = { id: list.id }
  const usage = useAsk(routes.lists.usage, { params }, { everyMs: usageMs })
  const remove = useTell(routes.lists.remove, {
    changes: ['/api/lists'],
    done: t('lists.removed', { name: list.name }),
    shown: true,
    after: () => {
      onClose()
      void navigate({ to: paths.lists })
    },
  })
  const { segments = [], fields = [], promotions = [] } = usage.data ?? {}
  const isKept = segments.length + fields.length + promotions.length > 0
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('lists.removeTitle', { name: list.name })}
      actions={
        <>
          <Button onClick={onClose}>{t('lists.keep')}</Button>
          <Button
            look="danger"
            busy={remove.isPending}
            disabled={usage.data === undefined || isKept}
            onClick={() => remove.mutate({ params })}
          >
            {t('lists.remove')}
          </Button>
        </>
      }
    >
      <Stack>
        {usage.isPending && <Waiting />}
        {usage.isError && <Trouble error={usage.error} />}
        {usage.data !== undefined && (
          <Note>{isKept ? t('lists.isKept') : t('lists.removeNote', { count: list.members })}</Note>
        )}
        {usage.data !== undefined && <ListUsers usage={usage.data} />}
        {remove.isError && <Trouble error={remove.error} />}
      </Stack>
    </Dialog>
  )
}

/** What speaks of a list. */
export function ListUsers({
  usage: { segments, fields, promotions, views },
}: {
  usage: Answer<typeof routes.lists.usage>
}) {
  return <Users usage={{ segments, calculated: fields, promotions, views }} />
}
