import { getRouteApi } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/')

type Change = Answer<typeof routes.segments.history>['items'][number]

/** Who entered and who left, latest first, and why. */
export function SegmentOverview() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const history = useAsk(routes.segments.history, {
    params: { id },
    query: { locale, limit: 20 },
  })
  return (
    <Panel title={t('segment.changes')} note={t('segment.changesNote')}>
      {history.isPending && <Waiting />}
      {history.isError && <Trouble error={history.error} />}
      {history.data?.items.length === 0 && <Note>{t('segment.noChanges')}</Note>}
      {history.data !== undefined && history.data.items.length > 0 && (
        <Changes rows={history.data.items} />
      )}
    </Panel>
  )
}

function Changes({ rows }: { rows: readonly Change[] }) {
  const { t, format } = useText()
  return (
    <Table
      caption={t('segment.changes')}
      rows={rows}
      keyOf={({ customer, at, what }) => `${customer} ${at} ${what}`}
      columns={[
        {
          key: 'who',
          title: t('segment.who'),
          cell: ({ name, customer }) => name ?? t('segment.nameless', { id: customer }),
        },
        {
          key: 'what',
          title: t('segment.what'),
          cell: ({ what }) => <Tag left={what === 'left'}>{t(`segment.${what}`)}</Tag>,
        },
        { key: 'at', title: t('segment.when'), cell: ({ at }) => format.moment(at) },
        { key: 'because', title: t('segment.why'), cell: ({ because }) => because },
      ]}
    />
  )
}
