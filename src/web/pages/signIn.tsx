import { getRouteApi, Navigate, useNavigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useSession, useSignIn } from '../client/session.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Door } from '../ui/door.tsx'
import { EmailField, PasswordField } from '../ui/doorFields.tsx'
import { Form } from '../ui/fields.tsx'
import { Note } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi(paths.signIn)

/** Opens the door to who has an address and a password. */
export function SignInPage() {
  const { t } = useText()
  const { to } = route.useSearch()
  const session = useSession()
  const setup = useAsk(routes.session.setUpNeeded, {})
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const router = useRouter()
  const navigate = useNavigate()
  const signIn = useSignIn('signIn')
  const enter = (): void =>
    signIn.mutate(
      { body: { email, password } },
      // Only a place of ours: what another site has put into the address leads nowhere.
      {
        onSuccess: () =>
          to?.startsWith('/') === true && !to.startsWith('//')
            ? router.history.push(to)
            : void navigate({ to: paths.home }),
      },
    )
  if (session.data !== undefined && session.data !== null && !signIn.isSuccess) {
    return <Navigate to={paths.home} replace />
  }
  return (
    <Door title={t('door.signIn')} lead={t('door.signInLead')}>
      <Form onSubmit={enter}>
        <EmailField autoFocus value={email} onChange={setEmail} />
        <PasswordField value={password} onChange={setPassword} />
        {signIn.isError && <Trouble error={signIn.error} />}
        <Button type="submit" look="first" busy={signIn.isPending}>
          {t('door.enter')}
        </Button>
      </Form>
      {setup.data?.needed === true && <Note>{t('door.setupNeeded')}</Note>}
    </Door>
  )
}
