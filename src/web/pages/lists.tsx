import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { answersTo } from '../answersTo.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { ListMenu } from '../lists/listMenu.tsx'
import type { List } from '../lists/list.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, SearchField, TextField } from '../ui/fields.tsx'
import { Empty, Note, Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/lists')

/** The lists that the shop keeps by hand, with how many are on each. */
export function ListsPage() {
  const { t } = useText()
  const may = useMay()
  const lists = useAsk(routes.lists.list, {})
  const [making, setMaking] = useState(false)
  const make = may('segments:write') && (
    <Button look="first" icon={Plus} onClick={() => setMaking(true)}>
      {t('lists.new')}
    </Button>
  )
  return (
    <Page title={t('lists.title')} lead={t('lists.lead')} actions={make}>
      {lists.isPending && <Waiting lines={6} />}
      {lists.isError && <Trouble error={lists.error} retry={() => void lists.refetch()} />}
      {lists.data?.items.length === 0 && (
        <Empty title={t('lists.none')}>{t('lists.noneWhy')}</Empty>
      )}
      {lists.data !== undefined && lists.data.items.length > 0 && (
        <Lists lists={lists.data.items} />
      )}
      {making && <NewList onClose={() => setMaking(false)} />}
    </Page>
  )
}

function Lists({ lists }: { lists: readonly List[] }) {
  const { t, format } = useText()
  const may = useMay()
  const { q = '' } = route.useSearch()
  const navigate = useNavigate({ from: paths.lists })
  const wanted = useDeferredValue(q)
  const status = useAsk(routes.status.read, {}, { when: may('running:read') })
  const found = lists
    .filter(({ name }) => answersTo(name, wanted))
    .toSorted((a, b) => format.compare(a.name, b.name))
  return (
    <Stack>
      <Row>
        <SearchField
          label={t('lists.search')}
          value={q}
          onChange={(next) => void navigate({ search: { q: next }, replace: true })}
        />
      </Row>
      {found.length === 0 && <Note>{t('lists.noneFound', { q })}</Note>}
      {found.length > 0 && (
        <Table
          caption={t('lists.title')}
          rows={found}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('lists.name'),
              cell: ({ id, name }) => (
                <Link to={paths.list} params={{ id: String(id) }}>
                  {name}
                </Link>
              ),
            },
            {
              key: 'members',
              title: t('lists.members'),
              numeric: true,
              cell: ({ members }) => <Count n={members} of={status.data?.customers} />,
            },
            {
              key: 'created',
              title: t('lists.created'),
              spare: true,
              cell: ({ created }) => format.day(created),
            },
            {
              key: 'more',
              title: t('lists.actions'),
              numeric: true,
              cell: (list) => <ListMenu list={list} />,
            },
          ]}
        />
      )}
    </Stack>
  )
}

function NewList({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const create = useTell(routes.lists.create, {
    changes: ['/api/lists'],
    shown: true,
    after: ({ id }) => void navigate({ to: paths.list, params: { id: String(id) } }),
  })
  return (
    <Dialog open onClose={onClose} title={t('lists.new')}>
      <Form onSubmit={() => name.trim() !== '' && create.mutate({ body: { name: name.trim() } })}>
        <TextField
          label={t('lists.name')}
          hint={t('lists.nameHint')}
          value={name}
          autoFocus
          onChange={setName}
        />
        {create.isError && <Trouble error={create.error} />}
        <Row>
          <Button type="submit" look="first" busy={create.isPending} disabled={name.trim() === ''}>
            {t('lists.make')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}
