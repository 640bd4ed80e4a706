import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask, useAsk } from '../client/ask.ts'
import type { Formats } from '../format.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Empty, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Days, Facts, Happening } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/customers/$id/timeline')

type TimelineEvent = Answer<typeof routes.customers.events>['items'][number]

/** All that she did, on whatever channel, latest first. */
export function CustomerTimeline() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const { event, channel } = route.useSearch()
  const events = useInfiniteQuery({
    queryKey: [routes.customers.events.path, id, event, channel],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(event === undefined ? {} : { name: event }),
        ...(channel === undefined ? {} : { channel }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }
      return await ask(routes.customers.events, { params: { id }, query }, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const all = events.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Panel title={t('customer.timeline')} actions={<Filters />}>
      <Stack>
        {events.isPending && <Waiting lines={6} />}
        {events.isError && <Trouble error={events.error} retry={() => void events.refetch()} />}
        {events.isSuccess && all.length === 0 && (
          <Empty title={t('customer.noEvents')}>{t('customer.noEventsWhy')}</Empty>
        )}
        <Days days={byDay(all, format)} keyOf={({ id: key }) => key}>
          {(each) => <EventLine event={each} />}
        </Days>
        {events.hasNextPage && (
          <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            {t('customers.more')}
          </Button>
        )}
      </Stack>
    </Panel>
  )
}

/** Only of one event, or of one channel: of those that there are of her, with how many. */
function Filters() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const { event = '', channel = '' } = route.useSearch()
  const navigate = useNavigate({ from: paths.customerTimeline })
  const kinds = useAsk(routes.customers.eventKinds, { params: { id } })
  const items = kinds.data?.items ?? []
  const option = (value: string, count: number) => ({
    value,
    label: t('customer.kind', { kind: value, count: format.count(count) }),
  })
  return (
    <Row>
      <Select
        label={t('customer.event')}
        labelHidden
        value={event}
        options={[
          { value: '', label: t('customer.anyEvent') },
          ...sums(items, 'name').map(([name, count]) => option(name, count)),
        ]}
        onChange={(next) => void navigate({ search: { event: next, channel } })}
      />
      <Select
        label={t('customer.channel')}
        labelHidden
        value={channel}
        options={[
          { value: '', label: t('customer.anyChannel') },
          ...sums(items, 'channel').map(([name, count]) => option(name, count)),
        ]}
        onChange={(next) => void navigate({ search: { event, channel: next } })}
      />
    </Row>
  )
}

function EventLine({ event }: { event: TimelineEvent }) {
  const { t, format } = useText()
  const { time, name, channel, properties } = event
  return (
    <Happening
      at={time}
      clock={format.clock(time)}
      title={name}
      brief={
        <>
          <Tag>{channel}</Tag> {briefOf(properties)}
        </>
      }
    >
      <Facts
        facts={[
          ...Object.entries(properties).map(([property, value]) => ({
            name: property,
            value: shown(value),
          })),
          { name: t('customer.source'), value: event.source },
        ]}
      />
    </Happening>
  )
}

/** What it was about, as far as an event says it in words that are usual. */
function briefOf(properties: TimelineEvent['properties']): string {
  const told = ['name', 'title', 'query', 'subject', 'order_id', 'category', 'path', 'total']
  return told
    .flatMap((name) => (properties[name] === undefined ? [] : [shown(properties[name])]))
    .slice(0, 3)
    .join(' · ')
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function byDay(events: readonly TimelineEvent[], format: Formats) {
  const days = new Map<string, TimelineEvent[]>()
  for (const event of events) {
    const day = format.day(event.time)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return [...days].map(([day, entries]) => ({ day, entries }))
}

function sums(
  items: Answer<typeof routes.customers.eventKinds>['items'],
  by: 'name' | 'channel',
): [string, number][] {
  const found = new Map<string, number>()
  for (const item of items) found.set(item[by], (found.get(item[by]) ?? 0) + item.count)
  return [...found].toSorted(([, a], [, b]) => b - a)
}
