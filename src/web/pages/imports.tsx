import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import { ask } from '../client/ask.ts'
import type { ListedRun } from '../imports/run.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty, Page, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** What was brought in, changed at once and taken back, latest first. */
export function ImportsPage() {
  const { t } = useText()
  const runs = useInfiniteQuery({
    queryKey: [routes.imports.list.path],
    queryFn: async ({ pageParam, signal }) =>
      await ask(
        routes.imports.list,
        { query: pageParam === '' ? {} : { cursor: pageParam } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const rows = runs.data?.pages.flatMap(({ items }) => items) ?? []
  const begin = (
    <LinkButton look="first" icon={Upload} to={paths.newImport}>
      {t('imports.begin')}
    </LinkButton>
  )
  return (
    <Page title={t('imports.title')} lead={t('imports.lead')} actions={begin}>
      {runs.isPending && <Waiting lines={6} />}
      {runs.isError && <Trouble error={runs.error} retry={() => void runs.refetch()} />}
      {runs.isSuccess && rows.length === 0 && (
        <Empty title={t('imports.none')}>{t('imports.noneWhy')}</Empty>
      )}
      <Stack>
        {rows.length > 0 && <Runs rows={rows} />}
        {runs.hasNextPage && (
          <Button busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {t('customers.more')}
          </Button>
        )}
      </Stack>
    </Page>
  )
}

function Runs({ rows }: { rows: readonly ListedRun[] }) {
  const { t, format } = useText()
  return (
    <Table
      caption={t('imports.title')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'file',
          title: t('imports.file'),
          cell: ({ id, fileName }) => (
            <Link to={paths.import} params={{ id: String(id) }}>
              {fileName}
            </Link>
          ),
        },
        { key: 'kind', title: t('imports.kind'), cell: ({ kind }) => t(`imports.kind_${kind}`) },
        {
          key: 'state',
          title: t('imports.state'),
          cell: ({ state, undoneBy }) => (
            <Tag left={state === 'failed' || undoneBy !== null}>
              {undoneBy === null ? t(`imports.state_${state}`) : t('imports.undone')}
            </Tag>
          ),
        },
        {
          key: 'rows',
          title: t('imports.rows'),
          numeric: true,
          cell: ({ result }) =>
            result !== null && 'rows' in result ? format.count(result.rows) : '',
        },
        { key: 'at', title: t('segment.when'), cell: ({ created }) => format.moment(created) },
      ]}
    />
  )
}
