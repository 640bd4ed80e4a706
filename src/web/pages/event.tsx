import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Shapes } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Window } from '../../domain/segment/condition.ts'
import { Figure } from '../charts/figure.tsx'
import type { Series } from '../charts/series.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { inDays, textOf, whoDid } from '../conditionText.ts'
import { Properties } from '../events/properties.tsx'
import { Samples } from '../events/samples.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Page, Stack, Waiting } from '../ui/page.tsx'
import { Facts } from '../ui/records.tsx'
import { Tile, Tiles } from '../ui/tile.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/events/$name')

type Described = Answer<typeof routes.eventNames.read>

const liveMs = 30_000

/** The events of one name: how many when, what they say, the latest of them. */
export function EventPage() {
  const { t } = useText()
  const { name } = route.useParams()
  const { days = '30' } = route.useSearch()
  const may = useMay()
  const mayWrite = may('segments:write')
  const maySee = may('customers:read')
  const event = useAsk(
    routes.eventNames.read,
    { params: { name }, query: { days: Number(days) } },
    { everyMs: liveMs, keep: true },
  )
  return (
    <Page
      title={name}
      lead={<Link to={paths.events}>{t('events.all')}</Link>}
      actions={
        <>
          <Days />
          {mayWrite && (
            <LinkButton
              look="first"
              icon={Shapes}
              to={paths.newSegment}
              search={{ condition: JSON.stringify(whoDid(name)) }}
            >
              {t('events.segment')}
            </LinkButton>
          )}
        </>
      }
    >
      {event.isPending && <Waiting lines={10} />}
      {event.isError && <Trouble error={event.error} retry={() => void event.refetch()} />}
      {event.data !== undefined && (
        <Stack gap="large">
          <Volumes event={event.data} />
          <Course event={event.data} />
          <Properties event={event.data} />
          {maySee && <Samples name={event.data.name} />}
        </Stack>
      )}
    </Page>
  )
}

function Days() {
  const { t } = useText()
  const { days = '30' } = route.useSearch()
  const navigate = useNavigate({ from: paths.event })
  return (
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
  )
}

function Volumes({ event }: { event: Described }) {
  const { t, format } = useText()
  const { name, sources, channels, first, last } = event
  const volumes: { label: string; n: number; window?: Window }[] = [
    {
      label: t('events.lastDay'),
      n: event.lastDay,
      window: { type: 'last', n: 24, unit: 'hours' },
    },
    {
      label: t('events.lastWeek'),
      n: event.lastWeek,
      window: { type: 'last', n: 7, unit: 'days' },
    },
    {
      label: t('events.lastMonth'),
      n: event.lastMonth,
      window: { type: 'last', n: 30, unit: 'days' },
    },
    { label: t('events.count'), n: event.count },
  ]
  const counted = (values: Described['sources']): string =>
    values
      .map(({ value, count }) =>
        t('events.counted', { value: value || t('words.noValue'), count: format.count(count) }),
      )
      .join(' · ')
  return (
    <Stack>
      <Tiles>
        {volumes.map(({ label, n, window }) => (
          <Tile
            key={label}
            label={label}
            number={
              <Link to={paths.customers} search={{ filter: textOf(whoDid(name, window)) }}>
                {format.count(n)}
              </Link>
            }
          />
        ))}
      </Tiles>
      <Facts
        facts={[
          { name: t('events.first'), value: format.moment(first) },
          { name: t('events.last'), value: format.moment(last) },
          { name: t('events.sources'), value: counted(sources) },
          { name: t('events.channels'), value: counted(channels) },
        ]}
      />
    </Stack>
  )
}

function Course({ event: { name, days } }: { event: Described }) {
  const { t, format } = useText()
  const navigate = useNavigate()
  const steps = useMemo(() => days.map(({ day }) => format.shortDate(day)), [days, format])
  const series = useMemo(
    (): Series[] => [
      {
        name: t('events.customers'),
        kind: 'line',
        token: '--edge',
        values: days.map(({ customers }) => customers),
      },
      {
        name: t('events.title'),
        kind: 'line',
        token: '--ink',
        values: days.map(({ count }) => count),
      },
    ],
    [days, t],
  )
  const open = useCallback(
    (_series: string, step: number): void => {
      const day = days[step]?.day
      if (day === undefined) return
      const filter = textOf(whoDid(name, inDays({ firstDay: day, lastDay: day })))
      void navigate({ to: paths.customers, search: { filter } })
    },
    [days, name, navigate],
  )
  return (
    <Figure
      title={t('events.byDay')}
      note={t('home.openMark')}
      steps={steps}
      series={series}
      onMark={open}
    />
  )
}
