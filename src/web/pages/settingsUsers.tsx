import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { Invite } from '../settings/invite.tsx'
import { Roles } from '../settings/roles.tsx'
import { Users } from '../settings/users.tsx'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Page, Panel, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** Who may sign in, as what, and what each role may do. */
export function SettingsUsers() {
  const { t } = useText()
  const may = useMay()
  const users = useAsk(routes.users.list, {})
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title={t('settings.users')}
      lead={t('settings.usersNote')}
      actions={
        may('users:write') && (
          <Button look="first" icon={UserPlus} onClick={() => setInviting(true)}>
            {t('users.invite')}
          </Button>
        )
      }
    >
      <Panel title={t('users.title')}>
        {users.isPending && <Waiting />}
        {users.isError && <Trouble error={users.error} retry={() => void users.refetch()} />}
        {users.isSuccess && <Users users={users.data.items} />}
      </Panel>
      <Roles />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  )
}
