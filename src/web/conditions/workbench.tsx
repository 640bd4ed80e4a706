import { Redo2, Undo2 } from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import { useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { useText } from '../text.tsx'
import { Bench } from '../ui/builder.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { ConditionEditor, type Told } from './conditionEditor.tsx'
import { countsOf } from './counts.ts'
import { Sample } from './sample.tsx'
import { TextForm } from './textForm.tsx'
import { Total } from './total.tsx'
import { draftOf, dropDraft, useBuilder, type Builder } from './useBuilder.ts'
import { useSettled } from './useSettled.ts'

type Branches = Answer<typeof routes.analysis.branches>

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
  const { t, locale } = useText()
  const [found, setFound] = useState(() => draftOf(draft) !== undefined)
  const [asText, setAsText] = useState(false)
  const builder = useBuilder(draft, first)
  const { condition } = builder
  const settled = useSettled(condition)
  const query = { locale } as const
  const read = useAsk(
    routes.conditions.read,
    { query, body: { condition: settled } },
    { keep: true },
  )
  const counted = useAsk(
    routes.analysis.branches,
    { query, body: { condition: settled, key: `builder.${draft}` } },
    { keep: true, when: !read.isError },
  )
  const told = useTold(settled, counted.data, read.error)
  return (
    <Bench
      beside={
        <>
          <Total counted={counted.data} waiting={counted.isFetching || settled !== condition} />
          {beside(condition, !read.isError && settled === condition)}
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
        actions={<Tools builder={builder} asText={asText} onTurn={() => setAsText(!asText)} />}
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

function Tools({
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

/** What is known of each part, of the condition that was last counted. */
function useTold(condition: Condition, counted: Branches | undefined, error: unknown): Told {
  return useMemo(
    () => ({
      counts: counted === undefined ? new Map() : countsOf(condition, counted.tree),
      warnings: counted?.warnings ?? [],
      wrong: error === null ? undefined : failureOf(error),
    }),
    [condition, counted, error],
  )
}
