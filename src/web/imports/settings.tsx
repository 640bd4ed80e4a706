import { useText } from '../text.tsx'
import { Select } from '../ui/fields.tsx'
import { Grid } from '../ui/page.tsx'
import type { Detection, RowRun } from './run.ts'
import type { Mapping } from './useMapping.ts'

const encodings = ['utf-8', 'windows-1252', 'utf-16le']
const delimiters = [',', ';', '\t', '|']

/** How the file is written, as it was found out; each can be said otherwise. */
export function Settings({
  run,
  detection,
  mapping,
}: {
  run: RowRun
  detection: Detection
  mapping: Mapping
}) {
  const { t } = useText()
  const { format, sheets, sheet, encoding, delimiter, headerRow } = detection
  const isText = format === 'csv'
  return (
    <Grid>
      {sheets.length > 1 && (
        <Select
          label={t('imports.sheet')}
          value={sheet ?? ''}
          options={sheets.map((name) => ({ value: name, label: name }))}
          onChange={(next) => mapping.change({ sheet: next })}
        />
      )}
      <Select
        label={t('imports.header')}
        value={String(headerRow)}
        options={withOne(['0', '1', '2', '3', '4', '5'], String(headerRow)).map((row) => ({
          value: row,
          label: row === '0' ? t('imports.noHeader') : t('imports.headerRow', { row }),
        }))}
        onChange={(row) => mapping.change({ header: Number(row) })}
      />
      {isText && (
        <Select
          label={t('imports.encoding')}
          value={encoding}
          options={withOne(encodings, encoding).map((each) => ({ value: each, label: each }))}
          onChange={(next) => mapping.change({ encoding: next })}
        />
      )}
      {isText && (
        <Select
          label={t('imports.delimiter')}
          value={delimiter}
          options={withOne(delimiters, delimiter).map((each) => ({
            value: each,
            label: each === '\t' ? t('imports.tab') : each,
          }))}
          onChange={(next) => mapping.change({ delimiter: next })}
        />
      )}
      {run.kind === 'customers' && (
        <Select
          label={t('imports.listsMissing')}
          value={run.options.makeLists === true ? 'make' : 'refuse'}
          options={[
            { value: 'refuse', label: t('imports.listsRefuse') },
            { value: 'make', label: t('imports.listsMake') },
          ]}
          onChange={(next) => mapping.change({ makeLists: next === 'make' })}
        />
      )}
    </Grid>
  )
}

function withOne(usual: readonly string[], found: string): readonly string[] {
  return usual.includes(found) ? usual : [found, ...usual]
}
