import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk, useTell } from '../client/ask.ts'
import { CalculatedEffect } from '../fields/calculatedEffect.tsx'
import { calculatedChanges } from '../fields/changes.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { Form, TextArea, TextField } from '../ui/fields.tsx'
import { Leaving } from '../ui/leaving.tsx'
import { Page, Panel, Row, Waiting } from '../ui/page.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/fields/new-calculated')

type Ready = Answer<typeof routes.calculated.ready>['items'][number]

/** A field is made that is worked out: one of those that are offered, or from an example. */
export function NewCalculatedPage() {
  const { t } = useText()
  const { ready: name } = route.useSearch()
  const ready = useAsk(routes.calculated.ready, {}, { when: name !== undefined })
  const found = ready.data?.items.find((each) => each.name === name)
  return (
    <Page title={t('fields.newCalculated')} lead={t('fields.newCalculatedLead')}>
      {name !== undefined && ready.isPending && <Waiting lines={6} />}
      {ready.isError && <Trouble error={ready.error} />}
      {(name === undefined || ready.isSuccess) && <Writing key={name} ready={found} />}
    </Page>
  )
}

const plain = {
  text: 'field spend_90 = sum of total of "Order Completed" in last 90 days',
  label: '',
  description: '',
}

function Writing({ ready = plain }: { ready: Pick<Ready, keyof typeof plain> | undefined }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [text, setText] = useState(ready.text)
  const [label, setLabel] = useState(ready.label)
  const [description, setDescription] = useState(ready.description)
  const create = useTell(routes.calculated.create, {
    changes: calculatedChanges,
    done: t('fields.made', { label }),
    shown: true,
    after: ({ name }) => void navigate({ to: paths.field, params: { name } }),
  })
  const isChanged = text !== ready.text || label !== ready.label
  return (
    <Panel title={t('fields.about')}>
      <Form
        onSubmit={() =>
          create.mutate({ body: { text, description, ...(label === '' ? {} : { label }) } })
        }
      >
        <TextArea
          label={t('fields.definition')}
          hint={t('fields.definitionHint')}
          rows={4}
          value={text}
          onChange={setText}
        />
        <CalculatedEffect text={text} />
        <FieldGrid>
          <FieldPlace width="half">
            <TextField label={t('fields.label')} value={label} onChange={setLabel} />
          </FieldPlace>
          <FieldPlace width="half">
            <TextField
              label={t('fields.description')}
              value={description}
              onChange={setDescription}
            />
          </FieldPlace>
        </FieldGrid>
        {create.isError && <Trouble error={create.error} />}
        <Row>
          <Button type="submit" look="first" busy={create.isPending} disabled={text.trim() === ''}>
            {t('fields.make')}
          </Button>
          <LinkButton to={paths.fields}>{t('fields.cancel')}</LinkButton>
        </Row>
      </Form>
      <Leaving
        when={isChanged && !create.isPending && !create.isSuccess}
        says={t('fields.unsaved')}
      />
    </Panel>
  )
}
