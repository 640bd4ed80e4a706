import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText } from '../text.tsx'

type Actor = { readonly value: string; readonly label: string }

/**
 * Whom the log may name, by what it calls them: people, keys, the command line of the machine, and nobody. Who may
 * not see users or keys sees what the log says.
 */
export function useActors(): { actors: readonly Actor[]; nameOf: (who: string) => string } {
  const { t } = useText()
  const may = useMay()
  const users = useAsk(routes.users.list, {}, { when: may('users:read') })
  const keys = useAsk(routes.keys.list, {}, { when: may('keys:read') })
  const actors = [
    ...(users.data?.items ?? []).map(({ id, name }) => ({ value: `user:${id}`, label: name })),
    ...(keys.data?.items ?? []).map(({ id, name }) => ({
      value: id,
      label: t('audit.key', { name }),
    })),
    { value: 'local', label: t('audit.local') },
    { value: 'nobody', label: t('audit.nobody') },
  ]
  return {
    actors,
    nameOf: (who) => actors.find(({ value }) => value === who)?.label ?? who,
  }
}
