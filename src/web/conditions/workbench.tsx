import { useState, type ReactNode } from 'react'
import type { Condition } from '../../domain/segment/condition.ts'
import { useText } from '../text.tsx'
import { Bench } from '../ui/builder.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ConditionEditor } from './conditionEditor.tsx'
import { Sample } from './sample.tsx'
import { TextForm } from './textForm.tsx'
import { Total } from './total.tsx'
import { BuilderTools } from './builderTools.tsx'
import { dropDraft, useUndoKeys } from '../ui/useDraft.ts'
import { draftOf, useBuilder } from './useBuilder.ts'
import { useWritten } from './useWritten.ts'

/**
 * Where a condition is written: as sentences or as text, with its plain reading above, how many meet it
 * and each part of it beside, and some of these people. What is counted never holds up what is written.
 */
export function Workbench({
  draft,
  first,
  beside,
}: {
  /** Under which name it is kept in this browser as long as it is not saved. */
  draft: string
  first: Condition
  /** What comes of it: to save it, and what that would do. */
  beside: (condition: Condition, sound: boolean) => ReactNode
}) {
  const { t } = useText()
  const [found, setFound] = useState(() => draftOf(draft) !== undefined)
  const [asText, setAsText] = useState(false)
  const builder = useBuilder(draft, first)
  const { condition } = builder
  const { settled, read, counted, told, waiting, sound } = useWritten(condition, `builder.${draft}`)
  useUndoKeys(builder)
  return (
    <Bench
      beside={
        <>
          <Total counted={counted.data} waiting={waiting} />
          {beside(condition, sound)}
          <Sample condition={settled} when={counted.isSuccess && !counted.isPlaceholderData} />
        </>
      }
    >
      {found && (
        <DraftFound
          onDrop={() => {
            dropDraft(draft)
            builder.begin(first)
            setFound(false)
          }}
        />
      )}
      <Panel
        title={asText ? t('builder.asText') : t('builder.asSentences')}
        actions={
          <BuilderTools builder={builder} asText={asText} onTurn={() => setAsText(!asText)} />
        }
      >
        <Stack>
          {read.data !== undefined && <Reading>{read.data.reading}</Reading>}
          {read.isError && <Trouble error={read.error} />}
          {asText ? (
            <TextForm text={read.data?.text} onChange={builder.change} />
          ) : (
            <ConditionEditor condition={condition} told={told} onChange={builder.change} />
          )}
        </Stack>
      </Panel>
    </Bench>
  )
}

function DraftFound({ onDrop }: { onDrop: () => void }) {
  const { t } = useText()
  return (
    <Row>
      <Note>{t('builder.draftFound')}</Note>
      <Button look="quiet" onClick={onDrop}>
        {t('builder.dropDraft')}
      </Button>
    </Row>
  )
}
