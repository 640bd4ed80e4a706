import { KeyRound, Trash2, UserCog } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Role } from '../../api/scopes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useSession } from '../client/session.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ShownLink } from './invite.tsx'
import { RoleChoice } from './roleChoice.tsx'

type User = Answer<typeof routes.users.list>['items'][number]
type Asked = { readonly what: 'role' | 'link' | 'remove'; readonly user: User }

const changes = [routes.users.list.path]

/** The people, each with the role, and what can be done with the account. */
export function Users({ users }: { users: readonly User[] }) {
  const { t, format } = useText()
  const may = useMay()
  const own = useSession().data?.user.id
  const [asked, setAsked] = useState<Asked>()
  const close = (): void => setAsked(undefined)
  return (
    <>
      <Table
        caption={t('users.title')}
        rows={users}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'name',
            title: t('users.name'),
            cell: ({ id, name, email }) => (
              <RowTitle
                title={
                  <Row>
                    {name}
                    {id === own && <Tag>{t('users.you')}</Tag>}
                  </Row>
                }
                note={email}
              />
            ),
          },
          { key: 'role', title: t('access.role'), cell: ({ role }) => t(`role.${role}`) },
          {
            key: 'seen',
            title: t('users.seen'),
            cell: ({ state, seen }) => {
              if (state === 'invited') return <Tag>{t('users.invited')}</Tag>
              return seen === null ? t('access.never') : format.moment(seen)
            },
          },
          { key: 'made', title: t('users.since'), cell: ({ created }) => format.day(created) },
          ...(may('users:write')
            ? [
                {
                  key: 'do',
                  title: t('access.actions'),
                  cell: (user: User) => <Actions user={user} onAsk={setAsked} />,
                },
              ]
            : []),
        ]}
      />
      {asked?.what === 'role' && <ChangeRole user={asked.user} onClose={close} />}
      {asked?.what === 'link' && <NewLink user={asked.user} onClose={close} />}
      {asked?.what === 'remove' && <Remove user={asked.user} onClose={close} />}
    </>
  )
}

function Actions({ user, onAsk }: { user: User; onAsk: (asked: Asked) => void }) {
  const { t } = useText()
  const { name, state } = user
  return (
    <Menu
      label={t('users.more', { name })}
      text={t('access.more')}
      groups={[
        [
          {
            label: t('users.changeRole'),
            icon: UserCog,
            onSelect: () => onAsk({ what: 'role', user }),
          },
          {
            label: t(state === 'invited' ? 'users.inviteAgain' : 'users.passwordLink'),
            icon: KeyRound,
            onSelect: () => onAsk({ what: 'link', user }),
          },
          {
            label: t('users.remove'),
            icon: Trash2,
            danger: true,
            onSelect: () => onAsk({ what: 'remove', user }),
          },
        ],
      ]}
    />
  )
}

type One = { user: User; onClose: () => void }

function ChangeRole({ user: { id, name, role: before }, onClose }: One) {
  const { t } = useText()
  const [role, setRole] = useState<Role>(before)
  const change = useTell(routes.users.change, {
    changes,
    done: t('users.roleChanged', { name, role: t(`role.${role}`) }),
    after: onClose,
    shown: true,
  })
  return (
    <Dialog open onClose={onClose} title={t('users.roleOf', { name })}>
      <Form onSubmit={() => change.mutate({ params: { id }, body: { role } })}>
        <RoleChoice role={role} onChange={setRole} />
        <Note>{t('users.roleWhat')}</Note>
        {change.isError && <Trouble error={change.error} />}
        <Row>
          <Button type="submit" look="first" busy={change.isPending} disabled={role === before}>
            {t('users.changeRole')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}

function NewLink({ user: { id, name }, onClose }: One) {
  const { t } = useText()
  const link = useTell(routes.users.link, { changes, shown: true })
  return (
    <Dialog open onClose={onClose} title={t('users.linkOf', { name })}>
      {link.data !== undefined && <ShownLink {...link.data} />}
      {link.data === undefined && (
        <Stack>
          <p>{t('users.linkWhat')}</p>
          {link.isError && <Trouble error={link.error} />}
          <Row>
            <Button
              look="first"
              busy={link.isPending}
              onClick={() => link.mutate({ params: { id } })}
            >
              {t('users.makeLink')}
            </Button>
          </Row>
        </Stack>
      )}
    </Dialog>
  )
}

function Remove({ user: { id, name }, onClose }: One) {
  const { t } = useText()
  const remove = useTell(routes.users.remove, {
    changes,
    done: t('users.removed', { name }),
    after: onClose,
    shown: true,
  })
  return (
    <Confirm
      title={t('users.removeOf', { name })}
      action={t('users.remove')}
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ params: { id } })}
      onClose={onClose}
    >
      <Stack>
        <p>{t('users.removeWhat')}</p>
        {remove.isError && <Trouble error={remove.error} />}
      </Stack>
    </Confirm>
  )
}
