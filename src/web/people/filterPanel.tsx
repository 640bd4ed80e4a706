import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { everyone, type Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { BuilderTools } from '../conditions/builderTools.tsx'
import { ConditionEditor } from '../conditions/conditionEditor.tsx'
import { TextForm } from '../conditions/textForm.tsx'
import { useBuilder } from '../conditions/useBuilder.ts'
import { useWritten } from '../conditions/useWritten.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

type Props = {
  /** The filter that stands, as text; empty for none. */
  readonly text: string
  readonly onApply: (text: string) => void
}

/** Where a filter is written, by sentences or as text, with how many it leaves. Nothing is filtered before it is asked for. */
export function FilterPanel({ text, onApply }: Props) {
  const { t, locale } = useText()
  const stands = useAsk(
    routes.conditions.read,
    { query: { locale }, body: { text } },
    { when: text !== '' },
  )
  if (text !== '' && stands.isPending) {
    return (
      <Panel title={t('filter.title')}>
        <Waiting lines={2} />
      </Panel>
    )
  }
  return <Writing key={text} first={stands.data?.condition ?? everyone} onApply={onApply} />
}

function Writing({ first, onApply }: { first: Condition; onApply: Props['onApply'] }) {
  const { t } = useText()
  const [asText, setAsText] = useState(false)
  const builder = useBuilder(undefined, first)
  const { condition, change } = builder
  const { read, counted, told, sound } = useWritten(condition, 'filter')
  const written = sound && !read.isPlaceholderData ? read.data?.text : undefined
  return (
    <Panel
      title={t('filter.title')}
      actions={<BuilderTools builder={builder} asText={asText} onTurn={() => setAsText(!asText)} />}
    >
      <Stack gap="small">
        {asText ? (
          <TextForm text={read.data?.text} onChange={change} />
        ) : (
          <ConditionEditor condition={condition} told={told} onChange={change} />
        )}
        {read.isError && <Trouble error={read.error} />}
        <Row>
          <Button
            look="first"
            disabled={written === undefined}
            onClick={() => written !== undefined && onApply(written)}
          >
            {t('filter.apply')}
          </Button>
          <Count
            n={counted.data?.tree.count ?? null}
            of={counted.data?.customers}
            asOf={counted.data?.asOf}
            live
          />
        </Row>
      </Stack>
    </Panel>
  )
}
