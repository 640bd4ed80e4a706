import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { People } from '../ui/people.tsx'
import { Note, Panel } from '../ui/page.tsx'

/** Some of those who meet it: to see whether they are who was meant. */
export function Sample({ condition, when }: { condition: Condition; when: boolean }) {
  const { t } = useText()
  const some = useAsk(
    routes.segments.query,
    { body: { condition, limit: 6 } },
    { when, keep: true },
  )
  const items = some.data?.items ?? []
  return (
    <Panel title={t('builder.sample')}>
      {items.length === 0 ? <Note>{t('builder.nobody')}</Note> : <People people={items} />}
    </Panel>
  )
}
