import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { FieldInputs, type FieldDraft } from '../fields/fieldInputs.tsx'
import { choicesFrom, nameFrom } from '../fields/fieldName.ts'
import { flags, owners, type FieldOf } from '../fields/fieldShown.tsx'
import { fieldChanges } from '../fields/changes.ts'
import { typesByUse, type FieldType } from '../fields/types.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Leaving } from '../ui/leaving.tsx'
import { Page, Panel, Row } from '../ui/page.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/fields/new-field')

const nothing: FieldDraft = {
  label: '',
  description: '',
  group: '',
  choices: '',
  currency: '',
  wins: '',
  default: null,
  flags: {
    searchable: false,
    filterable: true,
    required: false,
    unique: false,
    identifying: false,
    sensitive: false,
  },
}

/** A field of the shop's own is made, and put onto a form so that it is seen and filled. */
export function NewFieldPage() {
  const { t } = useText()
  const navigate = useNavigate()
  const { of: asked = 'customer' } = route.useSearch()
  const [of, setOf] = useState<FieldOf>(asked)
  const [type, setType] = useState<FieldType>('text')
  const [name, setName] = useState<string>()
  const [draft, setDraft] = useState(nothing)
  const [form, setForm] = useState('')
  const forms = useAsk(routes.forms.list, {})
  const create = useTell(routes.fields.create, {
    changes: fieldChanges,
    done: t('fields.made', { label: draft.label }),
    shown: true,
    after: (made) =>
      void navigate({
        to: paths.field,
        params: { name: made.name },
        search: made.of === 'customer' ? {} : { of: made.of },
      }),
  })
  const wanted = name ?? nameFrom(draft.label)
  const laidOut = (forms.data?.items ?? []).filter(({ automatic }) => !automatic)
  const submit = (): void => {
    const { label, description, group, choices, currency, default: standard } = draft
    const hasChoices = type === 'choice' || type === 'choices'
    create.mutate({
      body: {
        of,
        name: wanted,
        type,
        label: label.trim(),
        description,
        group,
        ...draft.flags,
        ...(hasChoices ? { choices: choicesFrom(choices) } : {}),
        ...(standard === null ? {} : { default: standard }),
        ...(type === 'money' && currency !== '' ? { currency } : {}),
        ...(form === '' ? {} : { form: Number(form) }),
      },
    })
  }
  return (
    <Page title={t('fields.new')} lead={t('fields.newLead')}>
      <Form onSubmit={submit}>
        <Panel title={t('fields.what')}>
          <FieldGrid>
            <FieldPlace width="third">
              <Select
                label={t('fields.of')}
                value={of}
                options={owners.map((value) => ({ value, label: t(`fields.of_${value}`) }))}
                onChange={setOf}
              />
            </FieldPlace>
            <FieldPlace width="third">
              <Select
                label={t('fields.type')}
                value={type}
                options={typesByUse.map((value) => ({ value, label: t(`fieldType.${value}`) }))}
                onChange={(next) => {
                  setType(next)
                  setDraft({ ...draft, default: null })
                }}
              />
            </FieldPlace>
            <FieldPlace width="third">
              <TextField
                label={t('fields.name')}
                hint={t('fields.nameHint')}
                value={wanted}
                spellCheck={false}
                onChange={setName}
              />
            </FieldPlace>
          </FieldGrid>
        </Panel>
        <Panel title={t('fields.about')}>
          <FieldInputs
            key={type}
            draft={draft}
            type={type}
            flags={of === 'customer' ? flags : flags.filter((flag) => flag !== 'identifying')}
            onChange={setDraft}
          />
          {of === 'customer' && laidOut.length > 0 && (
            <Select
              label={t('fields.onForm')}
              value={form}
              options={[
                { value: '', label: t('fields.onNoForm') },
                ...laidOut.map(({ id, name: each }) => ({ value: String(id), label: each })),
              ]}
              onChange={setForm}
            />
          )}
        </Panel>
        {create.isError && <Trouble error={create.error} />}
        <Row>
          <Button
            type="submit"
            look="first"
            busy={create.isPending}
            disabled={draft.label.trim() === '' || wanted === ''}
          >
            {t('fields.make')}
          </Button>
          <LinkButton to={paths.fields}>{t('fields.cancel')}</LinkButton>
        </Row>
      </Form>
      <Leaving
        when={draft !== nothing && !create.isPending && !create.isSuccess}
        says={t('fields.unsaved')}
      />
    </Page>
  )
}
