import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { CalculatedField } from '../fields/calculatedField.tsx'
import { StoredField } from '../fields/storedField.tsx'
import { useText } from '../text.tsx'
import { Page, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/fields/$name')

/** So often it is asked how far the job is that goes through a field's values. */
const workingMs = 1_000

/** One field, stored or calculated: of that name there is one. */
export function FieldPage() {
  const { t } = useText()
  const { name } = route.useParams()
  const { of = 'customer' } = route.useSearch()
  const all = useAsk(routes.fields.list, { query: { of } })
  const isStored = all.data?.items.some((each) => each.name === name)
  const params = { name }
  const field = useAsk(
    routes.fields.read,
    { params, query: { of } },
    {
      when: isStored === true,
      everyMs: (latest) => (latest?.work === undefined ? false : workingMs),
    },
  )
  const calculated = useAsk(routes.calculated.read, { params }, { when: isStored === false })
  if (field.data !== undefined) return <StoredField key={field.data.id} field={field.data} />
  if (calculated.data !== undefined) {
    return <CalculatedField key={calculated.data.id} field={calculated.data} />
  }
  const error = all.error ?? field.error ?? calculated.error
  return (
    <Page title={t('fields.field')}>
      {error === null ? <Waiting lines={8} /> : <Trouble error={error} />}
    </Page>
  )
}
