import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import { useFields } from '../client/fields.ts'
import { valueText } from '../people/fields.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/customers/$id/history')

type Entry = Answer<typeof routes.customers.history>['items'][number]

/** Each value that she had, who said it and when; her identifiers too. */
export function CustomerHistory() {
  const { t } = useText()
  const { id } = route.useParams()
  const history = useInfiniteQuery({
    queryKey: [routes.customers.history.path, id],
    queryFn: async ({ pageParam, signal }) =>
      await ask(
        routes.customers.history,
        { params: { id }, query: pageParam === '' ? {} : { cursor: pageParam } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const rows = history.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Panel title={t('customer.history')} note={t('customer.historyNote')}>
      {history.isPending && <Waiting lines={6} />}
      {history.isError && <Trouble error={history.error} />}
      {history.isSuccess && rows.length === 0 && <Note>{t('customer.noHistory')}</Note>}
      {rows.length > 0 && <Entries rows={rows} />}
      {history.hasNextPage && (
        <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('customers.more')}
        </Button>
      )}
    </Panel>
  )
}

function Entries({ rows }: { rows: readonly Entry[] }) {
  const { t, format } = useText()
  const fields = useFields()
  const place = new Map(rows.map((row, i) => [row, i]))
  const text = (name: string, value: unknown): string => {
    const type = fields.find((field) => field.name === name)?.type ?? 'text'
    return valueText(type, value, t, format) || t('words.noValue')
  }
  return (
    <Table
      caption={t('customer.history')}
      rows={rows}
      keyOf={(row) => place.get(row) ?? 0}
      columns={[
        {
          key: 'what',
          title: t('segment.what'),
          cell: (row) => {
            if (row.what === 'value') {
              return fields.find(({ name }) => name === row.field)?.label ?? row.field
            }
            return t(whats[row.what])
          },
        },
        {
          key: 'before',
          title: t('bulk.before'),
          cell: (row) => (row.what === 'value' ? text(row.field, row.old) : ''),
        },
        {
          key: 'after',
          title: t('bulk.after'),
          cell: (row) => {
            if (row.what === 'value') return text(row.field, row.new)
            return 'value' in row ? `${row.kind}: ${row.value}` : ''
          },
        },
        {
          key: 'source',
          title: t('customer.source'),
          cell: (row) => (row.what === 'value' ? row.source : ''),
        },
        {
          key: 'at',
          title: t('segment.when'),
          cell: (row) => format.moment(row.what === 'value' ? row.at : row.noticed),
        },
      ]}
    />
  )
}

const whats = {
  identifier: 'customer.identifierCame',
  'identifier lost': 'customer.identifierWent',
  made: 'customer.made',
  removed: 'customer.removed',
} as const
