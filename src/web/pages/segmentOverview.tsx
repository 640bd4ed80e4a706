import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { Figure } from '../charts/figure.tsx'
import type { Series } from '../charts/series.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id/')

type Change = Answer<typeof routes.segments.history>['items'][number]
type Sizes = Answer<typeof routes.segments.sizes>['items']

/** How large the segment was over time, and who entered and left, with the cause. */
export function SegmentOverview() {
  return (
    <Stack gap="large">
      <Course />
      <History />
    </Stack>
  )
}

function Course() {
  const { t } = useText()
  const { id } = route.useParams()
  const { by = 'day', computed = 'false' } = route.useSearch()
  const navigate = useNavigate({ from: paths.segment })
  const sizes = useAsk(
    routes.segments.sizes,
    { params: { id }, query: { by, computed } },
    { keep: true },
  )
  return (
    <Stack>
      <Row>
        <Select
          label={t('segment.by')}
          labelHidden
          value={by}
          options={(['hour', 'day', 'week', 'month'] as const).map((value) => ({
            value,
            label: t(`stretch.${value}`),
          }))}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, by: next }) })}
        />
        <Select
          label={t('segment.source')}
          labelHidden
          value={computed}
          options={[
            { value: 'false', label: t('segment.asItWas') },
            { value: 'true', label: t('segment.asItWouldBe') },
          ]}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, computed: next }) })}
        />
      </Row>
      {sizes.isPending && <Waiting lines={8} />}
      {sizes.isError && <Trouble error={sizes.error} />}
      {sizes.data !== undefined && (
        <SizeFigures items={sizes.data.items} computed={computed === 'true'} />
      )}
    </Stack>
  )
}

function SizeFigures({ items, computed }: { items: Sizes; computed: boolean }) {
  const { t, format } = useText()
  const navigate = useNavigate({ from: paths.segment })
  const steps = useMemo(() => items.map(({ from }) => format.shortDay(from)), [items, format])
  const size = useMemo(
    (): Series[] => [
      {
        name: t('segment.size'),
        kind: 'line',
        token: '--ink',
        values: items.map((each) => each.size),
      },
    ],
    [items, t],
  )
  const changes = useMemo(
    (): Series[] => [
      {
        name: t('segment.entered'),
        kind: 'bar',
        token: '--edge',
        values: items.map((each) => each.entered),
      },
      {
        name: t('segment.left'),
        kind: 'bar',
        token: '--left',
        values: items.map(({ left }) => (left === null ? null : -left)),
      },
    ],
    [items, t],
  )
  const open = useCallback(
    (series: string, step: number): void => {
      const stretch = items[step]
      if (stretch === undefined) return
      const what = series === t('segment.left') ? 'left' : 'entered'
      const { from, to } = stretch
      void navigate({ search: (old) => ({ ...old, from, to, what }) })
    },
    [items, navigate, t],
  )
  return (
    <>
      <Figure title={t('segment.sizeTitle')} steps={steps} series={size} onMark={open} />
      {!computed && (
        <Figure
          title={t('segment.changesTitle')}
          note={t('segment.openMark')}
          steps={steps}
          series={changes}
          onMark={open}
        />
      )}
    </>
  )
}

function History() {
  const { t, format, locale } = useText()
  const { id } = route.useParams()
  const { from, to, what, by, computed } = route.useSearch()
  const navigate = useNavigate({ from: paths.segment })
  const history = useAsk(
    routes.segments.history,
    {
      params: { id },
      query: { locale, limit: 20, ...(from && { from }), ...(to && { to }), ...(what && { what }) },
    },
    { keep: true },
  )
  const note =
    from === undefined ? t('segment.changesNote') : t('segment.from', { day: format.day(from) })
  return (
    <Panel
      title={t('segment.changes')}
      note={note}
      actions={
        from !== undefined && (
          <Button
            look="quiet"
            onClick={() =>
              void navigate({ search: { ...(by && { by }), ...(computed && { computed }) } })
            }
          >
            {t('segment.allChanges')}
          </Button>
        )
      }
    >
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
          cell: ({ name, customer }) => name ?? t('words.nameless', { id: customer }),
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
