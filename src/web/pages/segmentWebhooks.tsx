import { getRouteApi } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { hears } from '../webhooks/webhook.ts'
import { NewWebhook } from '../webhooks/newWebhook.tsx'
import { WebhookTable } from '../webhooks/webhookTable.tsx'

const route = getRouteApi('/inside/segments/$id/webhooks')

/** Which webhooks are told when somebody enters this segment or leaves it, and one more for it. */
export function SegmentWebhooks() {
  const { t } = useText()
  const may = useMay()
  const { id } = route.useParams()
  const segment = Number(id)
  const webhooks = useAsk(routes.webhooks.list, {}, { everyMs: 10_000 })
  const [making, setMaking] = useState(false)
  const heard = (webhooks.data?.items ?? []).filter((webhook) => hears(webhook, segment))
  return (
    <Panel
      title={t('webhooks.ofSegment')}
      note={t('webhooks.ofSegmentNote')}
      actions={
        may('integrations:manage') && (
          <Button icon={Plus} onClick={() => setMaking(true)}>
            {t('webhooks.newOfSegment')}
          </Button>
        )
      }
    >
      {webhooks.isPending && <Waiting />}
      {webhooks.isError && <Trouble error={webhooks.error} retry={() => void webhooks.refetch()} />}
      {webhooks.isSuccess && heard.length === 0 && <Note>{t('webhooks.noneOfSegment')}</Note>}
      {heard.length > 0 && <WebhookTable webhooks={heard} />}
      {making && <NewWebhook segment={segment} onClose={() => setMaking(false)} />}
    </Panel>
  )
}
