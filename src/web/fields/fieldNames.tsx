import { useNavigate } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Note, Panel, Row } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { fieldChanges } from './changes.ts'
import type { AnyField } from './fieldShown.tsx'

/** By what conditions, files and the API call a field: another name, and those that it had before. */
export function FieldNames({ field }: { field: AnyField }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [name, setName] = useState(field.name)
  const given = { params: { name: field.name }, query: { of: field.of } }
  const rename = useTell(routes.fields.change, {
    changes: [...fieldChanges, '/api/segments', '/api/calculated-fields'],
    done: t('fields.renamed', { name: name.trim() }),
    shown: true,
    after: (after) =>
      void navigate({
        to: paths.field,
        params: { name: after.name },
        search: after.of === 'customer' ? {} : { of: after.of },
        replace: true,
      }),
  })
  const free = useTell(routes.fields.change, { changes: fieldChanges })
  const isSame = name.trim() === field.name
  return (
    <Panel title={t('fields.rename')} note={t('fields.renameNote')}>
      <Form onSubmit={() => isSame || rename.mutate({ ...given, body: { name: name.trim() } })}>
        <TextField
          label={t('fields.name')}
          hint={t('fields.nameHint')}
          value={name}
          spellCheck={false}
          onChange={setName}
        />
        {rename.isError && <Trouble error={rename.error} />}
        <Row>
          <Button type="submit" busy={rename.isPending} disabled={isSame || name.trim() === ''}>
            {t('fields.renameIt')}
          </Button>
        </Row>
      </Form>
      {field.formerNames.length > 0 && <Note>{t('fields.formerNames')}</Note>}
      {field.formerNames.map((former) => (
        <Row key={former} spread>
          <span>{former}</span>
          <IconButton
            label={t('fields.freeName', { name: former })}
            icon={X}
            onClick={() =>
              free.mutate({
                ...given,
                body: { formerNames: field.formerNames.filter((each) => each !== former) },
              })
            }
          />
        </Row>
      ))}
    </Panel>
  )
}
