import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Count } from '../ui/count.tsx'
import { InlineOpener } from '../ui/inline.tsx'
import { Dots, Heat } from '../ui/marks.tsx'
import { Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Pick } from '../ui/pick.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/overlap')

type Overlap = Answer<typeof routes.analysis.overlap>

/** All ways of being in several are shown of so many. */
const mostOthers = 5

/** Who of the segment is in others too: in which together, and by two as a matrix. */
export function SegmentOverlap() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const { others } = route.useSearch()
  const navigate = useNavigate({ from: paths.segmentOverlap })
  const all = useAsk(routes.segments.list, { query: { locale } })
  const rest = (all.data?.items ?? []).filter((each) => String(each.id) !== id)
  const largest = rest.toSorted((a, b) => (b.size?.count ?? 0) - (a.size?.count ?? 0))
  const chosen =
    others?.split(',').filter((each) => each !== '') ??
    largest.slice(0, 3).map((each) => String(each.id))
  const overlap = useAsk(
    routes.analysis.overlap,
    { body: { segments: [Number(id), ...chosen.map(Number)] } },
    { when: all.isSuccess && chosen.length > 0, keep: true },
  )
  return (
    <Stack gap="large">
      <Row>
        <Note>{t('overlap.with')}</Note>
        <InlineOpener
          label={t('overlap.choose')}
          text={t('overlap.chosen', { count: chosen.length })}
        >
          <Pick
            label={t('overlap.choose')}
            chosen={chosen}
            free={false}
            options={rest.map((each) => ({
              value: String(each.id),
              label: each.name,
              ...(each.size === null ? {} : { count: each.size.count }),
            }))}
            onSearch={() => {}}
            onChange={(next) =>
              void navigate({ search: { others: next.slice(-mostOthers).join(',') } })
            }
          />
        </InlineOpener>
      </Row>
      {overlap.isPending && chosen.length > 0 && <Waiting lines={6} />}
      {overlap.isError && <Trouble error={overlap.error} />}
      {overlap.data !== undefined && (
        <>
          <Together overlap={overlap.data} />
          <Matrix overlap={overlap.data} />
        </>
      )}
    </Stack>
  )
}

function Together({ overlap: { regions, segments } }: { overlap: Overlap }) {
  const { t } = useText()
  if (regions === null) return null
  const names = segments.map(({ name }) => name)
  const most = Math.max(1, ...regions.map(({ count }) => count))
  return (
    <Panel title={t('overlap.together')} note={t('overlap.togetherNote')}>
      <Table
        caption={t('overlap.together')}
        rows={regions}
        keyOf={({ in: inside }) => inside.join(' ')}
        columns={[
          {
            key: 'names',
            title: t('overlap.in'),
            cell: ({ in: inside }) => inside.map((i) => names[i]).join(' · '),
          },
          {
            key: 'dots',
            title: t('overlap.sets'),
            spare: true,
            cell: ({ in: inside }) => <Dots names={names} inside={inside} />,
          },
          {
            key: 'count',
            title: t('overlap.count'),
            numeric: true,
            cell: ({ count }) => <Count n={count} />,
          },
          {
            key: 'share',
            title: t('overlap.ofMost'),
            spare: true,
            cell: ({ count }) => <Heat share={count / most} />,
          },
        ]}
      />
    </Panel>
  )
}

function Matrix({ overlap: { segments, pairs } }: { overlap: Overlap }) {
  const { t } = useText()
  const share = (row: number, column: number): number | null => {
    if (row === column) return 1
    const pair = pairs.find(({ in: inside }) => inside.includes(row) && inside.includes(column))
    return pair === undefined ? null : pair.in[0] === row ? pair.ofFirst : pair.ofSecond
  }
  return (
    <Panel title={t('overlap.matrix')} note={t('overlap.matrixNote')}>
      <Table
        caption={t('overlap.matrix')}
        rows={segments.map((segment, row) => ({ ...segment, row }))}
        keyOf={({ id }) => id}
        columns={[
          { key: 'of', title: t('overlap.of'), cell: ({ name }) => name },
          ...segments.map((segment, column) => ({
            key: String(segment.id),
            title: segment.name,
            numeric: true,
            cell: ({ row }: { row: number }) => <Heat share={share(row, column)} />,
          })),
        ]}
      />
    </Panel>
  )
}
