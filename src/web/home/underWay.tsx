import { Link } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

type Job = Answer<typeof routes.jobs.list>['items'][number]
type Run = Answer<typeof routes.imports.list>['items'][number]

const shown = 5
const liveMs = 5_000
const calmMs = 30_000

/** What came in last, and what works now. */
export function UnderWay() {
  const { t } = useText()
  const may = useMay()
  const mayImport = may('imports:write')
  const jobs = useAsk(
    routes.jobs.list,
    {},
    { everyMs: (latest) => (latest?.items.some(isUnderWay) === true ? liveMs : calmMs) },
  )
  const runs = useAsk(
    routes.imports.list,
    { query: { limit: shown } },
    { everyMs: (latest) => (latest?.items.some(isUnderWay) === true ? liveMs : calmMs) },
  )
  const working = (jobs.data?.items ?? []).filter(isUnderWay)
  const rows = runs.data?.items ?? []
  return (
    <Panel
      title={t('home.underWay')}
      actions={mayImport && <LinkButton to={paths.newImport}>{t('imports.begin')}</LinkButton>}
    >
      <Stack>
        {runs.isPending && <Waiting lines={shown} />}
        {runs.isError && <Trouble error={runs.error} />}
        {working.map((job) => (
          <Working key={job.id} job={job} />
        ))}
        {runs.isSuccess && rows.length === 0 && <Note>{t('imports.none')}</Note>}
        {rows.length > 0 && <Runs rows={rows} />}
      </Stack>
    </Panel>
  )
}

function isUnderWay({ state }: { state: string }): boolean {
  return state === 'waiting' || state === 'running' || state === 'checking'
}

/** Jobs that have a name in every language. */
const named = [
  'backup',
  'duplicates',
  'field_index',
  'field_release',
  'field_type',
  'field_type_trial',
  'field_unique',
  'phone_numbers',
  'promotion_preview',
  'quality',
  'refresh',
] as const

function Working({ job: { kind, progress } }: { job: Job }) {
  const { t } = useText()
  const { done, total } = progress
  const name = named.find((each) => each === kind.replaceAll(' ', '_')) ?? 'unnamed'
  const share = total === null || total === 0 ? undefined : done / total
  return <Progress label={t(`home.job_${name}`)} share={share} />
}

function Runs({ rows }: { rows: readonly Run[] }) {
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
          key: 'done',
          title: t('imports.rows'),
          numeric: true,
          cell: ({ progress: { done } }) => format.count(done),
        },
        { key: 'at', title: t('segment.when'), cell: ({ created }) => format.moment(created) },
      ]}
    />
  )
}
