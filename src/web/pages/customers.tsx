import { Download, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { download, useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { paths } from '../paths.ts'
import { ColumnsDialog } from '../people/columnsDialog.tsx'
import { useOffered, type Offered } from '../people/columns.tsx'
import { CustomerGrid, shownOf, useTotal } from '../people/customerGrid.tsx'
import { Filter, FilterButton } from '../people/filter.tsx'
import { useLook, type Look } from '../people/useLook.ts'
import { Views } from '../people/views.tsx'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { Empty, Page, Row, Stack, Waiting } from '../ui/page.tsx'

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
        <CustomerGrid
          look={look}
          change={change}
          shown={shown}
          total={total}
          nobody={<Nobody look={look} onClear={() => change({ q: '', filter: '' })} />}
        />
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
