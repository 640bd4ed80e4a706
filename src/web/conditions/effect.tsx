import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Figures } from '../ui/figures.tsx'
import { People } from '../ui/people.tsx'
import { Note, Panel, Stack } from '../ui/page.tsx'
import { useSettled } from './useSettled.ts'

/** Who would enter and who would leave if it were saved so, and what that does to what speaks of it. */
export function Effect({ segment, condition }: { segment: number; condition: Condition }) {
  const { t, locale } = useText()
  const settled = useSettled(condition, 600)
  const effect = useAsk(
    routes.segments.effect,
    { params: { id: segment }, query: { locale }, body: { condition: settled, samples: 3 } },
    { keep: true },
  )
  // What is wrong with the condition is said where it is written.
  if (effect.isError) return null
  return (
    <Panel title={t('builder.effect')}>
      <Shown effect={effect.data} />
    </Panel>
  )
}

type Shown = Answer<typeof routes.segments.effect>

function Shown({ effect }: { effect: Shown | undefined }) {
  const { t } = useText()
  return (
    <>
      <Figures
        rows={[
          { label: t('builder.enter'), n: effect?.enters.count ?? null },
          { label: t('builder.leave'), n: effect?.leaves.count ?? null, left: true },
          { label: t('builder.stay'), n: effect?.stays ?? null },
        ]}
      />
      <Some title={t('builder.whoEnters')} people={effect?.enters.sample} />
      <Some title={t('builder.whoLeaves')} people={effect?.leaves.sample} />
      {effect?.dependents.map(({ kind, id, name, enters, leaves }) => (
        <Note key={`${kind} ${id}`}>{t('builder.dependent', { name, enters, leaves })}</Note>
      ))}
    </>
  )
}

function Some({
  title,
  people = [],
}: {
  title: string
  people?: Shown['enters']['sample'] | undefined
}) {
  if (people.length === 0) return null
  return (
    <Stack gap="small">
      <Note>{title}</Note>
      <People people={people} />
    </Stack>
  )
}
