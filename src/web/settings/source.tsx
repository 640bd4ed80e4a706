import { Archive, ArchiveRestore, Code as CodeIcon, KeyRound, Pencil } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Menu } from '../ui/menu.tsx'
import { Note, Panel, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Mono, Secret } from '../ui/secret.tsx'
import { Table } from '../ui/table.tsx'
import { Installing } from './installing.tsx'
import { ChangeSource } from './newSource.tsx'

export type Source = Answer<typeof routes.sources.list>['items'][number]
type Asked = 'change' | 'archive' | 'install' | undefined

const changes = [routes.sources.list.path]

/** One source: what it is, its keys and when each was last used, what can be done with it. */
export function OneSource({ source }: { source: Source }) {
  const { t } = useText()
  const may = useMay()
  const { id, name, code, kind, keepIp, archived } = source
  const [asked, setAsked] = useState<Asked>()
  const close = (): void => setAsked(undefined)
  const archive = useTell(routes.sources.archive, {
    changes,
    done: t('sources.archivedDone', { name }),
    after: close,
  })
  const bringBack = useTell(routes.sources.change, {
    changes,
    done: t('sources.backDone', { name }),
  })
  const back = (): void => bringBack.mutate({ params: { id }, body: { archived: false } })
  return (
    <Panel
      title={name}
      note={t(keepIp ? 'sources.aboutWithIp' : 'sources.about', {
        kind: t(`sources.kind_${kind}`),
        code,
      })}
      actions={
        archived === null ? (
          <>
            <Button icon={CodeIcon} onClick={() => setAsked('install')}>
              {t('sources.install')}
            </Button>
            {may('integrations:manage') && (
              <Menu
                label={t('sources.more', { name })}
                text={t('access.more')}
                groups={[
                  [
                    {
                      label: t('sources.change'),
                      icon: Pencil,
                      onSelect: () => setAsked('change'),
                    },
                    {
                      label: t('sources.archive'),
                      icon: Archive,
                      danger: true,
                      onSelect: () => setAsked('archive'),
                    },
                  ],
                ]}
              />
            )}
          </>
        ) : (
          <>
            <Tag left>{t('sources.archived')}</Tag>
            {may('integrations:manage') && (
              <Button icon={ArchiveRestore} busy={bringBack.isPending} onClick={back}>
                {t('sources.bringBack')}
              </Button>
            )}
          </>
        )
      }
    >
      {archived === null ? <WriteKeys source={source} /> : <Note>{t('sources.archivedNote')}</Note>}
      {asked === 'install' && (
        <Dialog open wide onClose={close} title={t('sources.installOf', { name })}>
          <Installing kind={kind} />
        </Dialog>
      )}
      {asked === 'change' && <ChangeSource source={source} onClose={close} />}
      {asked === 'archive' && (
        <Confirm
          title={t('sources.archiveOf', { name })}
          action={t('sources.archive')}
          busy={archive.isPending}
          onConfirm={() => archive.mutate({ params: { id } })}
          onClose={close}
        >
          {t('sources.archiveWhat')}
        </Confirm>
      )}
    </Panel>
  )
}

function WriteKeys({ source: { id, name, keys } }: { source: Source }) {
  const { t, format } = useText()
  const may = useMay()
  const [revoking, setRevoking] = useState<string>()
  const another = useTell(routes.sources.rotate, { changes })
  const revoke = useTell(routes.sources.revoke, {
    changes,
    done: t('sources.revokedDone'),
    after: () => setRevoking(undefined),
  })
  return (
    <Stack>
      {keys.length === 0 && <Note>{t('sources.noKeys')}</Note>}
      {keys.length > 0 && (
        <Table
          caption={t('sources.keysOf', { name })}
          rows={keys}
          keyOf={(key) => key.id}
          columns={[
            {
              key: 'id',
              title: t('sources.writeKey'),
              cell: (key) => <Mono>{`${key.id}_…`}</Mono>,
            },
            { key: 'made', title: t('access.made'), cell: ({ created }) => format.moment(created) },
            {
              key: 'used',
              title: t('access.used'),
              cell: ({ used }) => (used === null ? t('access.never') : format.moment(used)),
            },
            ...(may('integrations:manage')
              ? [
                  {
                    key: 'do',
                    title: t('access.actions'),
                    cell: (key: (typeof keys)[number]) => (
                      <Button
                        look="danger"
                        aria-label={t('access.revokeOf', { name: key.id })}
                        onClick={() => setRevoking(key.id)}
                      >
                        {t('access.revoke')}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {may('integrations:manage') && (
        <div>
          <Button
            icon={KeyRound}
            busy={another.isPending}
            onClick={() => another.mutate({ params: { id } })}
          >
            {t('sources.another')}
          </Button>
        </div>
      )}
      {another.data !== undefined && (
        <Dialog open onClose={() => another.reset()} title={t('sources.keyMade')}>
          <Stack>
            <Secret label={t('sources.writeKey')} value={another.data.writeKey} />
            <Note>{t('sources.anotherNote')}</Note>
          </Stack>
        </Dialog>
      )}
      {revoking !== undefined && (
        <Confirm
          title={t('access.revokeOf', { name: revoking })}
          action={t('access.revoke')}
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate({ params: { id, key: revoking } })}
          onClose={() => setRevoking(undefined)}
        >
          {t('sources.revokeWhat')}
        </Confirm>
      )}
    </Stack>
  )
}
