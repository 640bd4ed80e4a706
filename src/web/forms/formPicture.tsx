import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import type { AnyField } from '../fields/fieldShown.tsx'
import { useText } from '../text.tsx'
import { Picture } from '../ui/designer.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { ValueInput } from '../ui/valueInput.tsx'
import { roles, type Placed, type Section } from './layout.ts'

/** The form as it will look to who may read, write or administer, with the values of the newest customer. */
export function FormPicture({
  sections,
  fields,
}: {
  sections: readonly Section[]
  fields: readonly AnyField[]
}) {
  const { t } = useText()
  const may = useMay()
  const [role, setRole] = useState<Placed['visible']>('admin')
  const newest = useAsk(
    routes.customers.query,
    { body: { text: 'name exists', sort: 'created', order: 'desc', limit: 1 } },
    { when: may('customers:read') },
  )
  const values = newest.data?.items[0]?.fields ?? {}
  const seen = (section: Section): readonly { placed: Placed; field: AnyField }[] =>
    section.fields.flatMap((placed) => {
      const field = fields.find(({ name }) => name === placed.field)
      const isSeen = roles.indexOf(placed.visible) <= roles.indexOf(role)
      return field === undefined || !isSeen ? [] : [{ placed, field }]
    })
  return (
    <Stack>
      <Row>
        <Select
          label={t('designer.asSeenBy')}
          value={role}
          options={roles.map((value) => ({ value, label: t(`designer.as_${value}`) }))}
          onChange={setRole}
        />
      </Row>
      <Note>{t('designer.lookNote')}</Note>
      <Picture>
        {sections.map((section, at) => {
          const some = seen(section)
          if (some.length === 0) return null
          return (
            <Panel key={at} title={section.title === '' ? t('customer.fields') : section.title}>
              <FieldGrid>
                {some.map(({ placed, field }) => (
                  <FieldPlace key={field.name} width={placed.width}>
                    <ValueInput
                      label={field.label}
                      type={field.type}
                      choices={field.choices}
                      value={values[field.name]}
                      required={field.required}
                      hint={field.description === '' ? undefined : field.description}
                      onCommit={() => undefined}
                    />
                  </FieldPlace>
                ))}
              </FieldGrid>
            </Panel>
          )
        })}
      </Picture>
    </Stack>
  )
}
