import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { labelOf } from '../client/fields.ts'
import { useSave, type Save } from '../people/useSave.ts'
import { useText } from '../text.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Panel, Stack, Waiting } from '../ui/page.tsx'
import { Facts, FieldGrid, FieldPlace } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ValueInput } from '../ui/valueInput.tsx'

const route = getRouteApi('/inside/customers/$id/')

type Filled = Answer<typeof routes.forms.customer>
type FilledField = Filled['sections'][number]['fields'][number]

/** What is known of her, as the shop laid it out; what is changed is saved as it is changed. */
export function CustomerForm() {
  const { t } = useText()
  const forms = useAsk(routes.forms.list, {})
  const [chosen, setChosen] = useState('')
  if (forms.isError) return <Trouble error={forms.error} retry={() => void forms.refetch()} />
  const items = forms.data?.items ?? []
  const form = items.find(({ id, usual }) => (chosen === '' ? usual : String(id) === chosen))
  if (form === undefined) return <Waiting lines={8} />
  return (
    <Stack>
      {items.length > 1 && (
        <Select
          label={t('customer.whichForm')}
          value={String(form.id)}
          options={items.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={setChosen}
        />
      )}
      <FilledForm key={form.id} form={form.id} />
    </Stack>
  )
}

function FilledForm({ form }: { form: number }) {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const filled = useAsk(routes.forms.customer, {
    params: { id: form, customer: id },
    query: { locale },
  })
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const { save } = useSave(
    () => undefined,
    (name, says) => setWrong((now) => ({ ...now, [name]: says ?? '' })),
  )
  if (filled.isPending) return <Waiting lines={8} />
  if (filled.isError) return <Trouble error={filled.error} retry={() => void filled.refetch()} />
  const { sections, calculated } = filled.data
  const all = sections.flatMap(({ fields }) => fields)
  const fields = Object.fromEntries(all.map(({ name, value }) => [name, value]))
  return (
    <Stack>
      {sections.map(({ title, fields: some }, i) => (
        <Panel
          key={`${i} ${title}`}
          title={title === '' ? t('customer.fields') : title}
          note={i === 0 ? t('customer.saves') : undefined}
        >
          <FieldGrid>
            {some.map((field) => (
              <FieldPlace key={field.name} width={field.width}>
                <FormField
                  field={field}
                  wrong={wrong[field.name] === '' ? undefined : wrong[field.name]}
                  onSave={(value) =>
                    save({ id, fields }, { name: field.name, label: labelOf(field, t) }, value)
                  }
                />
              </FieldPlace>
            ))}
          </FieldGrid>
        </Panel>
      ))}
      {calculated.length > 0 && <Calculated items={calculated} />}
    </Stack>
  )
}

function FormField({
  field,
  wrong,
  onSave,
}: {
  field: FilledField
  wrong: string | undefined
  onSave: (value: Parameters<Save>[2]) => void
}) {
  const { t } = useText()
  return (
    <ValueInput
      label={labelOf(field, t)}
      type={field.type}
      choices={field.choices}
      value={field.value}
      required={field.required}
      hint={field.description === '' ? undefined : field.description}
      wrong={wrong}
      onCommit={onSave}
    />
  )
}

/** What is worked out of her: to be read, with what it says. */
function Calculated({ items }: { items: Filled['calculated'] }) {
  const { t } = useText()
  return (
    <Panel title={t('customer.calculated')} note={t('customer.calculatedNote')}>
      <Facts
        facts={items.map(({ label, text, description, why }) => ({
          name: label,
          value: text === '' ? <Note>{t('words.noValue')}</Note> : text,
          note: description === '' ? why : description,
        }))}
      />
    </Panel>
  )
}
