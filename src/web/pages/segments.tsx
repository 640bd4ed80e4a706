import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import type { Answer } from '../../api/route.ts'
import { answersTo } from '../answersTo.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { SearchField, Select } from '../ui/fields.tsx'
import { Empty, Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { SegmentCount } from '../ui/segmentCount.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments')

type Segment = Answer<typeof routes.segments.list>['items'][number]

/** So often it is asked who has entered and left meanwhile. */
const liveMs = 15_000

/** So many are shown at first. */
const pageSize = 100

/** The saved segments: in folders, by name, with how many are in each and how that went. */
export function SegmentsPage() {
  const { t, locale } = useText()
  const segments = useAsk(routes.segments.list, { query: { locale } }, { everyMs: liveMs })
  return (
    <Page
      title={t('segments.title')}
      lead={t('segments.lead')}
      actions={
        <>
          <LinkButton to={paths.templates}>{t('segments.templates')}</LinkButton>
          <LinkButton look="first" icon={Plus} to={paths.newSegment}>
            {t('segments.new')}
          </LinkButton>
        </>
      }
    >
      {segments.isPending && <Waiting lines={8} />}
      {segments.isError && <Trouble error={segments.error} retry={() => void segments.refetch()} />}
      {segments.data?.items.length === 0 && (
        <Empty
          title={t('segments.none')}
          action={
            <LinkButton look="first" to={paths.templates}>
              {t('segments.templates')}
            </LinkButton>
          }
        >
          {t('segments.noneWhy')}
        </Empty>
      )}
      {segments.data !== undefined && segments.data.items.length > 0 && (
        <Segments all={segments.data.items} />
      )}
    </Page>
  )
}

function Segments({ all }: { all: readonly Segment[] }) {
  const { t } = useText()
  const { q = '', folder } = route.useSearch()
  const navigate = useNavigate({ from: paths.segments })
  const [most, setMost] = useState(pageSize)
  const found = useFound(all)
  return (
    <Stack>
      <Row>
        <SearchField
          label={t('segments.search')}
          value={q}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, q: next }), replace: true })
          }
        />
        <Folders folder={folder} />
        <Sort />
      </Row>
      {found.length === 0 && <Note>{t('segments.noneFound', { q })}</Note>}
      {found.length > 0 && <SegmentTable rows={found.slice(0, most)} />}
      {found.length > most && (
        <Button onClick={() => setMost(most + pageSize)}>
          {t('segments.more', { count: found.length - most })}
        </Button>
      )}
    </Stack>
  )
}

function Folders({ folder }: { folder: number | undefined }) {
  const { t } = useText()
  const navigate = useNavigate({ from: paths.segments })
  const folders = useAsk(routes.folders.list, {})
  const items = folders.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Select
      label={t('segments.folder')}
      labelHidden
      value={folder === undefined ? '' : String(folder)}
      options={[
        { value: '', label: t('segments.allFolders') },
        ...items.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(value) =>
        void navigate({
          search: ({ q, sort }) => ({
            ...(q === undefined ? {} : { q }),
            ...(sort === undefined ? {} : { sort }),
            ...(value === '' ? {} : { folder: Number(value) }),
          }),
        })
      }
    />
  )
}

function Sort() {
  const { t } = useText()
  const { sort = 'name' } = route.useSearch()
  const navigate = useNavigate({ from: paths.segments })
  return (
    <Select
      label={t('segments.sort')}
      labelHidden
      value={sort}
      options={[
        { value: 'name', label: t('segments.byName') },
        { value: 'size', label: t('segments.bySize') },
        { value: 'updated', label: t('segments.byUpdated') },
      ]}
      onChange={(next) => void navigate({ search: (old) => ({ ...old, sort: next }) })}
    />
  )
}

function SegmentTable({ rows }: { rows: readonly Segment[] }) {
  const { t, format } = useText()
  const status = useAsk(routes.status.read, {})
  return (
    <Table
      caption={t('segments.title')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('segments.name'),
          cell: ({ id, name, reading }) => (
            <RowTitle
              title={
                <Link to={paths.segment} params={{ id: String(id) }}>
                  {name}
                </Link>
              }
              note={reading}
            />
          ),
        },
        {
          key: 'size',
          title: t('segments.size'),
          plain: true,
          cell: ({ id, size }) => (
            <SegmentCount segment={id} n={size?.count ?? null} customers={status.data?.customers} />
          ),
        },
        {
          key: 'updated',
          title: t('segments.updated'),
          spare: true,
          cell: ({ updated }) => format.day(updated),
        },
      ]}
    />
  )
}

/** Of all of them those that were asked for, in the order that was asked for. */
function useFound(all: readonly Segment[]): readonly Segment[] {
  const { format } = useText()
  const { q = '', folder, sort = 'name' } = route.useSearch()
  const wanted = useDeferredValue(q)
  const found = all.filter(
    (each) =>
      (folder === undefined || each.folder === folder) &&
      (answersTo(each.name, wanted) || answersTo(each.reading, wanted)),
  )
  return found.toSorted((a, b) => {
    if (sort === 'size') return (b.size?.count ?? 0) - (a.size?.count ?? 0)
    if (sort === 'updated') return a.updated < b.updated ? 1 : -1
    return format.compare(a.name, b.name)
  })
}
