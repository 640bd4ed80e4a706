import { getRouteApi } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Versus } from '../ui/marks.tsx'
import { Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/comparison')

type Compared = Answer<typeof routes.analysis.compare>
type Mark = Compared['more'][number]

/** What marks the members out from everyone: what they have more, and what they have less. */
export function SegmentComparison() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const compared = useAsk(routes.analysis.compare, {
    query: { locale },
    body: { segment: Number(id), key: `compare.${id}` },
  })
  if (compared.isPending) return <Waiting lines={8} />
  if (compared.isError) {
    return <Trouble error={compared.error} retry={() => void compared.refetch()} />
  }
  const { more, less, tested } = compared.data
  return (
    <Stack gap="large">
      <Marks title={t('comparison.more')} rows={more} segment={Number(id)} />
      <Marks title={t('comparison.less')} rows={less} segment={Number(id)} />
      <Note>{t('comparison.tested', { count: tested })}</Note>
    </Stack>
  )
}

function Marks({
  title,
  rows,
  segment,
}: {
  title: string
  rows: readonly Mark[]
  segment: number
}) {
  const { t, format } = useText()
  return (
    <Panel title={title}>
      {rows.length === 0 && <Note>{t('comparison.none')}</Note>}
      {rows.length > 0 && (
        <Table
          caption={title}
          rows={rows.slice(0, 20)}
          keyOf={({ reading }) => reading}
          columns={[
            { key: 'what', title: t('comparison.what'), cell: ({ reading }) => reading },
            {
              key: 'shares',
              title: t('comparison.shares'),
              plain: true,
              cell: ({ share, otherShare }) => <Versus share={share} other={otherShare} />,
            },
            {
              key: 'lift',
              title: t('comparison.lift'),
              numeric: true,
              cell: ({ lift }) => (lift === null ? '–' : format.times(lift)),
            },
            {
              key: 'open',
              title: t('comparison.open'),
              cell: ({ condition }) => (
                <LinkButton
                  look="quiet"
                  to={paths.newSegment}
                  search={{
                    condition: JSON.stringify({
                      type: 'all',
                      of: [{ type: 'segment', segment }, condition],
                    }),
                  }}
                >
                  {t('comparison.asSegment')}
                </LinkButton>
              ),
            },
          ]}
        />
      )}
    </Panel>
  )
}
