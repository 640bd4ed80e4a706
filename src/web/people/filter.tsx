import { ListFilter, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { ask, useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Form, Select, TextField } from '../ui/fields.tsx'
import { Panel, Row } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'

type Props = { readonly text: string; readonly onChange: (text: string) => void }

/** Opens the filter. */
export function FilterButton({
  text,
  open,
  onToggle,
}: {
  text: string
  open: boolean
  onToggle: () => void
}) {
  const { t } = useText()
  return (
    <Button icon={ListFilter} aria-expanded={open} onClick={onToggle}>
      {t(text === '' ? 'filter.begin' : 'filter.change')}
    </Button>
  )
}

/** Whom the page is narrowed down to: read as a sentence, said as text or by a segment or list. */
export function Filter({ text, open, onChange }: Props & { readonly open: boolean }) {
  const { t, locale } = useText()
  const read = useAsk(
    routes.conditions.read,
    { query: { locale }, body: { text } },
    { when: text !== '' },
  )
  return (
    <>
      {open && <FilterPanel text={text} onChange={onChange} />}
      {text !== '' && read.data !== undefined && (
        <Row>
          <Reading small>{read.data.reading}</Reading>
          <IconButton label={t('filter.clear')} icon={X} onClick={() => onChange('')} />
        </Row>
      )}
      {text !== '' && read.isError && <Trouble error={read.error} />}
    </>
  )
}

function FilterPanel({ text, onChange }: Props) {
  const { t } = useText()
  const [draft, setDraft] = useState(text)
  useEffect(() => setDraft(text), [text])
  return (
    <Panel title={t('filter.title')}>
      <BySegment onChange={onChange} />
      <Form onSubmit={() => onChange(draft.trim())}>
        <TextField
          label={t('filter.text')}
          hint={t('filter.hint')}
          value={draft}
          spellCheck={false}
          placeholder='city = "Recife" and did "Order Completed" at least 2 times in the past 90 days'
          onChange={setDraft}
        />
        <Row>
          <Button type="submit" look="first">
            {t('filter.apply')}
          </Button>
        </Row>
      </Form>
    </Panel>
  )
}

/** Those of a segment, or on a list: the server says it as text. */
function BySegment({ onChange }: { onChange: (text: string) => void }) {
  const { t, locale } = useText()
  const segments = useAsk(routes.segments.list, { query: { locale } })
  const lists = useAsk(routes.lists.list, {})
  const offered = [
    ...(segments.data?.items ?? []).map(({ id, name }) => ({ type: 'segment' as const, id, name })),
    ...(lists.data?.items ?? []).map(({ id, name }) => ({ type: 'list' as const, id, name })),
  ]
  const choose = (value: string): void => {
    const chosen = offered.find(({ type, id }) => `${type} ${id}` === value)
    if (chosen === undefined) return
    const condition =
      chosen.type === 'segment'
        ? ({ type: 'segment', segment: chosen.id } as const)
        : ({ type: 'list', list: chosen.id } as const)
    void ask(routes.conditions.read, { query: { locale }, body: { condition } }).then(({ text }) =>
      onChange(text),
    )
  }
  if (offered.length === 0) return null
  return (
    <Select
      label={t('filter.bySegment')}
      value=""
      options={[
        { value: '', label: t('filter.choose') },
        ...offered.map(({ type, id, name }) => ({
          value: `${type} ${id}`,
          label: type === 'list' ? t('filter.list', { name }) : name,
        })),
      ]}
      onChange={choose}
    />
  )
}
