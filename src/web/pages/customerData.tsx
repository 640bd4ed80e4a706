import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Code, Facts } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/customers/$id/data')

/** By what she is known, what she allowed, what is known of where she is, and all of it as the API says it. */
export function CustomerData() {
  const { t } = useText()
  const { id } = route.useParams()
  const query = { provenance: 'true' as const }
  const customer = useAsk(routes.customers.read, { params: { id }, query })
  if (customer.isPending) return <Waiting lines={8} />
  if (customer.isError) return <Trouble error={customer.error} />
  const { identifiers, place } = customer.data
  const known = Object.entries(identifiers)
  const placed = Object.entries(place)
  return (
    <Stack>
      <Panel title={t('customer.identifiers')} note={t('customer.identifiersNote')}>
        <Facts
          facts={[
            { name: 'id', value: id },
            ...known.map(([kind, values]) => ({ name: kind, value: values.join(', ') })),
          ]}
        />
      </Panel>
      <Panel title={t('customer.consents')}>
        <Consents />
      </Panel>
      {placed.length > 0 && (
        <Panel title={t('customer.place')}>
          <Facts
            facts={placed.map(([name, value]) => ({
              name,
              value: typeof value === 'string' ? value : JSON.stringify(value),
            }))}
          />
        </Panel>
      )}
      <Panel title={t('customer.raw')} note={t('customer.rawNote')}>
        <Code label={t('customer.raw')}>{JSON.stringify(customer.data, null, 2)}</Code>
      </Panel>
    </Stack>
  )
}

function Consents() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const consents = useAsk(routes.customers.consents, { params: { id } })
  if (consents.isPending) return <Waiting />
  if (consents.isError) return <Trouble error={consents.error} />
  if (consents.data.items.length === 0) return <Note>{t('customer.noConsents')}</Note>
  return (
    <Table
      caption={t('customer.consents')}
      rows={consents.data.items}
      keyOf={({ purpose, channel, at }) => `${purpose} ${channel} ${at}`}
      columns={[
        { key: 'purpose', title: t('customer.purpose'), cell: ({ purpose }) => purpose },
        { key: 'channel', title: t('customer.channel'), cell: ({ channel }) => channel },
        {
          key: 'state',
          title: t('customer.answer'),
          cell: ({ state }) => <Tag left={state === 'denied'}>{t(`customer.${state}`)}</Tag>,
        },
        { key: 'at', title: t('segment.when'), cell: ({ at }) => format.moment(at) },
        { key: 'source', title: t('customer.source'), cell: ({ source }) => source },
      ]}
    />
  )
}
