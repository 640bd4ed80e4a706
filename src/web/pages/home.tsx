import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { Charts } from '../home/charts.tsx'
import { FirstSteps, isBegun } from '../home/firstSteps.tsx'
import { Movers } from '../home/movers.tsx'
import { Numbers } from '../home/numbers.tsx'
import { UnderWay } from '../home/underWay.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Select } from '../ui/fields.tsx'
import { Grid, Note, Page, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/')

const liveMs = 30_000
const firstMs = 3_000

/** What changed of late: sales, segments, what came in. Of an empty shop, what to do first. */
export function HomePage() {
  const { t } = useText()
  const status = useAsk(
    routes.status.read,
    {},
    { everyMs: (latest) => (latest === undefined || isBegun(latest) ? liveMs : firstMs) },
  )
  const isEmpty = status.data?.customers === 0
  return (
    <Page title={t('home.title')} lead={t('home.lead')} actions={!isEmpty && <Period />}>
      {status.isPending && <Waiting lines={10} />}
      {status.isError && <Trouble error={status.error} retry={() => void status.refetch()} />}
      {status.data !== undefined && (
        <Stack gap="large">
          {!isBegun(status.data) && <FirstSteps status={status.data} />}
          {!isEmpty && <Changes customers={status.data.customers} />}
        </Stack>
      )}
    </Page>
  )
}

/** The chosen days, and whether they are shown one by one. */
function usePeriod(): { readonly days: '7' | '30' | '90'; readonly by: 'day' | 'week' } {
  const { days = '30', by } = route.useSearch()
  return { days, by: by ?? (days === '90' ? 'week' : 'day') }
}

function Period() {
  const { t } = useText()
  const { days, by } = usePeriod()
  const navigate = useNavigate({ from: paths.home })
  return (
    <>
      <Select
        label={t('home.period')}
        labelHidden
        value={days}
        options={(['7', '30', '90'] as const).map((value) => ({
          value,
          label: t('home.days', { count: Number(value) }),
        }))}
        onChange={(next) => void navigate({ search: { days: next } })}
      />
      <Select
        label={t('segment.by')}
        labelHidden
        value={by}
        options={(['day', 'week'] as const).map((value) => ({
          value,
          label: t(`stretch.${value}`),
        }))}
        onChange={(next) => void navigate({ search: { days, by: next } })}
      />
    </>
  )
}

function Changes({ customers }: { customers: number }) {
  const { t, format } = useText()
  const { days, by } = usePeriod()
  const activity = useAsk(
    routes.activity.read,
    { query: { days: Number(days), by } },
    { everyMs: liveMs, keep: true },
  )
  if (activity.isPending) return <Waiting lines={10} />
  if (activity.isError) {
    return <Trouble error={activity.error} retry={() => void activity.refetch()} />
  }
  const { total, before, asOf } = activity.data
  return (
    <Stack gap="large">
      <Stack gap="small">
        <Numbers activity={activity.data} />
        <Note>
          {t('home.asOf', {
            at: format.clock(asOf),
            from: format.date(total.firstDay),
            to: format.date(total.lastDay),
            since: format.date(before.firstDay),
            until: format.moment(before.to),
          })}
        </Note>
      </Stack>
      <Movers from={total.from} customers={customers} />
      <Grid of="halves">
        <Charts activity={activity.data} by={by} />
        <UnderWay />
      </Grid>
    </Stack>
  )
}
