import { Redo2, Undo2 } from 'lucide-react'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import type { Builder } from './useBuilder.ts'

/** Undoes and redoes what is written, and turns between sentences and text. */
export function BuilderTools({
  builder: { undo, redo },
  asText,
  onTurn,
}: {
  builder: Builder
  asText: boolean
  onTurn: () => void
}) {
  const { t } = useText()
  return (
    <>
      <IconButton
        label={t('builder.undo')}
        icon={Undo2}
        disabled={undo === undefined}
        onClick={undo}
      />
      <IconButton
        label={t('builder.redo')}
        icon={Redo2}
        disabled={redo === undefined}
        onClick={redo}
      />
      <Button onClick={onTurn}>{asText ? t('builder.toSentences') : t('builder.toText')}</Button>
    </>
  )
}
