import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask, useAsk } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import { FilterPanel } from '../people/filterPanel.tsx'
import { useDialogRun } from '../people/useRun.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { List } from './list.ts'

/** Whoever is in a segment or meets a condition now; who meets it later does not come by itself. */
export function AddByCondition({ list, onClose }: { list: List; onClose: () => void }) {
  const { t, locale } = useText()
  const [text, setText] = useState('')
  const [writing, setWriting] = useState(false)
  const { busy, error, begin } = useDialogRun(onClose)
  const segments = useAsk(routes.segments.list, { query: { locale } })
  const counted = useAsk(
    routes.segments.count,
    { query: { locale }, body: { text } },
    { when: text !== '' },
  )
  const choose = async (segment: number): Promise<void> => {
    const condition = { type: 'segment', segment } as const
    const read = await ask(routes.conditions.read, { query: { locale }, body: { condition } })
    setText(read.text)
    setWriting(false)
  }
  const count = counted.data?.count
  return (
    <Stack>
      <Note>{t('lists.conditionNote')}</Note>
      <Row>
        <Select
          label={t('lists.bySegment')}
          value=""
          options={[
            { value: '', label: t('lists.chooseSegment') },
            ...(segments.data?.items ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            })),
          ]}
          onChange={(id) => {
            if (id === '') return
            choose(Number(id)).catch((reason: unknown) => says.failed(failureOf(reason)))
          }}
        />
        <Button aria-expanded={writing} onClick={() => setWriting(!writing)}>
          {t('lists.writeCondition')}
        </Button>
      </Row>
      {writing && <FilterPanel text={text} onApply={setText} />}
      {counted.isError && <Trouble error={counted.error} />}
      {counted.data !== undefined && text !== '' && <Reading small>{counted.data.reading}</Reading>}
      {error !== undefined && <Trouble error={error} />}
      {text !== '' && count !== undefined && (
        <Row>
          <Button
            look="first"
            busy={busy}
            disabled={count === 0}
            onClick={() => begin({ text, addTo: [list.id] })}
          >
            {t('bulk.add', { count })}
          </Button>
        </Row>
      )}
    </Stack>
  )
}
