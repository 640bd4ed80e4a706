import { roles, type Role } from '../../api/scopes.ts'
import { useText } from '../text.tsx'
import { OneOf } from '../ui/choices.tsx'

/** One of the roles, each with what it is for. */
export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useText()
  return (
    <OneOf
      label={t('access.role')}
      value={role}
      options={roles.map((value) => ({
        value,
        label: t(`role.${value}`),
        note: t(`roleNote.${value}`),
      }))}
      onChange={onChange}
    />
  )
}
