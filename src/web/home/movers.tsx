import { Link } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useMoved, type Moved } from './useMoved.ts'

const shown = 8
const liveMs = 30_000

/** The segments that grew or shrank most since then, each with who entered and left. */
export function Movers({ from, customers }: { from: string; customers: number }) {
  const { t, locale } = useText()
  const segments = useAsk(routes.segments.list, { query: { locale } }, { everyMs: liveMs })
  const { moved, isPending, error, left } = useMoved(segments.data?.items ?? [], from, customers)
  const rows = moved
    .filter(({ before, after, entered, left: went }) => after !== before || entered + went > 0)
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, shown)
  const isComputed = rows.some(({ computed }) => computed)
  return (
    <Panel
      title={t('home.movers')}
      note={isComputed ? t('home.moversComputed') : t('home.moversNote')}
      actions={<LinkButton to={paths.segments}>{t('home.allSegments')}</LinkButton>}
    >
      {error !== null && <Trouble error={error} />}
      {error === null && (
        <Shown rows={rows} from={from} isPending={isPending || segments.isPending} left={left} />
      )}
    </Panel>
  )
}

function Shown({
  rows,
  from,
  isPending,
  left,
}: {
  rows: readonly Moved[]
  from: string
  isPending: boolean
  left: number
}) {
  const { t } = useText()
  if (isPending) return <Waiting lines={shown} />
  return (
    <>
      {rows.length === 0 && <Note>{t('home.nothingMoved')}</Note>}
      {rows.length > 0 && <MoverTable rows={rows} from={from} />}
      {left > 0 && <Note>{t('home.tooYoung', { count: left })}</Note>}
    </>
  )
}

/** By how many it is another than it was; then by how many went through it. */
function sizeOf({ before, after, entered, left }: Moved): number {
  return Math.abs(after - before) * 1e9 + entered + left
}

function MoverTable({ rows, from }: { rows: readonly Moved[]; from: string }) {
  const { t, format } = useText()
  const way = ({ segment, computed }: Moved, what?: 'entered' | 'left') => ({
    to: paths.segment,
    params: { id: String(segment.id) },
    search: computed ? { computed: 'true' as const } : { from, ...(what && { what }) },
  })
  return (
    <Table
      caption={t('home.movers')}
      rows={rows}
      keyOf={({ segment }) => segment.id}
      columns={[
        {
          key: 'name',
          title: t('segments.name'),
          cell: (row) => <Link {...way(row)}>{row.segment.name}</Link>,
        },
        {
          key: 'change',
          title: t('home.changed'),
          numeric: true,
          cell: ({ before, after }) => (
            <Count n={after} {...(after === before ? {} : { change: after - before })} />
          ),
        },
        {
          key: 'entered',
          title: t('home.entered'),
          numeric: true,
          cell: (row) =>
            row.entered === 0 ? (
              format.count(0)
            ) : (
              <Link {...way(row, 'entered')}>{format.count(row.entered)}</Link>
            ),
        },
        {
          key: 'left',
          title: t('home.left'),
          numeric: true,
          cell: (row) =>
            row.left === 0 ? (
              format.count(0)
            ) : (
              <Link {...way(row, 'left')}>{format.count(row.left)}</Link>
            ),
        },
      ]}
    />
  )
}
