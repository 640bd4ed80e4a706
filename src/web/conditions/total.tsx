import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useText } from '../text.tsx'
import { Count } from '../ui/count.tsx'
import { Note, Panel } from '../ui/page.tsx'

type Counted = Answer<typeof routes.analysis.branches>

/** How many meet the whole, now. While it is counted anew the number before stays. */
export function Total({ counted, waiting }: { counted: Counted | undefined; waiting: boolean }) {
  const { t } = useText()
  return (
    <Panel title={t('builder.total')}>
      <Count
        size="figure"
        n={counted?.tree.count ?? null}
        of={counted?.customers}
        asOf={counted?.asOf}
        live
      />
      <Note>{waiting ? t('builder.counting') : t('builder.counted')}</Note>
    </Panel>
  )
}
