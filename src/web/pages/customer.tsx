import { getRouteApi, Outlet } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { TabLink, Tabs } from '../ui/tabs.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/customers/$id')

/** One customer: who she is; below, one of the parts of her page. */
export function CustomerPage() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const customer = useAsk(routes.customers.read, { params: { id } })
  if (customer.isPending) {
    return (
      <Page title={t('customer.title')}>
        <Waiting lines={8} />
      </Page>
    )
  }
  if (customer.isError) {
    return (
      <Page title={t('customer.title')}>
        <Trouble error={customer.error} retry={() => void customer.refetch()} />
      </Page>
    )
  }
  const { fields, created, known } = customer.data
  const text = (name: string): string => {
    const value = fields[name]
    return typeof value === 'string' ? value : ''
  }
  const place = [text('city'), text('state')].filter((part) => part !== '').join(', ')
  const facts = [text('email'), text('phone'), place].filter((fact) => fact !== '')
  return (
    <Page title={text('name') === '' ? t('words.nameless', { id }) : text('name')}>
      <Stack>
        <Row gap="middle">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {!known && <Tag>{t('customer.anonymous')}</Tag>}
          <Note>{t('customer.since', { day: format.day(created) })}</Note>
        </Row>
        <Tabs label={t('customer.parts')}>
          <TabLink to={paths.customer} params={{ id }} activeOptions={{ exact: true }}>
            {t('customer.form')}
          </TabLink>
          <TabLink to={paths.customerTimeline} params={{ id }}>
            {t('customer.timeline')}
          </TabLink>
          <TabLink to={paths.customerSegments} params={{ id }}>
            {t('customer.segments')}
          </TabLink>
          <TabLink to={paths.customerHistory} params={{ id }}>
            {t('customer.history')}
          </TabLink>
          <TabLink to={paths.customerData} params={{ id }}>
            {t('customer.data')}
          </TabLink>
        </Tabs>
      </Stack>
      <Outlet />
    </Page>
  )
}
