import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { answersTo } from '../answersTo.ts'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Row, Stack } from '../ui/page.tsx'
import { moved, type Offered } from './columns.tsx'

/** Which columns the grid has, and in which order. */
export function ColumnsDialog({
  offered,
  shown,
  onChange,
  onClose,
}: {
  offered: readonly Offered[]
  shown: readonly string[]
  onChange: (names: readonly string[]) => void
  onClose: () => void
}) {
  const { t } = useText()
  const [wanted, setWanted] = useState('')
  const labels = new Map(offered.map(({ name, label }) => [name, label]))
  const hidden = offered.filter(
    ({ name, label }) => !shown.includes(name) && answersTo(label, wanted),
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('customers.columns')}
      actions={<Button onClick={() => onChange([])}>{t('customers.usualColumns')}</Button>}
    >
      <Stack>
        <Stack gap="small">
          {shown.map((name, i) => (
            <Row key={name} spread>
              <Check
                label={labels.get(name)}
                checked
                disabled={shown.length === 1}
                onChange={() => onChange(shown.filter((each) => each !== name))}
              />
              <Row>
                <IconButton
                  label={t('customers.moveUp', { column: labels.get(name) ?? name })}
                  icon={ArrowUp}
                  disabled={i === 0}
                  onClick={() => onChange(moved(shown, i, -1))}
                />
                <IconButton
                  label={t('customers.moveDown', { column: labels.get(name) ?? name })}
                  icon={ArrowDown}
                  disabled={i === shown.length - 1}
                  onClick={() => onChange(moved(shown, i, 1))}
                />
              </Row>
            </Row>
          ))}
        </Stack>
        <SearchField label={t('customers.findColumn')} value={wanted} onChange={setWanted} />
        <Stack gap="small">
          {hidden.map(({ name, label }) => (
            <Check
              key={name}
              label={label}
              checked={false}
              onChange={() => onChange([...shown, name])}
            />
          ))}
        </Stack>
      </Stack>
    </Dialog>
  )
}
