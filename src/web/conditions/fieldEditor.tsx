import type { Condition } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { InlineSelect } from '../ui/inline.tsx'
import { holdsOf, opsFor, testOf } from './testForms.ts'
import { TestEditor } from './testEditor.tsx'
import { subjectOf, useFilterable } from './words.ts'

type OfField = Extract<Condition, { type: 'field' }>

/** `Cidade é um de Recife, Olinda`: a test of what is known of the customer. */
export function FieldEditor({
  condition,
  onChange,
}: {
  condition: OfField
  onChange: (condition: OfField) => void
}) {
  const { t } = useText()
  const fields = useFilterable()
  const { field: name, test } = condition
  const known = fields.find((each) => each.name === name)
  const subject = known === undefined ? 'property' : subjectOf(known)
  const holds = holdsOf(subject)
  const field = (
    <InlineSelect
      label={t('builder.field')}
      value={name}
      options={fields.map((each) => ({ value: each.name, label: each.label }))}
      onChange={(next) => {
        const chosen = fields.find((each) => each.name === next)
        const then = chosen === undefined ? 'property' : subjectOf(chosen)
        const [op = 'exists'] = opsFor(then, holdsOf(then))
        onChange({ type: 'field', field: next, test: testOf(op, holdsOf(then)) })
      }}
    />
  )
  const tested = (
    <TestEditor
      test={test}
      subject={subject}
      holds={holds}
      of={{ field: name }}
      onChange={(next) => onChange({ ...condition, test: next })}
    />
  )
  return <Sentence of="builder.fieldTested" slots={{ field, tested }} />
}
