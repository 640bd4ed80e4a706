import { getRouteApi } from '@tanstack/react-router'
import { SlidersHorizontal, UserPlus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { AddPeople } from '../lists/addPeople.tsx'
import type { List } from '../lists/list.ts'
import { ListMenu, ListUsers } from '../lists/listMenu.tsx'
import { useOffered } from '../people/columns.tsx'
import { ColumnsDialog } from '../people/columnsDialog.tsx'
import { CustomerGrid, shownOf } from '../people/customerGrid.tsx'
import { useLook, type Look } from '../people/useLook.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Empty, Page, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/lists/$id')

/** One list: who is on it, in the grid, with the ways onto it and off it; and what speaks of it. */
export function ListPage() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const lists = useAsk(routes.lists.list, {})
  const list = lists.data?.items.find((each) => String(each.id) === id)
  // Who is on it is asked for by a condition, so that it is searched, ordered and chosen as customers are.
  const condition = { type: 'list', list: Number(id) } as const
  const read = useAsk(
    routes.conditions.read,
    { query: { locale }, body: { condition } },
    { when: list !== undefined },
  )
  if (list === undefined || read.data === undefined) {
    const error = lists.error ?? read.error
    return (
      <Page title={t('lists.one')}>
        {error !== null && <Trouble error={error} />}
        {error === null && lists.isSuccess && list === undefined && (
          <Empty title={t('lists.gone')}>{t('lists.goneWhy')}</Empty>
        )}
        {error === null && (lists.isPending || list !== undefined) && <Waiting lines={8} />}
      </Page>
    )
  }
  return <OneList key={id} list={list} filter={read.data.text} />
}

function OneList({ list, filter }: { list: List; filter: string }) {
  const { t } = useText()
  const may = useMay()
  const { look: inAddress, change } = useLook()
  const look: Look = { ...inAddress, filter }
  const keep = (to: Partial<Look>, replace?: boolean): void =>
    change({ ...to, filter: '' }, replace)
  const offered = useOffered()
  const shown = shownOf(look, offered)
  const [adding, setAdding] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const mayAdd = may('segments:write') && may('customers:write')
  const add = mayAdd && (
    <Button look="first" icon={UserPlus} onClick={() => setAdding(true)}>
      {t('lists.add')}
    </Button>
  )
  return (
    <Page
      wide
      title={list.name}
      lead={<Count n={list.members} label={t('count.customers', { count: list.members })} live />}
      actions={
        <>
          <ListMenu list={list} />
          {add}
        </>
      }
    >
      <UsedBy list={list} />
      <Stack gap="small">
        <Row>
          <SearchField
            label={t('customers.search')}
            value={look.q}
            onChange={(q) => keep({ q }, true)}
          />
          <Button icon={SlidersHorizontal} onClick={() => setChoosing(true)}>
            {t('customers.columns')}
          </Button>
        </Row>
      </Stack>
      {offered.length === 0 ? (
        <Waiting lines={10} />
      ) : (
        <CustomerGrid
          look={look}
          change={keep}
          shown={shown}
          total={look.q === '' ? list.members : undefined}
          list={mayAdd ? list.id : undefined}
          nobody={<Nobody searched={look.q !== ''} add={add} />}
        />
      )}
      {adding && <AddPeople list={list} onClose={() => setAdding(false)} />}
      {choosing && (
        <ColumnsDialog
          offered={offered}
          shown={shown.map(({ name }) => name)}
          onChange={(columns) => keep({ columns })}
          onClose={() => setChoosing(false)}
        />
      )}
    </Page>
  )
}

function Nobody({ searched, add }: { searched: boolean; add: ReactNode }) {
  const { t } = useText()
  if (searched) return <Empty title={t('customers.noneFound')}>{t('customers.noneFoundWhy')}</Empty>
  return (
    <Empty title={t('lists.empty')} action={add}>
      {t('lists.emptyWhy')}
    </Empty>
  )
}

/** What speaks of the list, where something does. */
function UsedBy({ list }: { list: List }) {
  const { t } = useText()
  const usage = useAsk(routes.lists.usage, { params: { id: list.id } })
  if (usage.data === undefined) return null
  if (Object.values(usage.data).every((users) => users.length === 0)) return null
  return (
    <Panel title={t('fields.usage')}>
      <ListUsers usage={usage.data} />
    </Panel>
  )
}
