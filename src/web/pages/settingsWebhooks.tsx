import { Plus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Empty, Page, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { NewWebhook } from '../webhooks/newWebhook.tsx'
import { WebhookTable } from '../webhooks/webhookTable.tsx'

/** Who is told when customers enter and leave segments. */
export function SettingsWebhooks() {
  const { t } = useText()
  const may = useMay()
  const webhooks = useAsk(routes.webhooks.list, {}, { everyMs: 10_000 })
  const [making, setMaking] = useState(false)
  const items = webhooks.data?.items ?? []
  const make = may('integrations:manage') && (
    <Button look="first" icon={Plus} onClick={() => setMaking(true)}>
      {t('webhooks.new')}
    </Button>
  )
  return (
    <Page
      title={t('settings.webhooks')}
      lead={t('webhooks.lead')}
      actions={items.length > 0 && make}
    >
      {webhooks.isPending && <Waiting lines={6} />}
      {webhooks.isError && <Trouble error={webhooks.error} retry={() => void webhooks.refetch()} />}
      {webhooks.isSuccess && items.length === 0 && (
        <Empty title={t('webhooks.none')} action={make}>
          {t('webhooks.noneWhy')}
        </Empty>
      )}
      {items.length > 0 && <WebhookTable webhooks={items} />}
      {making && <NewWebhook onClose={() => setMaking(false)} />}
    </Page>
  )
}
