import { useText } from '../text.tsx'
import { Select } from '../ui/fields.tsx'
import { Row } from '../ui/page.tsx'
import { ignored, useTargets } from './targets.ts'
import type { ImportColumn, RowRun } from './run.ts'
import type { Mapping } from './useMapping.ts'

/** What becomes of one column, and how its dates and numbers are written. */
export function ColumnTarget({
  run,
  column,
  mapping,
}: {
  run: RowRun
  column: ImportColumn
  mapping: Mapping
}) {
  const { t } = useText()
  const targets = useTargets(run.kind)
  const unanswered = column.make !== null && column.to !== ignored
  return (
    <Row>
      <Select
        label={t('imports.becomesOf', { column: column.name })}
        labelHidden
        value={unanswered ? '' : column.to}
        options={[
          ...(unanswered ? [{ value: '', label: t('imports.chooseTarget') }] : []),
          ...targets(column),
        ]}
        onChange={(to) => mapping.mapTo(column, to)}
      />
      {column.dates !== null && (
        <Select
          label={t('imports.datesOf', { column: column.name })}
          labelHidden
          value={column.dates}
          options={(['dmy', 'mdy', 'ymd'] as const).map((order) => ({
            value: order as string,
            label: t(`imports.dates_${order}`),
          }))}
          onChange={(dates) => mapping.styleOf(column, { dates })}
        />
      )}
      {column.decimal !== null && (
        <Select
          label={t('imports.decimalOf', { column: column.name })}
          labelHidden
          value={column.decimal}
          options={[
            { value: ',', label: t('imports.decimalComma') },
            { value: '.', label: t('imports.decimalPoint') },
          ]}
          onChange={(decimal) => mapping.styleOf(column, { decimal })}
        />
      )}
    </Row>
  )
}
