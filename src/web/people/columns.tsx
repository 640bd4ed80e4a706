import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import type { Formats } from '../format.ts'
import { paths } from '../paths.ts'
import { useText, type Say } from '../text.tsx'
import { narrowestPx, widestPx, type GridColumn } from '../ui/grid/gridColumn.ts'
import type { MenuItem } from '../ui/menu.tsx'
import { ValueInput } from '../ui/valueInput.tsx'
import { jsonOf } from '../ui/valueDraft.ts'
import { useFields } from '../client/fields.ts'
import { isNumeric, valueText, type FieldShape } from './fields.ts'
import type { Customer } from './useCustomers.ts'
import type { Look } from './useLook.ts'
import type { Save } from './useSave.ts'

/** What may be a column: a field, what is worked out of a customer, or when she came. */
export type Offered = FieldShape & {
  readonly kind: 'field' | 'calculated' | 'time'
  readonly sortable: boolean
}

/** Everything that may be a column, in the order in which it is offered. */
export function useOffered(): readonly Offered[] {
  const { t } = useText()
  const fields = useFields()
  const calculated = useAsk(routes.calculated.list, {})
  return [
    ...fields.map((field) => ({ ...field, kind: 'field' as const, sortable: field.filterable })),
    ...(['created', 'updated'] as const).map((name) => ({
      name,
      label: t(`customers.${name}`),
      type: 'datetime' as const,
      kind: 'time' as const,
      sortable: true,
    })),
    ...(calculated.data?.items ?? []).map(({ name, label, type }) => ({
      name,
      label,
      type,
      kind: 'calculated' as const,
      sortable: false,
    })),
  ]
}

/** Those that stand where nobody has chosen: who she is first, then what the shop asks of people. */
export function usualColumns(offered: readonly Offered[]): readonly Offered[] {
  const first = ['name', 'email', 'city', 'state', 'phone', 'created']
  const named = first.flatMap((name) => offered.find((each) => each.name === name) ?? [])
  const own = offered.filter(({ name, kind }) => kind === 'field' && !builtIn.includes(name))
  return [...named, ...own.slice(0, 4)]
}

const builtIn = 'name email phone birth_date gender city state country language'.split(' ')

const widthsKey = 'clientela.widths'
const firstWidths: Readonly<Record<string, number>> = { name: 200, email: 240, created: 160 }
const usualPx = 140
const stepPx = 40

/** How wide columns are, kept in this browser. */
export function useWidths() {
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>(readWidths)
  const resize = (name: string, px: number): void => {
    const next = { ...widths, [name]: Math.max(narrowestPx, Math.min(widestPx, px)) }
    localStorage.setItem(widthsKey, JSON.stringify(next))
    setWidths(next)
  }
  return { widthOf: (name: string) => widths[name] ?? firstWidths[name] ?? usualPx, resize }
}

function readWidths(): Readonly<Record<string, number>> {
  try {
    return JSON.parse(localStorage.getItem(widthsKey) ?? '{}') as Readonly<Record<string, number>>
  } catch {
    return {}
  }
}

type Doing = {
  readonly look: Look
  readonly change: (to: Partial<Look>) => void
  readonly save: Save
  readonly widths: ReturnType<typeof useWidths>
}

/** The columns of the grid, and what can be done with each. */
export function useGridColumns(
  shown: readonly Offered[],
  { look, change, save, widths }: Doing,
): readonly GridColumn<Customer>[] {
  const { t, format } = useText()
  return shown.map((each, i) => {
    const text = (row: Customer): string => textIn(row, each, t, format)
    return {
      key: each.name,
      title: each.label,
      widthPx: widths.widthOf(each.name),
      numeric: isNumeric(each.type),
      text,
      cell: (row) => (i === 0 ? <Who row={row} text={text(row)} /> : text(row)),
      sorted: look.sort === each.name ? look.order : undefined,
      menu: menuOf(),
      ...(each.kind === 'field' ? editing(each, save) : {}),
    }

    function menuOf(): readonly (readonly MenuItem[])[] {
      const names = shown.map(({ name }) => name)
      const px = widths.widthOf(each.name)
      const sort = (order: 'asc' | 'desc'): MenuItem => ({
        label: t(order === 'asc' ? 'customers.sortUp' : 'customers.sortDown'),
        chosen: look.sort === each.name && look.order === order,
        onSelect: () => change({ sort: each.name, order }),
      })
      const move = (by: number): MenuItem => ({
        label: t(by < 0 ? 'customers.moveLeft' : 'customers.moveRight'),
        disabled: names[i + by] === undefined,
        onSelect: () => change({ columns: moved(names, i, by) }),
      })
      return [
        each.sortable ? [sort('asc'), sort('desc')] : [],
        [move(-1), move(1)],
        [
          { label: t('customers.wider'), onSelect: () => widths.resize(each.name, px + stepPx) },
          { label: t('customers.narrower'), onSelect: () => widths.resize(each.name, px - stepPx) },
        ],
        [
          {
            label: t('customers.hide'),
            disabled: names.length === 1,
            onSelect: () => change({ columns: names.filter((name) => name !== each.name) }),
          },
        ],
      ].filter((items) => items.length > 0)
    }
  })
}

/** The same names with one of them moved by so many places. */
export function moved(names: readonly string[], at: number, by: number): readonly string[] {
  const name = names[at]
  if (name === undefined) return names
  const others = names.filter((_, i) => i !== at)
  return [...others.slice(0, at + by), name, ...others.slice(at + by)]
}

function editing(
  field: Offered,
  save: Save,
): Pick<Required<GridColumn<Customer>>, 'editor' | 'onText'> {
  return {
    editor: (row, { first, onEnd }) => (
      <ValueInput
        label={field.label}
        type={field.type}
        choices={field.choices}
        value={row.fields[field.name]}
        cell={{ first, onEnd }}
        onCommit={(value) => save(row, field, value)}
      />
    ),
    onText: (row, text) => {
      const value = jsonOf(field.type, text)
      if (value !== null || row.fields[field.name] !== undefined) save(row, field, value)
    },
  }
}

/** What a column says of a customer. */
export function valueIn(row: Customer, { name, kind }: Pick<Offered, 'name' | 'kind'>): unknown {
  if (kind === 'time') return name === 'created' ? row.created : row.updated
  return kind === 'calculated' ? row.calculated?.[name] : row.fields[name]
}

/** The same as people read it; of when she came, the day. */
export function textIn(row: Customer, each: Offered, t: Say, format: Formats): string {
  if (each.kind === 'time') return format.day(each.name === 'created' ? row.created : row.updated)
  return valueText(each.type, valueIn(row, each), t, format)
}

/** The way to a customer's page. */
export function Who({ row, text }: { row: Customer; text: string }) {
  const { t } = useText()
  return (
    <Link to={paths.customer} params={{ id: row.id }} tabIndex={-1}>
      {text === '' ? t('words.nameless', { id: row.id }) : text}
    </Link>
  )
}
