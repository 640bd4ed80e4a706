import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { webhookEvents } from './webhook.ts'
import { WebhookForm } from './webhookForm.tsx'

/** Makes a webhook, of one segment where it is asked for from there; its secret is shown this once. */
export function NewWebhook({ segment, onClose }: { segment?: number; onClose: () => void }) {
  const { t } = useText()
  const create = useTell(routes.webhooks.create, {
    changes: [routes.webhooks.list.path],
    shown: true,
  })
  const { data } = create
  if (data === undefined) {
    return (
      <Dialog open onClose={onClose} title={t('webhooks.new')}>
        <WebhookForm
          begin={{
            url: '',
            description: '',
            events: [...webhookEvents],
            segments: segment === undefined ? null : [segment],
            identifiers: ['user_id'],
          }}
          action={t('webhooks.make')}
          busy={create.isPending}
          error={create.error}
          onSave={(body) => create.mutate({ body })}
        />
      </Dialog>
    )
  }
  return (
    <Dialog open onClose={onClose} title={t('webhooks.made')}>
      <Stack>
        <Secret label={t('webhooks.secret')} value={data.secret} />
        <Note>{t('webhooks.secretNote')}</Note>
        <Row>
          <LinkButton to={paths.settingsWebhook} params={{ id: String(data.id) }}>
            {t('webhooks.open')}
          </LinkButton>
        </Row>
      </Stack>
    </Dialog>
  )
}
