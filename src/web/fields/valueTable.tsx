import { useNavigate } from '@tanstack/react-router'
import { Shapes } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import { ask, useAsk, useTell } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Table, type Column } from '../ui/table.tsx'

/** A value of a field; how many customers have it where that is known already. */
export type ValueRow = {
  readonly value: string
  readonly json: string | boolean
  readonly label: string
  readonly count?: number
}

type Given = {
  readonly field: string
  readonly rows: readonly ValueRow[]
  /** Each value can be opened as a segment. */
  readonly opens?: boolean
  /** Each value leads to the customers who have it. */
  readonly leads?: boolean
}

/** Values of a field of customers, how many have each, and the way to these people. */
export function ValueTable({ field, rows, opens = false, leads = true }: Given) {
  const { t, locale } = useText()
  const may = useMay()
  const navigate = useNavigate()
  const open = useTell(routes.segmentFields.open, {
    changes: ['/api/segments'],
    after: ({ id }) => void navigate({ to: paths.segment, params: { id: String(id) } }),
  })
  const people = async (json: ValueRow['json']): Promise<void> => {
    const body = { condition: isValue(field, json) }
    const { text } = await ask(routes.conditions.read, { query: { locale }, body })
    await navigate({ to: paths.customers, search: { filter: text } })
  }
  const columns: readonly Column<ValueRow>[] = [
    {
      key: 'value',
      title: t('fields.value'),
      cell: ({ json, label }) =>
        leads ? (
          <Button
            look="quiet"
            onClick={() => {
              people(json).catch((error: unknown) => says.failed(failureOf(error)))
            }}
          >
            {label}
          </Button>
        ) : (
          label
        ),
    },
    {
      key: 'count',
      title: t('fields.customers'),
      numeric: true,
      cell: ({ json, count }) =>
        count === undefined ? <Counted field={field} json={json} /> : <Count n={count} />,
    },
  ]
  const opening: Column<ValueRow> = {
    key: 'open',
    title: t('fields.segment'),
    numeric: true,
    cell: ({ json, label }) => (
      <Button
        look="quiet"
        icon={Shapes}
        aria-label={t('fields.openSegment', { value: label })}
        disabled={open.isPending}
        onClick={() =>
          open.mutate({ params: { name: field }, query: { locale }, body: { value: json } })
        }
      >
        {t('fields.open')}
      </Button>
    ),
  }
  return (
    <Table
      caption={t('fields.values')}
      rows={rows}
      keyOf={({ value }) => value}
      columns={opens && may('segments:write') ? [...columns, opening] : columns}
    />
  )
}

function Counted({ field, json }: { field: string; json: ValueRow['json'] }) {
  const counted = useAsk(routes.segments.count, {
    query: {},
    body: { condition: isValue(field, json) },
  })
  return <Count n={counted.data?.count ?? null} />
}

function isValue(field: string, value: ValueRow['json']) {
  return { type: 'field', field, test: { op: 'is', value } } as const
}
