import { useText } from '../text.tsx'
import { TextField } from './fields.tsx'

type Said = {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoFocus?: boolean
}

/** The address by which somebody signs in. */
export function EmailField(said: Said) {
  const { t } = useText()
  return (
    <TextField label={t('door.email')} type="email" autoComplete="username" required {...said} />
  )
}

/** A password: the one that there is, or one that is chosen now. */
export function PasswordField({ isNew = false, ...said }: Said & { readonly isNew?: boolean }) {
  const { t } = useText()
  return (
    <TextField
      label={t('door.password')}
      type="password"
      autoComplete={isNew ? 'new-password' : 'current-password'}
      {...(isNew ? { hint: t('door.passwordHint') } : {})}
      required
      {...said}
    />
  )
}
