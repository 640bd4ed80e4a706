import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { eventKeys, type Webhook } from './webhook.ts'

/** Webhooks: whither, what they are told, how they stand. */
export function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] }) {
  const { t, format } = useText()
  return (
    <Table
      caption={t('settings.webhooks')}
      rows={webhooks}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'url',
          title: t('webhooks.receiver'),
          cell: ({ id, url, description }) => (
            <RowTitle
              title={
                <Link to={paths.settingsWebhook} params={{ id: String(id) }}>
                  {description === '' ? url : description}
                </Link>
              }
              note={description === '' ? undefined : url}
            />
          ),
        },
        {
          key: 'events',
          title: t('webhooks.told'),
          cell: ({ events, segments }) => (
            <Stack gap="small">
              <span>{events.map((each) => t(eventKeys[each])).join(', ')}</span>
              {segments !== null && (
                <span>{t('webhooks.ofSegments', { count: segments.length })}</span>
              )}
            </Stack>
          ),
        },
        {
          key: 'state',
          title: t('webhooks.state'),
          cell: ({ state }) => (
            <Tag left={state === 'disabled'}>{t(`webhooks.state_${state}`)}</Tag>
          ),
        },
        {
          key: 'waiting',
          title: t('webhooks.waiting'),
          numeric: true,
          cell: ({ waiting }) => format.count(waiting),
        },
      ]}
    />
  )
}
