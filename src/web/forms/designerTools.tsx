import { Eye, PencilLine, Redo2, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import type { Drafting } from '../ui/useDraft.ts'
import type { Layout } from './layout.ts'

/** What can be done with what is being laid out, above it. */
export function DesignerTools({
  writing: { undo, redo },
  looking,
  onLook,
  saving,
}: {
  writing: Drafting<Layout>
  looking: boolean
  onLook: () => void
  saving: ReactNode
}) {
  const { t } = useText()
  return (
    <>
      <IconButton
        label={t('designer.undo')}
        icon={Undo2}
        disabled={undo === undefined}
        onClick={undo}
      />
      <IconButton
        label={t('designer.redo')}
        icon={Redo2}
        disabled={redo === undefined}
        onClick={redo}
      />
      <Button icon={looking ? PencilLine : Eye} onClick={onLook}>
        {t(looking ? 'designer.edit' : 'designer.look')}
      </Button>
      {saving}
    </>
  )
}
