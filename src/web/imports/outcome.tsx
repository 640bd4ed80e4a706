import { useNavigate } from '@tanstack/react-router'
import { BookmarkPlus, Download, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { download, useAsk, useTell } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Callout, Facts } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { isRowRun, type Run } from './run.ts'
import { Counts, useErrorColumns } from './tried.tsx'

/** What came of a run, with the rows that were refused and the way to take it all back. */
export function ImportOutcome({ run }: { run: Run }) {
  const { t } = useText()
  const [asking, setAsking] = useState<'undo' | 'keep'>()
  const errorColumns = useErrorColumns()
  const rows = isRowRun(run) ? run.result : null
  return (
    <Panel title={t('imports.outcome')}>
      {run.problem !== null && <Callout>{run.problem}</Callout>}
      {rows !== null && <Counts result={rows} />}
      {rows === null && run.result !== null && <Figures result={run.result} />}
      {rows !== null && rows.errors.length > 0 && (
        <Table
          caption={t('imports.errors')}
          rows={rows.errors}
          keyOf={({ column, reason }) => `${column} ${reason}`}
          columns={errorColumns}
        />
      )}
      <Ways run={run} onAsk={setAsking} />
      {asking === 'undo' && <Undo id={run.id} onClose={() => setAsking(undefined)} />}
      {asking === 'keep' && <KeepTemplate run={run} onClose={() => setAsking(undefined)} />}
    </Panel>
  )
}

const figures = [
  'rows',
  'newOrders',
  'changedOrders',
  'unchangedOrders',
  'orders',
  'refunds',
  'customers',
  'newCustomers',
  'changed',
  'rejected',
] as const

/** How many of what, of runs that bring orders or change many customers. */
function Figures({ result }: { result: object }) {
  const { t, format } = useText()
  const facts = figures.flatMap((name) => {
    const value: unknown = Reflect.get(result, name)
    if (typeof value !== 'number') return []
    return { name: t(`imports.figure_${name}`), value: format.count(value) }
  })
  return <Facts facts={facts} />
}

/** Where it leads from here. */
function Ways({ run, onAsk }: { run: Run; onAsk: (what: 'undo' | 'keep') => void }) {
  const { t } = useText()
  const rejected = run.result !== null && 'rejected' in run.result ? run.result.rejected : 0
  const keep = (): void => {
    const params = { id: run.id }
    download(
      routes.imports.rejected,
      { params },
      `${t('imports.rejectedFile')}-${run.id}.csv`,
    ).catch((error: unknown) => says.failed(failureOf(error)))
  }
  return (
    <Row>
      {(run.kind === 'customers' || run.kind === 'bulk') && (
        <LinkButton look="first" to={paths.customers}>
          {t('imports.seeCustomers')}
        </LinkButton>
      )}
      {rejected > 0 && (
        <Button icon={Download} onClick={keep}>
          {t('imports.keepRejected', { count: rejected })}
        </Button>
      )}
      {run.state === 'done' && 'detection' in run && (
        <Button icon={BookmarkPlus} onClick={() => onAsk('keep')}>
          {t('imports.templateKeep')}
        </Button>
      )}
      {run.state === 'done' && run.undoneBy === null && (
        <Button icon={Undo2} look="danger" onClick={() => onAsk('undo')}>
          {t('imports.undo')}
        </Button>
      )}
      {run.undoneBy !== null && (
        <LinkButton to={paths.import} params={{ id: String(run.undoneBy) }}>
          {t('imports.seeUndo')}
        </LinkButton>
      )}
    </Row>
  )
}

/** How the file was understood is kept under a name, for the next of its kind. */
function KeepTemplate({ run, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useText()
  const [name, setName] = useState('')
  const save = useTell(routes.importTemplates.save, {
    changes: ['/api/import-templates', '/api/imports'],
    done: t('imports.templateKept', { name }),
    shown: true,
    after: onClose,
  })
  return (
    <Dialog open onClose={onClose} title={t('imports.templateKeep')}>
      <Form onSubmit={() => save.mutate({ body: { name: name.trim(), import: run.id } })}>
        <TextField
          label={t('imports.templateName')}
          hint={t('imports.templateNote')}
          value={name}
          onChange={setName}
          required
        />
        {save.isError && <Trouble error={save.error} />}
        <Row>
          <Button type="submit" look="first" busy={save.isPending} disabled={name.trim() === ''}>
            {t('imports.templateKeep')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}

/** What would go and come back, before it does. */
function Undo({ id, onClose }: { id: number; onClose: () => void }) {
  const { t, format } = useText()
  const navigate = useNavigate()
  const preview = useAsk(routes.imports.previewUndo, { params: { id } })
  const undo = useTell(routes.imports.undo, {
    changes: ['/api'],
    // How far it is, and what it took back, is on its own page.
    after: ({ undo: begun }) => {
      onClose()
      void navigate({ to: paths.import, params: { id: String(begun) } })
    },
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('imports.undoTitle')}
      actions={
        <Button
          look="danger"
          busy={undo.isPending}
          disabled={preview.data === undefined}
          onClick={() => undo.mutate({ params: { id } })}
        >
          {t('imports.undo')}
        </Button>
      }
    >
      {preview.isPending && <Waiting />}
      {preview.isError && <Trouble error={preview.error} />}
      {preview.data !== undefined && (
        <Stack>
          <Facts
            facts={[
              { name: t('imports.customersGo'), value: format.count(preview.data.customers.gone) },
              { name: t('imports.valuesBack'), value: format.count(preview.data.values.back) },
              { name: t('imports.eventsGo'), value: format.count(preview.data.events.gone) },
              {
                name: t('imports.stays'),
                value: format.count(preview.data.customers.stayed + preview.data.values.stayed),
              },
            ]}
          />
          <Note>{t('imports.undoNote')}</Note>
        </Stack>
      )}
    </Dialog>
  )
}
