import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Grid, Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Branch, Callout, Tree } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/customers/$id/segments')

type Explained = Answer<typeof routes.explain.customer>
type Part = Explained['tree']

/** The segments that she is in, why she is in one or not, and how that came to be. */
export function CustomerSegments() {
  const { t } = useText()
  const { segment } = route.useSearch()
  return (
    <Stack>
      <Grid of="halves">
        <Panel title={t('customer.inSegments')}>
          <Memberships />
        </Panel>
        <Panel title={t('customer.why')} note={t('customer.whyNote')}>
          <Which />
          {segment !== undefined && <Why segment={segment} />}
        </Panel>
      </Grid>
      <Panel title={t('customer.comings')}>
        <Comings />
      </Panel>
    </Stack>
  )
}

function Memberships() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const navigate = useNavigate({ from: paths.customerSegments })
  const segments = useAsk(routes.customers.segments, { params: { id } })
  if (segments.isPending) return <Waiting />
  if (segments.isError) return <Trouble error={segments.error} />
  if (segments.data.items.length === 0) return <Note>{t('customer.inNone')}</Note>
  return (
    <Table
      caption={t('customer.inSegments')}
      rows={segments.data.items}
      keyOf={(each) => each.id}
      columns={[
        {
          key: 'name',
          title: t('customer.segment'),
          cell: (each) => (
            <Link to={paths.segment} params={{ id: String(each.id) }}>
              {each.name}
            </Link>
          ),
        },
        {
          key: 'since',
          title: t('customer.sinceWhen'),
          cell: ({ since }) => (since === null ? t('customer.beingFilled') : format.moment(since)),
        },
        {
          key: 'why',
          title: '',
          plain: true,
          cell: (each) => (
            <Button
              look="quiet"
              aria-label={t('customer.whyIn', { segment: each.name })}
              onClick={() => void navigate({ search: { segment: each.id } })}
            >
              {t('customer.whyShort')}
            </Button>
          ),
        },
      ]}
    />
  )
}

/** Any segment may be asked about: that she is not in it has its reasons too. */
function Which() {
  const { t, locale } = useText()
  const { segment } = route.useSearch()
  const navigate = useNavigate({ from: paths.customerSegments })
  const segments = useAsk(routes.segments.list, { query: { locale } })
  return (
    <Select
      label={t('customer.segment')}
      value={segment === undefined ? '' : String(segment)}
      options={[
        { value: '', label: t('customer.chooseSegment') },
        ...(segments.data?.items ?? []).map(({ id, name }) => ({
          value: String(id),
          label: name,
        })),
      ]}
      onChange={(next) => void navigate({ search: next === '' ? {} : { segment: Number(next) } })}
    />
  )
}

function Why({ segment }: { segment: number }) {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const explained = useAsk(routes.explain.customer, {
    params: { id },
    query: { locale },
    body: { segment },
  })
  if (explained.isPending) return <Waiting lines={5} />
  if (explained.isError) return <Trouble error={explained.error} />
  const { member, tree, untilWords, nearestFlip } = explained.data
  // That she is in the segment is said above; what it asks is the rest. A pin has no parts.
  const roots = tree.of?.length === 1 && tree.pin === null ? tree.of : [tree]
  return (
    <Stack>
      <Row>
        <Tag left={!member}>{t(member ? 'customer.isIn' : 'customer.isOut')}</Tag>
        <Note>
          {untilWords === null ? t('customer.staysSo') : t('customer.until', { when: untilWords })}
        </Note>
      </Row>
      <Tree label={t('customer.why')}>
        {roots.map((part) => (
          <ExplainedPart key={part.reading} part={part} />
        ))}
      </Tree>
      <Callout>
        <h3>{t('customer.flip')}</h3>
        <p>{nearestFlip.reading}</p>
      </Callout>
    </Stack>
  )
}

function ExplainedPart({ part }: { part: Part }) {
  const { t } = useText()
  const { meets, reading, seen, nextChangeWords, latest = [], steps = [], of = [] } = part
  const evidence = [...latest, ...steps]
  return (
    <Branch
      holds={t(meets ? 'customer.holds' : 'customer.holdsNot')}
      says={{ meets, reading }}
      parts={
        of.length === 0
          ? undefined
          : of.map((each, i) => <ExplainedPart key={`${i} ${each.reading}`} part={each} />)
      }
    >
      {seen.length > 0 && <p>{t('customer.seen', { seen: seen.join('; ') })}</p>}
      {evidence.map(({ id, name, words }) => (
        <Note key={id}>{t('customer.evidence', { name, when: words })}</Note>
      ))}
      {nextChangeWords !== null && (
        <Note>{t('customer.nextChange', { when: nextChangeWords })}</Note>
      )}
    </Branch>
  )
}

function Comings() {
  const { t, locale, format } = useText()
  const { id } = route.useParams()
  const past = useAsk(routes.customers.segmentHistory, {
    params: { id },
    query: { locale, limit: 100 },
  })
  if (past.isPending) return <Waiting />
  if (past.isError) return <Trouble error={past.error} />
  if (past.data.items.length === 0) return <Note>{t('customer.noComings')}</Note>
  return (
    <Table
      caption={t('customer.comings')}
      rows={past.data.items}
      keyOf={({ segment, at, what }) => `${segment} ${at} ${what}`}
      columns={[
        {
          key: 'name',
          title: t('customer.segment'),
          cell: ({ name, segment }) => name ?? t('customer.goneSegment', { id: segment }),
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
