import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask, useAsk, useTell } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Panel, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** In which browsers one is signed in, and the way out of each. */
export function OwnSessions() {
  const { t, format } = useText()
  const sessions = useAsk(routes.session.list, {})
  const end = useTell(routes.session.end, {
    changes: [routes.session.list.path],
    done: t('account.ended'),
  })
  const items = sessions.data?.items ?? []
  const others = items.filter(({ current }) => !current).map(({ id }) => id)
  const { busy, endAll } = useEndAll(others, async () => await sessions.refetch())
  return (
    <Panel
      title={t('account.sessions')}
      note={t('account.sessionsNote')}
      actions={
        others.length > 1 && (
          <Button busy={busy} onClick={endAll}>
            {t('account.endOthers')}
          </Button>
        )
      }
    >
      {sessions.isPending && <Waiting />}
      {sessions.isError && <Trouble error={sessions.error} retry={() => void sessions.refetch()} />}
      {items.length > 0 && (
        <Table
          caption={t('account.sessions')}
          rows={items}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'created',
              title: t('account.since'),
              cell: ({ created }) => format.moment(created),
            },
            { key: 'seen', title: t('access.used'), cell: ({ seen }) => format.moment(seen) },
            { key: 'ends', title: t('account.until'), cell: ({ ends }) => format.moment(ends) },
            {
              key: 'end',
              title: t('access.actions'),
              cell: ({ id, created, current }) =>
                current ? (
                  <Tag>{t('account.here')}</Tag>
                ) : (
                  <Button
                    aria-label={t('account.endOf', { at: format.moment(created) })}
                    busy={end.isPending && end.variables.params.id === id}
                    onClick={() => end.mutate({ params: { id } })}
                  >
                    {t('shell.signOut')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}

function useEndAll(ids: readonly string[], after: () => Promise<unknown>) {
  const { t } = useText()
  const [busy, setBusy] = useState(false)
  const endAll = (): void => {
    setBusy(true)
    Promise.all(ids.map(async (id) => await ask(routes.session.end, { params: { id } })))
      .then(
        () => says.done(t('account.endedOthers')),
        (error: unknown) => says.failed(failureOf(error)),
      )
      .then(after, after)
      .finally(() => setBusy(false))
  }
  return { busy, endAll }
}
