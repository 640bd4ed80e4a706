import { useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, TextArea, TextField } from '../ui/fields.tsx'
import { Leaving } from '../ui/leaving.tsx'
import { Panel, Row } from '../ui/page.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { CalculatedEffect } from './calculatedEffect.tsx'
import { calculatedChanges } from './changes.ts'

export type Calculated = Answer<typeof routes.calculated.read>

/** A calculated field is written as text and described; what another definition would do is said before it is saved. */
export function CalculatedEditor({ field, begins }: { field: Calculated; begins: string }) {
  const { t } = useText()
  const [text, setText] = useState(begins)
  const [label, setLabel] = useState(field.label)
  const [description, setDescription] = useState(field.description)
  const change = useTell(routes.calculated.change, {
    changes: calculatedChanges,
    done: t('fields.saved', { label }),
    shown: true,
  })
  const isOther = text.trim() !== field.text
  const isChanged = isOther || label !== field.label || description !== field.description
  const save = (): void =>
    change.mutate({
      params: { name: field.name },
      body: {
        ...(isOther ? { text, version: field.version } : {}),
        label: label.trim(),
        description,
      },
    })
  return (
    <Panel title={t('fields.about')}>
      <Form onSubmit={() => isChanged && save()}>
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
        <TextArea
          label={t('fields.definition')}
          hint={t('fields.definitionHint')}
          rows={4}
          value={text}
          onChange={setText}
        />
        {isOther && <CalculatedEffect text={text} />}
        {change.isError && <Trouble error={change.error} />}
        <Row>
          <Button
            type="submit"
            look="first"
            busy={change.isPending}
            disabled={!isChanged || label.trim() === ''}
          >
            {t('fields.save')}
          </Button>
          {isChanged && (
            <Button
              look="quiet"
              onClick={() => {
                setText(field.text)
                setLabel(field.label)
                setDescription(field.description)
              }}
            >
              {t('fields.discard')}
            </Button>
          )}
        </Row>
      </Form>
      <Leaving when={isChanged && !change.isPending} says={t('fields.unsaved')} />
    </Panel>
  )
}
