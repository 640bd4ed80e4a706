import { useEffect, useState } from 'react'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { TextArea } from '../ui/fields.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useSettled } from './useSettled.ts'

/** The condition as text. What can be read becomes the condition at once; what cannot says where. */
export function TextForm({
  text: given = '',
  onChange,
}: {
  text: string | undefined
  onChange: (condition: Condition) => void
}) {
  const { t } = useText()
  const [written, setWritten] = useState<string>()
  const settled = useSettled(written)
  const isNew = settled !== undefined && settled.trim() !== '' && settled !== given
  const read = useAsk(
    routes.conditions.read,
    { query: {}, body: { text: settled ?? '' } },
    { when: isNew },
  )
  const condition = isNew ? read.data?.condition : undefined
  useEffect(() => {
    if (condition !== undefined) onChange(condition)
  }, [condition, onChange])
  return (
    <>
      <TextArea
        label={t('builder.textForm')}
        hint={t('builder.textHint')}
        rows={8}
        value={written ?? given}
        onChange={setWritten}
      />
      {isNew && read.isError && <Trouble error={read.error} />}
    </>
  )
}
