import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { instantOf } from '../settings/instants.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Row } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const hourMs = 3_600_000

/** Tells a webhook once more of what was noticed since an instant, by the shop's clocks. */
export function Replay({ webhook, onClose }: { webhook: number; onClose: () => void }) {
  const { t, format } = useText()
  const shop = useAsk(routes.shop.read, {})
  const [from, setFrom] = useState(() =>
    format.wallClock(new Date(Date.now() - hourMs).toISOString()),
  )
  const [to, setTo] = useState('')
  const zone = shop.data?.timezone
  const replay = useTell(routes.webhooks.replay, {
    changes: [routes.webhooks.list.path],
    done: t('webhooks.replayed'),
    after: onClose,
    shown: true,
  })
  const send = (): void => {
    if (zone === undefined || from === '') return
    const until = to === '' ? {} : { to: instantOf(to, zone) }
    replay.mutate({ params: { id: webhook }, body: { from: instantOf(from, zone), ...until } })
  }
  return (
    <Dialog open onClose={onClose} title={t('webhooks.replay')}>
      <Form onSubmit={send}>
        <Note>{t('webhooks.replayWhat')}</Note>
        <TextField
          label={t('webhooks.from')}
          type="datetime-local"
          required
          value={from}
          onChange={setFrom}
        />
        <TextField
          label={t('webhooks.to')}
          hint={t('webhooks.toHint')}
          type="datetime-local"
          value={to}
          onChange={setTo}
        />
        {replay.isError && <Trouble error={replay.error} />}
        <Row>
          <Button type="submit" look="first" busy={replay.isPending} disabled={from === ''}>
            {t('webhooks.replayNow')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}
