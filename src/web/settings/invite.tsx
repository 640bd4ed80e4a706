import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import type { Role } from '../../api/scopes.ts'
import { useTell } from '../client/ask.ts'
import { locales, useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { RoleChoice } from './roleChoice.tsx'

/** Makes an account for somebody; the link by which she sets her password is shown this once. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { t, locale } = useText()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('marketer')
  const [language, setLanguage] = useState(locale)
  const invite = useTell(routes.users.invite, { changes: [routes.users.list.path], shown: true })
  if (invite.data !== undefined) {
    return (
      <Dialog open onClose={onClose} title={t('users.linkOf', { name: invite.data.name })}>
        <ShownLink {...invite.data} />
      </Dialog>
    )
  }
  return (
    <Dialog open onClose={onClose} title={t('users.invite')}>
      <Form onSubmit={() => invite.mutate({ body: { name, email, role, locale: language } })}>
        <TextField label={t('users.name')} required autoFocus value={name} onChange={setName} />
        <TextField
          label={t('door.email')}
          type="email"
          required
          value={email}
          onChange={setEmail}
        />
        <RoleChoice role={role} onChange={setRole} />
        <Select
          label={t('users.language')}
          value={language}
          options={locales.map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={setLanguage}
        />
        {invite.isError && <Trouble error={invite.error} />}
        <Row>
          <Button
            type="submit"
            look="first"
            busy={invite.isPending}
            disabled={name.trim() === '' || email.trim() === ''}
          >
            {t('users.makeLink')}
          </Button>
        </Row>
      </Form>
    </Dialog>
  )
}

/** A link by which a password is set, for whoever sends it on. */
export function ShownLink({ link, expires }: { link: string; expires: string }) {
  const { t, format } = useText()
  return (
    <Stack>
      <Secret label={t('users.link')} value={link} />
      <Note>{t('users.linkNote', { at: format.moment(expires) })}</Note>
    </Stack>
  )
}
