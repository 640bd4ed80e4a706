import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import { Tag } from '../ui/reading.tsx'
import { RowTitle, Table } from '../ui/table.tsx'

type Job = Answer<typeof routes.status.read>['jobs'][number]

/** Kinds of jobs that have a name in words; another is called as the program calls it. */
const kinds = [
  'refresh',
  'backup',
  'duplicates',
  'quality',
  'promotion preview',
  'field index',
  'field unique',
  'field release',
  'field type trial',
  'field type',
  'phone numbers',
] as const

/** What the program works on, and worked on of late: how far it is, and the way to stop it. */
export function Jobs({ jobs }: { jobs: readonly Job[] }) {
  const { t, format } = useText()
  const may = useMay()
  const cancel = useTell(routes.jobs.cancel, {
    changes: [routes.status.read.path, routes.jobs.list.path],
    done: t('jobs.cancelled'),
  })
  return (
    <Panel title={t('jobs.title')} note={t('jobs.note')}>
      {jobs.length === 0 && <Note>{t('jobs.none')}</Note>}
      {jobs.length > 0 && (
        <Table
          caption={t('jobs.title')}
          rows={jobs}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'kind',
              title: t('jobs.kind'),
              cell: ({ kind, problem }) => {
                const known = kinds.find((each) => each === kind)
                return (
                  <RowTitle
                    title={known === undefined ? kind : t(`jobs.kind_${known}`)}
                    note={problem === null ? undefined : <span lang="en">{problem}</span>}
                  />
                )
              },
            },
            { key: 'state', title: t('jobs.state'), cell: (job) => <State job={job} /> },
            {
              key: 'created',
              title: t('jobs.asked'),
              cell: ({ created }) => format.moment(created),
            },
            {
              key: 'finished',
              title: t('jobs.finished'),
              cell: ({ finished }) => (finished === null ? '' : format.moment(finished)),
            },
            ...(may('running:write') && jobs.some(({ state }) => !isOver(state))
              ? [
                  {
                    key: 'do',
                    title: t('access.actions'),
                    cell: ({ id, state }: Job) =>
                      isOver(state) ? (
                        ''
                      ) : (
                        <Button
                          aria-label={t('jobs.cancelOf', { id })}
                          busy={cancel.isPending && cancel.variables.params.id === id}
                          onClick={() => cancel.mutate({ params: { id } })}
                        >
                          {t('words.cancel')}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Panel>
  )
}

function State({ job: { state, progress } }: { job: Job }) {
  const { t, format } = useText()
  if (state !== 'running') return <Tag left={state === 'failed'}>{t(`jobs.state_${state}`)}</Tag>
  const { done, total } = progress
  const share = total === null || total === 0 ? undefined : done / total
  return (
    <Progress
      label={share === undefined ? t('jobs.state_running') : format.share(share)}
      share={share}
    />
  )
}

function isOver(state: Job['state']): boolean {
  return state !== 'waiting' && state !== 'running'
}
