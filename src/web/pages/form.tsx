import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useMay } from '../client/may.ts'
import type { AnyField } from '../fields/fieldShown.tsx'
import { Designer } from '../forms/designer.tsx'
import { FormPicture } from '../forms/formPicture.tsx'
import { useText } from '../text.tsx'
import { Page, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/forms/$id')

/** One form, laid out: which fields it has, in which order and width, and who sees each. */
export function FormPage() {
  const { t } = useText()
  const may = useMay()
  const { id } = route.useParams()
  const form = useAsk(routes.forms.read, { params: { id } })
  const fields = useAsk(routes.fields.list, {})
  if (form.data !== undefined && fields.data !== undefined) {
    const named = fields.data.items
      .filter(({ archived }) => !archived)
      .map((field): AnyField => ({ ...field, label: labelOf(field, t) }))
    if (may('fields:write')) {
      return <Designer key={form.data.id} form={form.data} fields={named} />
    }
    return (
      <Page title={form.data.name} lead={t('designer.readOnly')}>
        <FormPicture sections={form.data.sections} fields={named} />
      </Page>
    )
  }
  return (
    <Page title={t('fields.forms')}>
      {form.isError && <Trouble error={form.error} />}
      {fields.isError && <Trouble error={fields.error} />}
      {!form.isError && !fields.isError && <Waiting lines={8} />}
    </Page>
  )
}
