import type { Window } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { InlineNumber, InlineSelect } from '../ui/inline.tsx'
import { DateEditor, LapseEditor, PeriodEditor, UnitSelect } from './dateParts.tsx'
import { useFilterable } from './words.ts'

const kinds = ['ever', 'last', 'ago', 'calendar', 'after', 'before', 'dates', 'since'] as const
type Kind = (typeof kinds)[number]

/** In which time something was done: `nos últimos 90 dias`, or at any time. */
export function WindowEditor({
  window,
  onChange,
}: {
  window: Window | undefined
  onChange: (window: Window | undefined) => void
}) {
  const { t } = useText()
  const fields = useFilterable().filter(({ type }) => type === 'date' || type === 'datetime')
  const kind: Kind = window?.type ?? 'ever'
  const first = fields[0]?.name
  const offered = kinds.filter((each) => each !== 'since' || first !== undefined || kind === each)
  const how = (
    <InlineSelect
      label={t('builder.window')}
      value={kind}
      options={offered.map((value) => ({ value, label: t(`window.${value}`) }))}
      onChange={(next) => onChange(windowOf(next, first ?? ''))}
    />
  )
  return (
    <Sentence
      of="builder.windowed"
      slots={{ how, what: window === undefined ? null : <Bounds {...{ window, onChange }} /> }}
    />
  )
}

function Bounds({
  window,
  onChange,
}: {
  window: Window
  onChange: (window: Window | undefined) => void
}) {
  const { t } = useText()
  const fields = useFilterable().filter(({ type }) => type === 'date' || type === 'datetime')
  switch (window.type) {
    case 'last':
      return (
        <LapseEditor
          n={window.n}
          unit={window.unit}
          onChange={(lapse) => onChange({ type: 'last', ...lapse })}
        />
      )
    case 'ago': {
      const end = (which: 'from' | 'to') => (
        <InlineNumber
          label={t(`builder.${which}`)}
          value={window[which]}
          least={0}
          whole
          onChange={(n) => onChange({ ...window, [which]: n })}
        />
      )
      const unit = (
        <UnitSelect
          n={window.to}
          unit={window.unit}
          onChange={(u) => onChange({ ...window, unit: u })}
        />
      )
      return <Sentence of="builder.ago" slots={{ from: end('from'), to: end('to'), unit }} />
    }
    case 'calendar':
      return (
        <PeriodEditor
          period={window}
          past
          onChange={({ which, unit }) =>
            onChange({ type: 'calendar', which: which === 'next' ? 'this' : which, unit })
          }
        />
      )
    case 'before':
    case 'after':
      return (
        <DateEditor
          label={t('builder.date')}
          date={window.date}
          onChange={(date) => onChange({ ...window, date })}
        />
      )
    case 'dates': {
      const end = (which: 'from' | 'to') => (
        <DateEditor
          label={t(`builder.${which}`)}
          date={window[which]}
          onChange={(date) => onChange({ ...window, [which]: date })}
        />
      )
      return <Sentence of="builder.between" slots={{ from: end('from'), to: end('to') }} />
    }
    case 'since':
      return (
        <InlineSelect
          label={t('builder.field')}
          value={window.field}
          options={fields.map(({ name, label }) => ({ value: name, label }))}
          onChange={(field) => onChange({ type: 'since', field })}
        />
      )
  }
}

function windowOf(kind: Kind, field: string): Window | undefined {
  switch (kind) {
    case 'ever':
      return undefined
    case 'last':
      return { type: 'last', n: 90, unit: 'days' }
    case 'ago':
      return { type: 'ago', from: 60, to: 30, unit: 'days' }
    case 'calendar':
      return { type: 'calendar', which: 'this', unit: 'month' }
    case 'before':
    case 'after':
      return { type: kind, date: '-90d' }
    case 'dates':
      return { type: 'dates', from: '-90d', to: '-30d' }
    case 'since':
      return { type: 'since', field }
  }
}
