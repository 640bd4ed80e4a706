import type { Did } from '../../domain/segment/condition.ts'
import { useText } from '../text.tsx'
import { InlineOpener, InlineSelect } from '../ui/inline.tsx'
import { Pick } from '../ui/pick.tsx'
import { useEvents, useProperties } from './words.ts'

/** The first of the names of events. */
export function firstEvent(event: Did['event']): string {
  return typeof event === 'string' ? event : (event[0] ?? '')
}

/** What was done: one thing, or any of several. */
export function EventSelect({
  event,
  onChange,
}: {
  event: Did['event']
  onChange: (event: Did['event']) => void
}) {
  const { t } = useText()
  const names = typeof event === 'string' ? [event] : event
  const events = useEvents(names)
  const said = names.map((name) => events.find(({ value }) => value === name)?.label ?? name)
  const several = typeof event !== 'string'
  if (!several) {
    return (
      <InlineSelect
        label={t('builder.event')}
        value={event}
        options={[...events, { value: anyOf, label: t('builder.anyEvent') }]}
        onChange={(next) => onChange(next === anyOf ? [event] : next)}
      />
    )
  }
  return (
    <InlineOpener label={t('builder.event')} text={said.join(` ${t('builder.or')} `)}>
      <Pick
        label={t('builder.event')}
        chosen={names}
        options={events}
        free={false}
        onSearch={() => {}}
        onChange={(chosen) => onChange(chosen.length === 0 ? firstEvent(event) : chosen)}
      />
    </InlineOpener>
  )
}

/** No event has this name: names are trimmed. */
const anyOf = ' any '

/** A property that the events have. */
export function PropertySelect({
  event,
  value,
  numbers = false,
  onChange,
}: {
  event: string
  value: string
  /** Only those that hold numbers. */
  numbers?: boolean
  onChange: (path: string) => void
}) {
  const { t } = useText()
  const all = useProperties(event)
  const offered = numbers ? all.filter(({ holds }) => holds === 'number') : all
  const own = offered.filter(({ of }) => of === null)
  const ofItems = offered.filter(({ of }) => of !== null)
  const shown = ({ path, own: name }: { path: string; own: string }) => ({
    value: path,
    label: name,
  })
  return (
    <InlineSelect
      label={t('builder.property')}
      value={value}
      groups={[
        { label: t('builder.ofEvent'), options: own.map(shown) },
        { label: t('builder.ofItems'), options: ofItems.map(shown) },
      ].filter(({ options }) => options.length > 0)}
      onChange={onChange}
    />
  )
}
