import { useState } from 'react'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Grid, Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { FittingTemplates } from './fittingTemplates.tsx'
import type { OrderRun } from './run.ts'
import { useSaying, type Saying } from './useMapping.ts'

type Seen = NonNullable<OrderRun['detection']>

const parts = ['order', 'customer', 'time', 'item', 'quantity', 'price'] as const
const identifiers = ['user_id', 'email', 'document', 'phone'] as const

/** In which columns the orders are, as their names tell, to be put right; then they are taken in. */
export function OrderMapping({ run }: { run: OrderRun }) {
  const { t } = useText()
  const saying = useSaying(run.id)
  const { detection } = run
  if (detection === null) return null
  const asked = detection.questions.length > 0
  return (
    <Stack>
      <Panel title={t('imports.orderColumns')} note={t('imports.orderColumnsNote')}>
        <FittingTemplates names={detection.templates} saying={saying} />
        <Grid>
          {parts.map((part) => (
            <ColumnOf key={part} part={part} run={run} detection={detection} saying={saying} />
          ))}
        </Grid>
        <Ways run={run} detection={detection} saying={saying} />
        {asked && (
          <Callout>
            {detection.questions.map(({ about }) => (
              <p key={about}>
                {about === 'dates' || about === 'decimal'
                  ? t(`imports.orderQuestion_${about}`)
                  : t('imports.orderQuestion', { what: t(`imports.order_${about}`) })}
              </p>
            ))}
          </Callout>
        )}
        {saying.error !== undefined && <Trouble error={saying.error} />}
        <Row>
          <Button look="first" busy={saying.busy} disabled={asked} onClick={saying.start}>
            {t('imports.orderStart')}
          </Button>
          <Note>{t(asked ? 'imports.answerFirst' : 'imports.orderStartNote')}</Note>
        </Row>
      </Panel>
      <Panel title={t('imports.firstRows')}>
        <Sample detection={detection} />
      </Panel>
    </Stack>
  )
}

type Understood = { readonly run: OrderRun; readonly detection: Seen; readonly saying: Saying }

function ColumnOf({ part, run, detection, saying }: Understood & { part: (typeof parts)[number] }) {
  const { t } = useText()
  const column = run.options[part]
  return (
    <Select
      label={t(`imports.order_${part}`)}
      value={column ?? ''}
      options={[
        ...(column === undefined ? [{ value: '', label: t('imports.chooseKey') }] : []),
        ...[...new Set(detection.columns)].map((name) => ({ value: name, label: name })),
      ]}
      onChange={(next) => saying.change({ [part]: next })}
    />
  )
}

/** How customers are known in the file, how dates and numbers are written, which orders are refunds. */
function Ways({ run, detection, saying }: Understood) {
  const { t } = useText()
  const { identifier, dates, decimal, refundPrefix = '' } = run.options
  const open = (about: string): boolean => detection.questions.some((each) => each.about === about)
  const choose = { value: '', label: t('imports.chooseTarget') }
  return (
    <Grid>
      <Select
        label={t('imports.orderIdentifier')}
        value={identifier}
        options={[...new Set([...identifiers, identifier])].map((kind) => ({
          value: kind,
          label: (identifiers as readonly string[]).includes(kind)
            ? t(`imports.orderBy_${kind as (typeof identifiers)[number]}`)
            : kind,
        }))}
        onChange={(kind) => saying.change({ identifier: kind })}
      />
      <Select
        label={t('imports.orderDates')}
        value={dates ?? (open('dates') ? '' : detection.dates)}
        options={[
          ...(dates === undefined && open('dates') ? [choose] : []),
          ...(['dmy', 'mdy', 'ymd'] as const).map((order) => ({
            value: order as string,
            label: t(`imports.dates_${order}`),
          })),
        ]}
        onChange={(order) => saying.change({ dates: order })}
      />
      <Select
        label={t('imports.orderDecimal')}
        value={decimal ?? (open('decimal') ? '' : detection.decimal)}
        options={[
          ...(decimal === undefined && open('decimal') ? [choose] : []),
          { value: ',', label: t('imports.decimalComma') },
          { value: '.', label: t('imports.decimalPoint') },
        ]}
        onChange={(mark) => saying.change({ decimal: mark })}
      />
      <Refunds
        key={refundPrefix}
        prefix={refundPrefix}
        onSay={(prefix) => saying.change({ refundPrefix: prefix })}
      />
    </Grid>
  )
}

/** Said when the field is left. */
function Refunds({ prefix, onSay }: { prefix: string; onSay: (prefix: string | null) => void }) {
  const { t } = useText()
  const [written, setWritten] = useState(prefix)
  const say = (): void => {
    const said = written.trim()
    if (said !== prefix) onSay(said === '' ? null : said)
  }
  return (
    <Form onSubmit={say}>
      <TextField
        label={t('imports.orderRefunds')}
        hint={t('imports.orderRefundsHint')}
        value={written}
        onChange={setWritten}
        onBlur={say}
      />
    </Form>
  )
}

type Line = { readonly row: number; readonly cells: readonly string[] }

function Sample({ detection: { columns, sample } }: { detection: Seen }) {
  const { t } = useText()
  return (
    <Table
      caption={t('imports.firstRows')}
      rows={sample.map((cells, row) => ({ cells, row }))}
      keyOf={({ row }) => row}
      columns={columns.map((title, at) => ({
        key: String(at),
        title,
        cell: (line: Line) => line.cells[at] ?? '',
      }))}
    />
  )
}
