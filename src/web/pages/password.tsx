import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSignIn } from '../client/session.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Door } from '../ui/door.tsx'
import { PasswordField } from '../ui/doorFields.tsx'
import { Form } from '../ui/fields.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** Who was invited, or has forgotten the password, chooses one, by a link that works once. */
export function PasswordPage() {
  const { t } = useText()
  const navigate = useNavigate()
  const signIn = useSignIn('setPassword')
  const [token] = useState(() => location.hash.slice(1))
  const [password, setPassword] = useState('')
  const choose = (): void =>
    signIn.mutate(
      { body: { token, password } },
      { onSuccess: () => void navigate({ to: paths.home, replace: true }) },
    )
  return (
    <Door title={t('door.choosePassword')} lead={t('door.choosePasswordLead')}>
      <Form onSubmit={choose}>
        <PasswordField isNew autoFocus value={password} onChange={setPassword} />
        {signIn.isError && <Trouble error={signIn.error} />}
        <Button type="submit" look="first" busy={signIn.isPending}>
          {t('door.enter')}
        </Button>
      </Form>
    </Door>
  )
}
