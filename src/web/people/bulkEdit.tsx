import { useState } from 'react'
import type { Json } from '../../api/parts.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Stack } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ValueInput } from '../ui/valueInput.tsx'
import type { Target } from './bulkBar.tsx'
import { useFields, type Field } from '../client/fields.ts'
import { valueText } from './fields.ts'
import { useDialogRun } from './useRun.ts'

type Value = { readonly said: boolean; readonly value: unknown }

/** One value for many customers: shown before, done as a run, undone from the notice. */
export function BulkEdit({
  target,
  count,
  onClose,
}: {
  target: Target
  count: number
  onClose: () => void
}) {
  const { t } = useText()
  const fields = useFields()
  const [name, setName] = useState('')
  const [{ said, value }, setValue] = useState<Value>({ said: false, value: null })
  const { busy, error, begin } = useDialogRun(onClose)
  const field = fields.find((each) => each.name === name)
  const body = { ...target, set: { [name]: value as Json } }
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('bulk.editTitle', { count })}
      actions={
        <Button
          look="first"
          busy={busy}
          disabled={field === undefined || !said}
          onClick={() => begin(body)}
        >
          {t('bulk.apply', { count })}
        </Button>
      }
    >
      <Stack>
        <Select
          label={t('bulk.field')}
          value={name}
          options={[
            { value: '', label: t('bulk.chooseField') },
            ...fields.map((each) => ({ value: each.name, label: each.label })),
          ]}
          onChange={(next) => {
            setName(next)
            setValue({ said: false, value: null })
          }}
        />
        {field !== undefined && (
          <>
            <ValueInput
              key={name}
              label={t('bulk.value')}
              type={field.type}
              choices={field.choices}
              value={value}
              onCommit={(next) => setValue({ said: next !== null, value: next })}
            />
            <Check
              label={t('bulk.takeAway')}
              checked={said && value === null}
              onChange={(checked) => setValue({ said: checked, value: null })}
            />
          </>
        )}
        {error !== undefined && <Trouble error={error} />}
        {field !== undefined && said && <Preview field={field} body={body} />}
      </Stack>
    </Dialog>
  )
}

function Preview({
  field,
  body,
}: {
  field: Field
  body: Target & { readonly set: Readonly<Record<string, Json>> }
}) {
  const { t, format } = useText()
  const preview = useAsk(routes.customers.previewEdit, { body })
  if (preview.isError) return <Trouble error={preview.error} />
  const rows = preview.data?.sample ?? []
  const text = (value: unknown): string =>
    valueText(field.type, value, t, format) || t('words.noValue')
  return (
    <Stack gap="small">
      <Note>{t('bulk.preview')}</Note>
      <Table
        caption={t('bulk.preview')}
        rows={rows.slice(0, 8)}
        keyOf={({ customer }) => customer}
        columns={[
          { key: 'who', title: t('bulk.who'), cell: ({ customer }) => customer },
          {
            key: 'before',
            title: t('bulk.before'),
            cell: ({ changes }) => text(changes.find((each) => each.field === field.name)?.before),
          },
          {
            key: 'after',
            title: t('bulk.after'),
            cell: ({ changes }) => text(changes.find((each) => each.field === field.name)?.after),
          },
        ]}
      />
    </Stack>
  )
}
