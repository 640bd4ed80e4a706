import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Grid, Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Callout } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ColumnTarget } from './columnTarget.tsx'
import { FittingTemplates } from './fittingTemplates.tsx'
import { Tried } from './tried.tsx'
import { Settings } from './settings.tsx'
import { ignored, makeNew } from './targets.ts'
import type { Detection, RowRun } from './run.ts'
import { useMapping, type Mapping } from './useMapping.ts'

/** How the file was understood, to be put right; then tried, then taken in. */
export function ImportMapping({ run }: { run: RowRun }) {
  const { t, format } = useText()
  const mapping = useMapping(run)
  const [open, setOpen] = useState(false)
  const { detection, result } = run
  if (detection === null) return null
  const asked = detection.questions.length > 0
  return (
    <Stack>
      <Panel
        title={t('imports.columns')}
        note={t('imports.columnsNote', { rows: format.count(detection.rows) })}
        actions={
          <Button icon={Settings2} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('imports.settings')}
          </Button>
        }
      >
        <FittingTemplates names={detection.templates} saying={mapping} />
        {open && <Settings run={run} detection={detection} mapping={mapping} />}
        <Columns run={run} detection={detection} mapping={mapping} />
        <Whose run={run} detection={detection} mapping={mapping} />
        <Questions run={run} detection={detection} mapping={mapping} />
        {mapping.error !== undefined && <Trouble error={mapping.error} />}
        <Row>
          <Button
            look={result === null ? 'first' : 'plain'}
            busy={mapping.busy}
            disabled={asked}
            onClick={mapping.check}
          >
            {t(result === null ? 'imports.try' : 'imports.tryAgain')}
          </Button>
          <Note>{t(asked ? 'imports.answerFirst' : 'imports.tryNote')}</Note>
        </Row>
      </Panel>
      {result !== null && <Tried run={run} result={result} mapping={mapping} />}
    </Stack>
  )
}

type Understood = {
  readonly run: RowRun
  readonly detection: Detection
  readonly mapping: Mapping
}

function Columns({ run, detection, mapping }: Understood) {
  const { t, format } = useText()
  return (
    <Table
      caption={t('imports.columns')}
      rows={detection.columns}
      keyOf={({ name }) => name}
      columns={[
        { key: 'name', title: t('imports.column'), cell: ({ name }) => name },
        {
          key: 'examples',
          title: t('imports.examples'),
          cell: ({ examples }) => examples.slice(0, 3).join(' · '),
        },
        {
          key: 'filled',
          title: t('imports.filled'),
          spare: true,
          cell: ({ filled }) => format.share(filled / Math.max(1, detection.rows)),
        },
        {
          key: 'to',
          title: t('imports.becomes'),
          plain: true,
          cell: (column) => <ColumnTarget run={run} column={column} mapping={mapping} />,
        },
        {
          key: 'sure',
          title: t('imports.sure'),
          cell: ({ toConfidence, reason }) => {
            if (reason === 'said') return <Tag>{t('imports.said')}</Tag>
            return reason === 'none' ? t('words.noValue') : format.share(toConfidence)
          },
        },
      ]}
    />
  )
}

const placeKinds = ['postal_code', 'city', 'state', 'country'] as const

/** By which column whom or what a row is of is found, and what all rows are where no column says it. */
function Whose({ run, detection, mapping }: Understood) {
  const { t } = useText()
  const { by, event } = run.options
  const named = detection.columns.some(({ to }) => to === 'record:event')
  return (
    <Grid>
      <Select
        label={t(`imports.key_${run.kind}`)}
        value={detection.key?.column ?? ''}
        options={[
          ...(detection.key === null ? [{ value: '', label: t('imports.chooseKey') }] : []),
          ...detection.columns.map(({ name }) => ({ value: name, label: name })),
        ]}
        onChange={(key) => mapping.change({ key })}
      />
      {run.kind === 'places' && (
        <Select
          label={t('imports.by')}
          value={by ?? ''}
          options={[
            ...(by === undefined ? [{ value: '', label: t('imports.chooseTarget') }] : []),
            ...placeKinds.map((kind) => ({ value: kind, label: t(`imports.by_${kind}`) })),
          ]}
          onChange={(kind) => mapping.change({ by: kind })}
        />
      )}
      {run.kind === 'events' && !named && (
        <EventName
          key={event}
          name={event ?? ''}
          onSay={(name) => mapping.change({ event: name })}
        />
      )}
    </Grid>
  )
}

/** One name for all rows, said when the field is left. */
function EventName({ name, onSay }: { name: string; onSay: (name: string | null) => void }) {
  const { t } = useText()
  const [written, setWritten] = useState(name)
  const say = (): void => {
    const said = written.trim()
    if (said !== name) onSay(said === '' ? null : said)
  }
  return (
    <Form onSubmit={say}>
      <TextField
        label={t('imports.event')}
        hint={t('imports.eventHint')}
        value={written}
        onChange={setWritten}
        onBlur={say}
      />
    </Form>
  )
}

/** What has to be said before it can be tried: of fields that are not there, both answers at a click. */
function Questions({ run: { kind }, detection, mapping }: Understood) {
  const { t } = useText()
  const { questions } = detection
  if (questions.length === 0) return null
  const fresh = questions.flatMap(
    ({ about, column }) =>
      (about === 'field' && detection.columns.find(({ name }) => name === column)) || [],
  )
  const others = questions.filter(({ about }) => about !== 'field')
  return (
    <Callout>
      {fresh.map((column) => (
        <Row key={column.name} spread>
          <span>{t('imports.newField', { column: column.name })}</span>
          <Row>
            <Button busy={mapping.busy} onClick={() => mapping.mapTo(column, makeNew)}>
              {t('imports.make')}
            </Button>
            <Button busy={mapping.busy} onClick={() => mapping.mapTo(column, ignored)}>
              {t('imports.leaveOut')}
            </Button>
          </Row>
        </Row>
      ))}
      {others.map(({ about, column, says }) => (
        <p key={`${about} ${column}`}>
          {about === 'field' || about === 'whole'
            ? says
            : t(about === 'key' ? `imports.question_key_${kind}` : `imports.question_${about}`, {
                column,
              })}
        </p>
      ))}
    </Callout>
  )
}
