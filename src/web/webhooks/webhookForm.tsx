import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { answersTo } from '../answersTo.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Choices, OneOf } from '../ui/choices.tsx'
import { Form, SearchField, TextField } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { eventKeys, webhookEvents, type Webhook } from './webhook.ts'

export type Said = Pick<Webhook, 'url' | 'description' | 'events' | 'segments' | 'identifiers'>

const kinds = ['user_id', 'email', 'phone', 'document', 'anonymous_id'] as const

/** Whither, what is told, of which segments, and by what a message names the customer. */
export function WebhookForm({
  begin,
  action,
  busy,
  error,
  onSave,
}: {
  begin: Said
  action: string
  busy: boolean
  error: Error | null
  onSave: (said: Said) => void
}) {
  const { t } = useText()
  const [said, setSaid] = useState(begin)
  const set = (part: Partial<Said>): void => setSaid({ ...said, ...part })
  const { url, description, events, segments, identifiers } = said
  const own = identifiers.filter((kind) => !kinds.some((each) => each === kind))
  const whole = url.trim() !== '' && events.length > 0 && segments?.length !== 0
  return (
    <Form onSubmit={() => whole && onSave(said)}>
      <TextField
        label={t('webhooks.url')}
        hint={t('webhooks.urlHint')}
        type="url"
        required
        autoFocus
        value={url}
        onChange={(next) => set({ url: next })}
      />
      <TextField
        label={t('webhooks.description')}
        hint={t('webhooks.descriptionHint')}
        value={description}
        onChange={(next) => set({ description: next })}
      />
      <Choices
        label={t('webhooks.told')}
        chosen={events}
        options={webhookEvents.map((value) => ({ value, label: t(eventKeys[value]) }))}
        onChange={(next) => set({ events: next })}
      />
      <OneOf
        label={t('webhooks.which')}
        value={segments === null ? 'all' : 'some'}
        options={[
          { value: 'all', label: t('webhooks.allSegments') },
          { value: 'some', label: t('webhooks.someSegments') },
        ]}
        onChange={(which) => set({ segments: which === 'all' ? null : (begin.segments ?? []) })}
      />
      {segments !== null && (
        <SomeSegments chosen={segments} onChange={(next) => set({ segments: next })} />
      )}
      <Choices
        label={t('webhooks.identifiers')}
        chosen={identifiers}
        options={[
          ...kinds.map((value) => ({ value: value as string, label: t(`shop.kind_${value}`) })),
          ...own.map((value) => ({ value, label: value })),
        ]}
        onChange={(next) => set({ identifiers: next })}
      />
      {error !== null && <Trouble error={error} />}
      <Row>
        <Button type="submit" look="first" busy={busy} disabled={!whole}>
          {action}
        </Button>
      </Row>
    </Form>
  )
}

/** More are not shown at once: a few letters say more. */
const shownAtOnce = 20

/** Some of the segments there are: those that were chosen when it was opened first, then those that answer to what is written. */
function SomeSegments({
  chosen,
  onChange,
}: {
  chosen: readonly number[]
  onChange: (chosen: number[]) => void
}) {
  const { t, locale } = useText()
  const listed = useAsk(routes.segments.list, { query: { locale } })
  const [text, setText] = useState('')
  const [first] = useState(chosen)
  const all = listed.data?.items ?? []
  const found = all
    .filter(({ id, name }) => chosen.includes(id) || answersTo(name, text))
    .toSorted((a, b) => Number(first.includes(b.id)) - Number(first.includes(a.id)))
  const shown = found.filter(({ id }, i) => i < shownAtOnce || chosen.includes(id))
  const here = new Set(shown.map(({ id }) => id))
  return (
    <Stack gap="small">
      {all.length > shownAtOnce && (
        <SearchField label={t('webhooks.findSegment')} value={text} onChange={setText} />
      )}
      <Choices
        label={t('webhooks.segments')}
        chosen={chosen.map(String)}
        options={shown.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(next) =>
          // What is not shown stays as it was chosen.
          onChange([...chosen.filter((id) => !here.has(id)), ...next.map(Number)])
        }
      />
      {found.length > shown.length && (
        <Note>{t('webhooks.moreSegments', { count: found.length - shown.length })}</Note>
      )}
    </Stack>
  )
}
