import type { ReactNode } from 'react'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Count } from '../ui/count.tsx'
import { valueText } from '../people/fields.ts'
import { ColumnTarget } from './columnTarget.tsx'
import type { RowResult, RowRun } from './run.ts'
import type { Mapping } from './useMapping.ts'

/** What would come of it: nothing is written yet. */
export function Tried({
  run,
  result,
  mapping,
}: {
  run: RowRun
  result: RowResult
  mapping: Mapping
}) {
  const { t } = useText()
  const asked = (run.detection?.questions.length ?? 0) > 0
  const taken = result.new + result.changed + result.unchanged
  return (
    <Panel title={t('imports.tried')} note={t('imports.triedNote')}>
      <Counts result={result} />
      {result.errors.length > 0 && <Mends run={run} result={result} mapping={mapping} />}
      <Samples result={result} />
      <Row>
        <Button
          look="first"
          busy={mapping.busy}
          disabled={taken === 0 || asked}
          onClick={mapping.start}
        >
          {t('imports.start', { count: taken })}
        </Button>
        {result.rejected > 0 && <Note>{t('imports.rest', { count: result.rejected })}</Note>}
      </Row>
    </Panel>
  )
}

/** Every row of the file is in one of them. */
export function Counts({ result }: { result: RowResult }) {
  const { t } = useText()
  return (
    <Row gap="large">
      {(['new', 'changed', 'unchanged', 'rejected'] as const).map((what) => (
        <Count
          key={what}
          size="figure"
          n={result[what]}
          of={result.rows}
          label={t(`imports.rows_${what}`, { count: result[what] })}
        />
      ))}
    </Row>
  )
}

/** What is wrong, column by column: mended once for all of its rows. */
function Mends({ run, result, mapping }: { run: RowRun; result: RowResult; mapping: Mapping }) {
  return (
    <Table
      caption={useText().t('imports.errors')}
      rows={result.errors}
      keyOf={({ column, reason }) => `${column} ${reason}`}
      columns={useErrorColumns((name) => {
        const column = run.detection?.columns.find((each) => each.name === name)
        return column === undefined ? null : (
          <ColumnTarget run={run} column={column} mapping={mapping} />
        )
      })}
    />
  )
}

type Wrong = RowResult['errors'][number]

/** The columns of a table of what is wrong; with what mends it, where it can still be mended. */
export function useErrorColumns(mend?: (column: string) => ReactNode) {
  const { t, locale, format } = useText()
  // As the server says it, which is in English.
  const said = (text: string) => <span lang={locale === 'en' ? undefined : 'en'}>{text}</span>
  return [
    { key: 'column', title: t('imports.column'), cell: ({ column }: Wrong) => column },
    {
      key: 'reason',
      title: t('imports.wrong'),
      cell: ({ reason, fix }: Wrong) => (
        <Stack gap="small">
          {said(reason)}
          <Note>{said(fix)}</Note>
        </Stack>
      ),
    },
    {
      key: 'count',
      title: t('imports.rows'),
      numeric: true,
      cell: ({ count }: Wrong) => format.count(count),
    },
    {
      key: 'where',
      title: t('imports.lines'),
      cell: ({ rows }: Wrong) => rows.slice(0, 5).join(', '),
    },
    ...(mend === undefined
      ? []
      : [
          {
            key: 'mend',
            title: t('imports.mend'),
            plain: true,
            cell: ({ column }: Wrong) => mend(column),
          },
        ]),
  ]
}

/** Some of the rows, as they would be stored. */
function Samples({ result }: { result: RowResult }) {
  const { t, format } = useText()
  const text = (value: unknown): string => valueText('text', value, t, format) || t('words.noValue')
  return (
    <Table
      caption={t('imports.samples')}
      rows={result.samples.filter((sample) => sample.result !== 'rejected').slice(0, 8)}
      keyOf={({ row }) => row}
      columns={[
        { key: 'row', title: t('imports.line'), cell: ({ row, key }) => `${row} · ${key}` },
        {
          key: 'result',
          title: t('imports.result'),
          cell: (sample) => <Tag>{t(`imports.row_${sample.result}`)}</Tag>,
        },
        {
          key: 'stored',
          title: t('imports.stored'),
          plain: true,
          cell: ({ changes }) =>
            changes.map(({ field, before, after }) => (
              <div key={field}>
                {before === null
                  ? t('imports.sets', { field, after: text(after) })
                  : t('imports.changes', { field, before: text(before), after: text(after) })}
              </div>
            )),
        },
      ]}
    />
  )
}
