import { getRouteApi } from '@tanstack/react-router'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { ask, download } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/members')

type Member = Answer<typeof routes.segments.members>['items'][number]

/** The stored members, page by page, and all of them as a file. */
export function SegmentMembers() {
  const { t } = useText()
  const { id } = route.useParams()
  const members = useInfiniteQuery({
    queryKey: [routes.segments.members.path, id],
    queryFn: async ({ pageParam, signal }) =>
      await ask(
        routes.segments.members,
        { params: { id }, query: pageParam === '' ? {} : { cursor: pageParam } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const rows = members.data?.pages.flatMap(({ items }) => items) ?? []
  const keep = (format: 'csv' | 'xlsx'): void => {
    const body = { segment: Number(id), format } as const
    download(routes.segments.export, { body }, `segment-${id}.${format}`).catch((error: unknown) =>
      says.failed(failureOf(error)),
    )
  }
  return (
    <Panel
      title={t('segment.members')}
      actions={
        <>
          <Button icon={Download} onClick={() => keep('csv')}>
            CSV
          </Button>
          <Button icon={Download} onClick={() => keep('xlsx')}>
            Excel
          </Button>
        </>
      }
    >
      {members.isPending && <Waiting lines={6} />}
      {members.isError && <Trouble error={members.error} />}
      {members.isSuccess && rows.length === 0 && <Note>{t('segment.noMembers')}</Note>}
      {rows.length > 0 && <Members rows={rows} />}
      {members.hasNextPage && (
        <Button busy={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
          {t('segment.moreMembers')}
        </Button>
      )}
    </Panel>
  )
}

function Members({ rows }: { rows: readonly Member[] }) {
  const { t, format } = useText()
  const shown = (value: unknown): string => (typeof value === 'string' ? value : '')
  return (
    <Table
      caption={t('segment.members')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('segment.who'),
          cell: ({ id, fields }) => shown(fields['name']) || t('words.nameless', { id }),
        },
        { key: 'email', title: t('segment.email'), cell: ({ fields }) => shown(fields['email']) },
        { key: 'city', title: t('segment.city'), cell: ({ fields }) => shown(fields['city']) },
        {
          key: 'created',
          title: t('segment.known'),
          spare: true,
          cell: ({ created }) => format.day(created),
        },
      ]}
    />
  )
}
