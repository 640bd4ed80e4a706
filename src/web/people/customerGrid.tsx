import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState, type ReactNode } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Grid } from '../ui/grid/grid.tsx'
import { Note, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useNarrow } from '../ui/useNarrow.ts'
import { BulkBar } from './bulkBar.tsx'
import { CustomerCards } from './cards.tsx'
import { useGridColumns, usualColumns, useWidths, valueIn, type Offered } from './columns.tsx'
import { useCustomers, type Customer } from './useCustomers.ts'
import type { ChangeLook, Look } from './useLook.ts'
import { useSave } from './useSave.ts'

/** Customers in a grid, on a phone as cards: edited where they stand, chosen and changed many at once. */
export function CustomerGrid({
  look,
  change,
  shown,
  total,
  list,
  nobody,
}: {
  look: Look
  change: ChangeLook
  shown: readonly Offered[]
  total: number | undefined
  /** Off which of the shop's lists those who are chosen can be taken. */
  list?: number | undefined
  /** In the place of the grid where there is nobody. */
  nobody: ReactNode
}) {
  const { t } = useText()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const q = useDeferredValue(look.q)
  const { pages, rows, show } = useCustomers(wantedOf({ ...look, q }, shown))
  const { save, undo } = useSave(show)
  const widths = useWidths()
  const columns = useGridColumns(shown, { look, change, save, widths })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  if (pages.isPending) return <Waiting lines={10} />
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />
  if (rows.length === 0) return nobody
  const more =
    pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : undefined
  const drawn = narrow ? (
    <CustomerCards rows={rows} shown={shown} onMore={more} more={pages.hasNextPage} />
  ) : (
    <Grid
      label={t('customers.title')}
      rows={rows}
      columns={columns}
      keyOf={({ id }) => id}
      nameOf={(row) => nameOf(row) ?? t('words.nameless', { id: row.id })}
      total={total}
      onMore={more}
      selected={selected}
      onSelect={setSelected}
      onOpen={({ id }) => void navigate({ to: paths.customer, params: { id } })}
      onUndo={undo}
      onResize={widths.resize}
    />
  )
  return (
    <Stack gap="small">
      {drawn}
      {!narrow && <Note>{t('customers.keys')}</Note>}
      {selected.size > 0 && (
        <BulkBar look={look} total={total} selected={selected} list={list} onSelect={setSelected} />
      )}
    </Stack>
  )
}

/** How many the filter leaves; what is searched for is counted by nobody. */
export function useTotal({ q, filter }: Look): number | undefined {
  const { locale } = useText()
  const counted = useAsk(
    routes.segments.count,
    { query: { locale }, body: { text: filter === '' ? 'everyone' : filter } },
    { when: q === '', keep: true },
  )
  return q === '' ? counted.data?.count : undefined
}

/** The columns that are shown: those that were chosen, else the usual ones. */
export function shownOf(look: Look, offered: readonly Offered[]): readonly Offered[] {
  const chosen = look.columns.flatMap((name) => offered.find((each) => each.name === name) ?? [])
  return chosen.length === 0 ? usualColumns(offered) : chosen
}

function wantedOf({ q, filter, sort, order }: Look, shown: readonly Offered[]) {
  const calculated = shown.filter(({ kind }) => kind === 'calculated').map(({ name }) => name)
  return {
    sort,
    order,
    ...(q.trim() === '' ? {} : { search: q }),
    ...(filter === '' ? {} : { text: filter }),
    ...(calculated.length === 0 ? {} : { calculated: calculated.join(',') }),
  }
}

function nameOf(row: Customer): string | undefined {
  const name = valueIn(row, { name: 'name', kind: 'field' })
  return typeof name === 'string' ? name : undefined
}
