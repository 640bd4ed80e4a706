import { useNavigate } from '@tanstack/react-router'
import { Download, SlidersHorizontal } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { download, useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { paths } from '../paths.ts'
import { BulkBar } from '../people/bulkBar.tsx'
import { ColumnsDialog } from '../people/columnsDialog.tsx'
import { CustomerCards } from '../people/cards.tsx'
import {
  useGridColumns,
  useOffered,
  usualColumns,
  useWidths,
  valueIn,
  type Offered,
} from '../people/columns.tsx'
import { Filter, FilterButton } from '../people/filter.tsx'
import { useCustomers, type Customer } from '../people/useCustomers.ts'
import { useLook, type Look } from '../people/useLook.ts'
import { useSave } from '../people/useSave.ts'
import { Views } from '../people/views.tsx'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Grid } from '../ui/grid/grid.tsx'
import { Menu } from '../ui/menu.tsx'
import { Empty, Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useNarrow } from '../ui/useNarrow.ts'

/** Everybody whom the shop knows, in a grid: found, filtered, ordered, edited where they stand. */
export function CustomersPage() {
  const { t } = useText()
  const { look, change } = useLook()
  const offered = useOffered()
  const shown = shownOf(look, offered)
  const [choosing, setChoosing] = useState(false)
  const [filtering, setFiltering] = useState(false)
  const total = useTotal(look)
  const status = useAsk(routes.status.read, {})
  return (
    <Page
      wide
      title={t('customers.title')}
      lead={
        <Count
          n={total ?? null}
          of={look.filter === '' ? undefined : status.data?.customers}
          live
        />
      }
    >
      <Stack gap="small">
        <Row>
          <Search look={look} onChange={(q) => change({ q }, true)} />
          <FilterButton
            text={look.filter}
            open={filtering}
            onToggle={() => setFiltering(!filtering)}
          />
          <Views look={look} shown={shown.map(({ name }) => name)} onChange={change} />
          <Button icon={SlidersHorizontal} onClick={() => setChoosing(true)}>
            {t('customers.columns')}
          </Button>
          <Export look={look} shown={shown} />
        </Row>
        <Filter text={look.filter} open={filtering} onChange={(filter) => change({ filter })} />
      </Stack>
      {offered.length === 0 ? (
        <Waiting lines={10} />
      ) : (
        <Customers look={look} shown={shown} total={total} />
      )}
      {choosing && (
        <ColumnsDialog
          offered={offered}
          shown={shown.map(({ name }) => name)}
          onChange={(columns) => change({ columns })}
          onClose={() => setChoosing(false)}
        />
      )}
    </Page>
  )
}

function Search({ look, onChange }: { look: Look; onChange: (q: string) => void }) {
  const { t } = useText()
  return <SearchField label={t('customers.search')} value={look.q} onChange={onChange} />
}

function Customers({
  look,
  shown,
  total,
}: {
  look: Look
  shown: readonly Offered[]
  total: number | undefined
}) {
  const { t } = useText()
  const navigate = useNavigate()
  const { change } = useLook()
  const narrow = useNarrow()
  const q = useDeferredValue(look.q)
  const { pages, rows, show } = useCustomers(wantedOf({ ...look, q }, shown))
  const { save, undo } = useSave(show)
  const widths = useWidths()
  const columns = useGridColumns(shown, { look, change, save, widths })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  if (pages.isPending) return <Waiting lines={10} />
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />
  if (rows.length === 0) return <Nobody look={look} onClear={() => change({ q: '', filter: '' })} />
  const more =
    pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : undefined
  const list = narrow ? (
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
      {list}
      {!narrow && <Note>{t('customers.keys')}</Note>}
      {selected.size > 0 && (
        <BulkBar look={look} total={total} selected={selected} onSelect={setSelected} />
      )}
    </Stack>
  )
}

function Nobody({ look, onClear }: { look: Look; onClear: () => void }) {
  const { t } = useText()
  if (look.q !== '' || look.filter !== '') {
    return (
      <Empty
        title={t('customers.noneFound')}
        action={<Button onClick={onClear}>{t('customers.showAll')}</Button>}
      >
        {t('customers.noneFoundWhy')}
      </Empty>
    )
  }
  return (
    <Empty
      title={t('customers.none')}
      action={
        <LinkButton look="first" to={paths.newImport}>
          {t('customers.bring')}
        </LinkButton>
      }
    >
      {t('customers.noneWhy')}
    </Empty>
  )
}

/** A file of those whom the page shows, with its columns. */
function Export({ look, shown }: { look: Look; shown: readonly Offered[] }) {
  const { t, locale } = useText()
  const keep = (format: 'csv' | 'xlsx' | 'jsonl' | 'parquet'): void => {
    const columns = ['clientela_id', ...shown.map(({ name }) => name)]
    const query = {
      format,
      columns: columns.join(','),
      ...(locale === 'pt-BR' && ['csv', 'xlsx'].includes(format)
        ? { style: 'excel-br' as const }
        : {}),
      ...(look.q === '' ? {} : { search: look.q }),
      ...(look.filter === '' ? {} : { condition: look.filter }),
    }
    download(routes.customers.export, { query }, `${t('customers.file')}.${format}`).catch(
      (error: unknown) => says.failed(failureOf(error)),
    )
  }
  return (
    <Menu
      label={t('customers.export')}
      icon={Download}
      text={t('customers.export')}
      groups={[
        [
          { label: 'Excel (XLSX)', onSelect: () => keep('xlsx') },
          { label: 'CSV', onSelect: () => keep('csv') },
          { label: 'JSON Lines', onSelect: () => keep('jsonl') },
          { label: 'Parquet', onSelect: () => keep('parquet') },
        ],
      ]}
    />
  )
}

/** How many the filter leaves; what is searched for is counted by nobody. */
function useTotal({ q, filter }: Look): number | undefined {
  const { locale } = useText()
  const counted = useAsk(
    routes.segments.count,
    { query: { locale }, body: { text: filter === '' ? 'everyone' : filter } },
    { when: q === '', keep: true },
  )
  return q === '' ? counted.data?.count : undefined
}

function shownOf(look: Look, offered: readonly Offered[]): readonly Offered[] {
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
