import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { bundles } from '../../api/scopes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText, type Say } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Mono } from '../ui/secret.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { NewKey } from './newKey.tsx'

type Key = Answer<typeof routes.keys.list>['items'][number]

/** The keys of the API: what each may do, until when, when it was last used. */
export function Keys() {
  const { t } = useText()
  const may = useMay()
  const keys = useAsk(routes.keys.list, {})
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Key>()
  const revoke = useTell(routes.keys.revoke, {
    changes: [routes.keys.list.path],
    done: t('keys.revokedDone'),
    after: () => setRevoking(undefined),
  })
  const items = keys.data?.items ?? []
  return (
    <Panel
      title={t('keys.title')}
      note={t('keys.note')}
      actions={
        may('keys:write') && (
          <Button icon={KeyRound} onClick={() => setMaking(true)}>
            {t('keys.new')}
          </Button>
        )
      }
    >
      {keys.isPending && <Waiting />}
      {keys.isError && <Trouble error={keys.error} retry={() => void keys.refetch()} />}
      {keys.isSuccess && items.length === 0 && <Note>{t('keys.none')}</Note>}
      {items.length > 0 && <Listed keys={items} onRevoke={setRevoking} />}
      {making && <NewKey onClose={() => setMaking(false)} />}
      {revoking !== undefined && (
        <Confirm
          title={t('access.revokeOf', { name: revoking.name })}
          action={t('access.revoke')}
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate({ params: { id: revoking.id } })}
          onClose={() => setRevoking(undefined)}
        >
          {t('keys.revokeWhat')}
        </Confirm>
      )}
    </Panel>
  )
}

function Listed({ keys, onRevoke }: { keys: readonly Key[]; onRevoke: (key: Key) => void }) {
  const { t, format } = useText()
  const may = useMay()
  return (
    <Table
      caption={t('keys.title')}
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('keys.name'),
          cell: ({ id, name }) => <RowTitle title={name} note={<Mono>{`${id}_…`}</Mono>} />,
        },
        { key: 'scopes', title: t('keys.may'), cell: ({ scopes }) => mayText(scopes, t) },
        { key: 'made', title: t('access.made'), cell: ({ created }) => format.day(created) },
        {
          key: 'expires',
          title: t('keys.expires'),
          cell: ({ expires }) => (expires === null ? t('keys.never') : format.moment(expires)),
        },
        {
          key: 'used',
          title: t('access.used'),
          cell: ({ used }) => (used === null ? t('access.never') : format.moment(used)),
        },
        ...(may('keys:write')
          ? [
              {
                key: 'do',
                title: t('access.actions'),
                cell: (key: Key) => (
                  <Button
                    look="danger"
                    aria-label={t('access.revokeOf', { name: key.name })}
                    onClick={() => onRevoke(key)}
                  >
                    {t('access.revoke')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

/** Words for many scopes by their names; else the scopes one by one. */
function mayText(words: Key['scopes'], t: Say): string {
  const bundle = bundles.find((each) => words.includes(each))
  if (bundle !== undefined && words.length === 1) return t(`keys.bundle_${bundle}`)
  return words.join(', ')
}
