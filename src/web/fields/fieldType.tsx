import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import type { conversion as conversionShape } from '../../api/fields.ts'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Figures } from '../ui/figures.tsx'
import { Form, Select, TextArea } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { choicesFrom } from './fieldName.ts'
import { fieldChanges } from './changes.ts'
import type { AnyField } from './fieldShown.tsx'
import { typesByUse, type FieldType as Type } from './types.ts'

type Conversion = (typeof conversionShape)['_output']

const pollMs = 500

/** Another type for a field: first tried on all of its values, so that nobody is surprised by what does not fit. */
export function FieldType({ field }: { field: AnyField }) {
  const { t } = useText()
  const [type, setType] = useState<Type>(field.type)
  const [choices, setChoices] = useState('')
  const { start, run, going, tried, changed, begin, forget } = useTypeJob(field)
  const wantsChoices = type !== field.type && (type === 'choice' || type === 'choices')
  const given = { type, ...(wantsChoices ? { choices: choicesFrom(choices) } : {}) }
  const change = (next: Type): void => {
    setType(next)
    forget()
  }
  return (
    <Panel title={t('fields.otherType')} note={t('fields.otherTypeNote')}>
      <Form onSubmit={() => begin(given, true)}>
        <Select
          label={t('fields.type')}
          value={type}
          options={typesByUse.map((value) => ({ value, label: t(`fieldType.${value}`) }))}
          onChange={change}
        />
        {wantsChoices && (
          <TextArea
            label={t('fields.choices')}
            hint={t('fields.choicesHint')}
            rows={5}
            value={choices}
            onChange={setChoices}
          />
        )}
        {start.isError && <Trouble error={start.error} />}
        <Row>
          <Button type="submit" busy={going} disabled={type === field.type}>
            {t('fields.tryType')}
          </Button>
        </Row>
      </Form>
      {going && <Going run={run} />}
      {typeof run?.problem === 'string' && <Note>{run.problem}</Note>}
      {tried !== undefined && (
        <Tried tried={tried}>
          <Button look="first" busy={going} onClick={() => begin(given, false)}>
            {t('fields.changeType', { type: t(`fieldType.${type}`) })}
          </Button>
        </Tried>
      )}
      {changed && <Note>{t('fields.typeChanged')}</Note>}
    </Panel>
  )
}

type Job = Answer<typeof routes.jobs.read>
type Wanted = { readonly type: Type; readonly choices?: string[] }

/** The job that tries a type on all values or changes it, and what came of it. */
function useTypeJob({ name, of }: AnyField) {
  const kept = useQueryClient()
  const [trial, setTrial] = useState(true)
  const [job, setJob] = useState<number>()
  const start = useTell(routes.fields.changeType, {
    changes: fieldChanges,
    shown: true,
    after: ({ id }) => setJob(id),
  })
  const asked = useAsk(
    routes.jobs.read,
    { params: { id: job ?? 0 } },
    {
      when: job !== undefined,
      everyMs: (latest) => (latest === undefined || isGoing(latest) ? pollMs : false),
    },
  )
  const run = job === undefined ? undefined : asked.data
  const isOver = run !== undefined && !isGoing(run)
  useEffect(() => {
    // It has its new type, or has given it up: all that speaks of it is asked anew.
    if (isOver && !trial) void kept.invalidateQueries()
  }, [isOver, trial, kept])
  const isDone = run?.state === 'done'
  return {
    start,
    run,
    going: start.isPending || (job !== undefined && !isOver),
    tried: trial && isDone ? (run.result as Conversion) : undefined,
    changed: !trial && isDone,
    begin: (wanted: Wanted, dryRun: boolean): void => {
      setTrial(dryRun)
      setJob(undefined)
      start.mutate({ params: { name }, query: { of }, body: { ...wanted, dryRun } })
    },
    forget: () => setJob(undefined),
  }
}

function Going({ run }: { run: Job | undefined }) {
  const { t } = useText()
  const { done = 0, total = null } = run?.progress ?? {}
  const share = total === null || total === 0 ? undefined : done / total
  return <Progress label={t('fields.tryingType')} share={share} />
}

function Tried({ tried, children }: { tried: Conversion; children: ReactNode }) {
  const { t } = useText()
  const { converted, failed, examples } = tried
  return (
    <Stack>
      <Figures
        rows={[
          { label: t('fields.converted'), n: converted },
          { label: t('fields.lost'), n: failed, left: failed > 0 },
        ]}
      />
      {examples.length > 0 && (
        <Table
          caption={t('fields.lostExamples')}
          rows={examples}
          keyOf={({ value, reason }) => `${JSON.stringify(value)} ${reason}`}
          columns={[
            {
              key: 'value',
              title: t('fields.value'),
              cell: ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)),
            },
            { key: 'reason', title: t('fields.why'), cell: ({ reason }) => reason },
          ]}
        />
      )}
      {failed > 0 && <Note>{t('fields.lostNote')}</Note>}
      <Row>{children}</Row>
    </Stack>
  )
}

function isGoing({ state }: Job): boolean {
  return state === 'waiting' || state === 'running'
}
