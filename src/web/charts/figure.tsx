import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { ChartRoom, Legend, Mark } from '../ui/chartFrame.tsx'
import { Panel, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import type { ChartProps } from './chart.tsx'
import { toCsv } from './csv.ts'

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }))

/** A chart with its title, the same numbers as a table, whose marks can be opened by keyboard, and as a file. */
export function Figure({ note, ...chart }: ChartProps & { note?: string }) {
  const { t, format } = useText()
  const [asTable, setAsTable] = useState(false)
  const { title, steps, series, unit, onMark } = chart
  const write = unit === 'money' ? format.money : format.count
  const rows = steps.map((step, i) => ({ step, i }))
  const keep = (): void => {
    const head = [t('chart.when'), ...series.map(({ name }) => name)]
    const lines = rows.map(({ step, i }) => [step, ...series.map(({ values }) => values[i] ?? '')])
    const address = URL.createObjectURL(new Blob([toCsv([head, ...lines])], { type: 'text/csv' }))
    Object.assign(document.createElement('a'), { href: address, download: `${title}.csv` }).click()
    URL.revokeObjectURL(address)
  }
  return (
    <Panel
      title={title}
      note={note}
      actions={
        <>
          <Button onClick={() => setAsTable(!asTable)}>
            {asTable ? t('chart.asChart') : t('chart.asTable')}
          </Button>
          <Button icon={Download} onClick={keep}>
            CSV
          </Button>
        </>
      }
    >
      {asTable ? (
        <Table
          caption={title}
          rows={rows.toReversed()}
          keyOf={({ i }) => i}
          columns={[
            { key: 'step', title: t('chart.when'), cell: ({ step }) => step },
            ...series.map(({ name, values }) => ({
              key: name,
              title: name,
              numeric: true,
              cell: ({ i }: { i: number }) => {
                const value = values[i] ?? null
                if (value === null) return '–'
                if (onMark === undefined || value === 0) return write(value)
                return <Mark onOpen={() => onMark(name, i)}>{write(value)}</Mark>
              },
            })),
          ]}
        />
      ) : (
        <>
          <Legend of={series} />
          <ChartRoom>
            <Suspense fallback={<Waiting />}>
              <Chart {...chart} />
            </Suspense>
          </ChartRoom>
        </>
      )}
    </Panel>
  )
}
