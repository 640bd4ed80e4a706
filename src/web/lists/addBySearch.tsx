import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useSettled } from '../conditions/useSettled.ts'
import { useRun } from '../people/useRun.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Note, Stack, Waiting } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { List } from './list.ts'

/** So many of those found are shown: another letter says more. */
const most = 10

/** Customers are found and put on the list one by one. */
export function AddBySearch({ list }: { list: List }) {
  const { t } = useText()
  const [search, setSearch] = useState('')
  const [added, setAdded] = useState<readonly string[]>([])
  const [adding, setAdding] = useState<string>()
  const run = useRun()
  const settled = useSettled(search).trim()
  const found = useAsk(
    routes.customers.query,
    { body: { search: settled, limit: most } },
    { when: settled !== '', keep: true },
  )
  const add = (id: string): void => {
    setAdding(id)
    run({ customers: [id], addTo: [list.id] })
      .then(
        () => setAdded((now) => [...now, id]),
        (error: unknown) => says.failed(failureOf(error)),
      )
      .finally(() => setAdding(undefined))
  }
  const shown = (value: unknown): string => (typeof value === 'string' ? value : '')
  const items = settled === '' ? [] : (found.data?.items ?? [])
  return (
    <Stack>
      <SearchField label={t('customers.search')} value={search} autoFocus onChange={setSearch} />
      {settled === '' && <Note>{t('lists.searchNote')}</Note>}
      {settled !== '' && found.isPending && <Waiting />}
      {found.isError && <Trouble error={found.error} />}
      {settled !== '' && found.isSuccess && items.length === 0 && (
        <Note>{t('customers.noneFound')}</Note>
      )}
      {items.length > 0 && (
        <Table
          caption={t('lists.found')}
          rows={items}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('lists.who'),
              cell: ({ id, fields }) => shown(fields['name']) || t('words.nameless', { id }),
            },
            { key: 'email', title: t('lists.email'), cell: ({ fields }) => shown(fields['email']) },
            {
              key: 'add',
              title: t('lists.add'),
              numeric: true,
              cell: ({ id, fields }) => (
                <Button
                  icon={added.includes(id) ? Check : Plus}
                  busy={adding === id}
                  disabled={adding !== undefined || added.includes(id)}
                  aria-label={t(added.includes(id) ? 'lists.addedWho' : 'lists.addWho', {
                    who: shown(fields['name']) || id,
                  })}
                  onClick={() => add(id)}
                >
                  {t(added.includes(id) ? 'lists.added' : 'lists.addOne')}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Stack>
  )
}
