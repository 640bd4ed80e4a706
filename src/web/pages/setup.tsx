import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSignIn } from '../client/session.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Door } from '../ui/door.tsx'
import { EmailField, PasswordField } from '../ui/doorFields.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** The first person makes herself an account, by the link that the terminal has printed. */
export function SetupPage() {
  const { t, locale } = useText()
  const navigate = useNavigate()
  const signIn = useSignIn('setUp')
  const [token] = useState(() => location.hash.slice(1))
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const begin = (): void =>
    signIn.mutate(
      { body: { token, name, email, password, locale } },
      { onSuccess: () => void navigate({ to: paths.home, replace: true }) },
    )
  return (
    <Door title={t('door.setup')} lead={t('door.setupLead')}>
      <Form onSubmit={begin}>
        <TextField
          label={t('door.name')}
          autoComplete="name"
          autoFocus
          required
          value={name}
          onChange={setName}
        />
        <EmailField value={email} onChange={setEmail} />
        <PasswordField isNew value={password} onChange={setPassword} />
        {signIn.isError && <Trouble error={signIn.error} />}
        <Button type="submit" look="first" busy={signIn.isPending}>
          {t('door.begin')}
        </Button>
      </Form>
    </Door>
  )
}
