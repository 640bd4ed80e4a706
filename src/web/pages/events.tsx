import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Radio } from 'lucide-react'
import { useDeferredValue } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { answersTo } from '../answersTo.ts'
import { useAsk } from '../client/ask.ts'
import { textOf, whoDid } from '../conditionText.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { SearchField, Select } from '../ui/fields.tsx'
import { Empty, Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/events')

type EventName = Answer<typeof routes.eventNames.list>['items'][number]

const liveMs = 30_000

/** Which events there are, how many, since when and from where. */
export function EventsPage() {
  const { t } = useText()
  const events = useAsk(routes.eventNames.list, {}, { everyMs: liveMs })
  return (
    <Page
      title={t('events.title')}
      lead={t('events.lead')}
      actions={
        <LinkButton icon={Radio} to={paths.liveEvents}>
          {t('events.live')}
        </LinkButton>
      }
    >
      {events.isPending && <Waiting lines={8} />}
      {events.isError && <Trouble error={events.error} retry={() => void events.refetch()} />}
      {events.data?.items.length === 0 && (
        <Empty
          title={t('events.none')}
          action={<LinkButton to={paths.liveEvents}>{t('events.watch')}</LinkButton>}
        >
          {t('events.noneWhy')}
        </Empty>
      )}
      {events.data !== undefined && events.data.items.length > 0 && (
        <Names all={events.data.items} />
      )}
    </Page>
  )
}

function Names({ all }: { all: readonly EventName[] }) {
  const { t, format } = useText()
  const { q = '', sort = 'count' } = route.useSearch()
  const navigate = useNavigate({ from: paths.events })
  const wanted = useDeferredValue(q)
  const rows = all
    .filter(({ name, sources }) => [name, ...sources].some((text) => answersTo(text, wanted)))
    .toSorted((a, b) => {
      if (sort === 'name') return format.compare(a.name, b.name)
      return sort === 'last' ? (a.last < b.last ? 1 : -1) : b.count - a.count
    })
  return (
    <Stack>
      <Row>
        <SearchField
          label={t('events.search')}
          value={q}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, q: next }), replace: true })
          }
        />
        <Select
          label={t('events.sort')}
          labelHidden
          value={sort}
          options={(['count', 'name', 'last'] as const).map((value) => ({
            value,
            label: t(`events.by_${value}`),
          }))}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, sort: next }) })}
        />
      </Row>
      {rows.length === 0 ? <Note>{t('events.noneFound', { q })}</Note> : <NameTable rows={rows} />}
    </Stack>
  )
}

/** How far back the columns of volumes go. */
const windows = [
  { key: 'lastDay', window: { type: 'last', n: 24, unit: 'hours' } },
  { key: 'lastWeek', window: { type: 'last', n: 7, unit: 'days' } },
  { key: 'lastMonth', window: { type: 'last', n: 30, unit: 'days' } },
] as const

function NameTable({ rows }: { rows: readonly EventName[] }) {
  const { t, format } = useText()
  return (
    <Table
      caption={t('events.title')}
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        {
          key: 'name',
          title: t('events.name'),
          cell: ({ name, sources }) => (
            <RowTitle
              title={
                <Link to={paths.event} params={{ name }}>
                  {name}
                </Link>
              }
              note={sources.join(', ')}
            />
          ),
        },
        ...windows.map(({ key, window }) => ({
          key,
          title: t(`events.${key}`),
          numeric: true,
          cell: (row: EventName) =>
            row[key] === 0 ? (
              format.count(0)
            ) : (
              <Link
                to={paths.customers}
                search={{ filter: textOf(whoDid(row.name, window)) }}
                title={t('events.whoDid')}
              >
                {format.count(row[key])}
              </Link>
            ),
        })),
        {
          key: 'count',
          title: t('events.count'),
          numeric: true,
          // The day that has begun is not over yet.
          cell: ({ count, days }) => <Count n={count} trend={days.slice(0, -1)} />,
        },
        {
          key: 'first',
          title: t('events.first'),
          spare: true,
          cell: ({ first }) => format.day(first),
        },
        { key: 'last', title: t('events.last'), cell: ({ last }) => format.moment(last) },
      ]}
    />
  )
}
