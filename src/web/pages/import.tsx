import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { ImportMapping } from '../imports/mapping.tsx'
import { ImportOutcome } from '../imports/outcome.tsx'
import { OrderMapping } from '../imports/orderMapping.tsx'
import { busyStates, isOrderRun, isRowRun, lookEveryMs, type Run } from '../imports/run.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Empty, Page, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import { Tag } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/imports/$id')

/** One run, wherever it is: being understood, tried, taken in, done, undone. */
export function ImportPage() {
  const { t, format } = useText()
  const { id } = route.useParams()
  const run = useAsk(
    routes.imports.read,
    { params: { id } },
    { everyMs: (latest) => (latest && busyStates.includes(latest.state) ? lookEveryMs : false) },
  )
  if (run.isPending) {
    return (
      <Page title={t('imports.one')}>
        <Waiting lines={8} />
      </Page>
    )
  }
  if (run.isError) {
    return (
      <Page title={t('imports.one')}>
        <Trouble error={run.error} retry={() => void run.refetch()} />
      </Page>
    )
  }
  const { fileName, kind, state, created } = run.data
  return (
    <Page
      title={fileName}
      lead={t('imports.about', { kind: t(`imports.kind_${kind}`), at: format.moment(created) })}
      actions={<Tag left={state === 'failed'}>{t(`imports.state_${state}`)}</Tag>}
    >
      <Step run={run.data} />
    </Page>
  )
}

function Step({ run }: { run: Run }) {
  const { t } = useText()
  if (busyStates.includes(run.state)) return <Working run={run} />
  if (isRowRun(run) && run.state === 'ready') return <ImportMapping run={run} />
  if (isOrderRun(run) && run.state === 'ready') return <OrderMapping run={run} />
  if (run.state === 'new') {
    return (
      <Empty
        title={t('imports.noFile')}
        action={<LinkButton to={paths.newImport}>{t('imports.begin')}</LinkButton>}
      >
        {t('imports.noFileWhy')}
      </Empty>
    )
  }
  return <ImportOutcome run={run} />
}

function Working({ run }: { run: Run }) {
  const { t, format } = useText()
  const { done, total } = run.progress
  const cancel = useTell(routes.imports.cancel, { changes: ['/api/imports'] })
  const share = total === null || total === 0 ? undefined : done / total
  const values = { done: format.count(done), total: format.count(total ?? 0) }
  return (
    <Panel title={t(run.state === 'checking' ? 'imports.checking' : 'imports.running')}>
      <Stack>
        <Progress
          label={t(total === null ? 'imports.doneSoFar' : 'imports.doneOf', values)}
          share={share}
        />
        <Row>
          <Button busy={cancel.isPending} onClick={() => cancel.mutate({ params: { id: run.id } })}>
            {t('imports.cancel')}
          </Button>
        </Row>
      </Stack>
    </Panel>
  )
}
