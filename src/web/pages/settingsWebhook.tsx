import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Page, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { Deliveries } from '../webhooks/deliveries.tsx'
import { WebhookActions } from '../webhooks/webhookActions.tsx'
import { WebhookFacts } from '../webhooks/webhookFacts.tsx'

const route = getRouteApi('/inside/settings/webhooks/$id')
const liveMs = 5_000

/** One webhook: how it stands, what can be done with it, what it was told. */
export function SettingsWebhook() {
  const { t } = useText()
  const { id } = route.useParams()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const webhook = useAsk(routes.webhooks.read, { params: { id } }, { everyMs: liveMs })
  if (webhook.isPending) {
    return (
      <Page title={t('webhooks.one')}>
        <Waiting lines={8} />
      </Page>
    )
  }
  if (webhook.isError) {
    return (
      <Page title={t('webhooks.one')}>
        <Trouble error={webhook.error} retry={() => void webhook.refetch()} />
      </Page>
    )
  }
  const { url, description } = webhook.data
  return (
    <Page
      title={description === '' ? new URL(url).host : description}
      lead={url}
      actions={<WebhookActions webhook={webhook.data} />}
    >
      <WebhookFacts webhook={webhook.data} />
      <Deliveries
        webhook={webhook.data.id}
        state={state}
        onState={(next) =>
          void navigate({ search: next === undefined ? {} : { state: next }, replace: false })
        }
      />
    </Page>
  )
}
