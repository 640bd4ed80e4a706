import type { Coming, DateText, Lapse, Period, Unit } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { InlineNumber, InlineSelect, InlineText } from '../ui/inline.tsx'

const units = [
  'minutes',
  'hours',
  'days',
  'weeks',
  'months',
  'years',
] as const satisfies readonly Unit[]

/** `30 dias` */
export function LapseEditor({ n, unit, onChange }: Lapse & { onChange: (lapse: Lapse) => void }) {
  const { t } = useText()
  return (
    <Sentence
      of="builder.lapse"
      slots={{
        n: (
          <InlineNumber
            label={t('builder.howMany')}
            value={n}
            least={1}
            whole
            onChange={(next) => onChange({ n: next, unit })}
          />
        ),
        unit: <UnitSelect n={n} unit={unit} onChange={(next) => onChange({ n, unit: next })} />,
      }}
    />
  )
}

/** The unit of a time, in the plural where there are more. */
export function UnitSelect({
  n,
  unit,
  onChange,
}: {
  n: number
  unit: Unit
  onChange: (unit: Unit) => void
}) {
  const { t } = useText()
  return (
    <InlineSelect
      label={t('builder.unit')}
      value={unit}
      options={units.map((value) => ({ value, label: t(`unit.${value}`, { count: n }) }))}
      onChange={onChange}
    />
  )
}

/** A day of the calendar, or so many days back. */
export function DateEditor({
  label,
  date,
  onChange,
}: {
  label: string
  date: DateText
  onChange: (date: DateText) => void
}) {
  const { t } = useText()
  const back = /^-(\d+)d$/.exec(date)?.[1]
  const how = (
    <InlineSelect
      label={t('builder.howDate')}
      value={back === undefined ? 'day' : 'back'}
      options={[
        { value: 'day', label: t('builder.onDay') },
        { value: 'back', label: t('builder.daysBack') },
      ]}
      onChange={(next) => onChange(next === 'day' ? new Date().toISOString().slice(0, 10) : '-30d')}
    />
  )
  const value =
    back === undefined ? (
      <InlineText label={label} type="date" value={date} onChange={onChange} />
    ) : (
      <InlineNumber
        label={label}
        value={Number(back)}
        least={0}
        whole
        onChange={(n) => onChange(`-${n}d`)}
      />
    )
  return (
    <Sentence of={back === undefined ? 'builder.day' : 'builder.back'} slots={{ how, value }} />
  )
}

const periods = ['day', 'week', 'month', 'quarter', 'year'] as const

/** `este mês`, of the shop's calendar. */
export function PeriodEditor({
  period: { which, unit },
  past = false,
  onChange,
}: {
  period: Period
  /** Nothing after now is asked for. */
  past?: boolean
  onChange: (period: Period) => void
}) {
  const { t } = useText()
  const whiches = past ? (['this', 'last'] as const) : (['this', 'last', 'next'] as const)
  const options = whiches.flatMap((w) =>
    periods.map((u) => ({ value: `${w}.${u}` as const, label: t(`period.${w}_${u}`) })),
  )
  return (
    <InlineSelect
      label={t('builder.period')}
      value={`${which}.${unit}` as const}
      options={options}
      onChange={(next) => {
        const found = whiches
          .flatMap((w) => periods.map((u) => ({ which: w, unit: u })))
          .find((each) => `${each.which}.${each.unit}` === next)
        if (found !== undefined) onChange(found)
      }}
    />
  )
}

/** When an anniversary comes. */
export function ComingEditor({
  coming,
  onChange,
}: {
  coming: Coming
  onChange: (coming: Coming) => void
}) {
  const { t } = useText()
  const value = coming.type === 'next' ? 'next' : (`${coming.which}.${coming.unit}` as const)
  const how = (
    <InlineSelect
      label={t('builder.period')}
      value={value}
      options={[
        { value: 'next', label: t('builder.inNextDays') },
        { value: 'this.day', label: t('period.this_day') },
        { value: 'this.week', label: t('period.this_week') },
        { value: 'this.month', label: t('period.this_month') },
        { value: 'next.month', label: t('period.next_month') },
      ]}
      onChange={(next) => onChange(comingOf(next))}
    />
  )
  const days =
    coming.type === 'next' ? (
      <InlineNumber
        label={t('builder.howMany')}
        value={coming.n}
        least={1}
        whole
        onChange={(n) => onChange({ ...coming, n })}
      />
    ) : null
  return <Sentence of="builder.coming" slots={{ how, days }} />
}

function comingOf(chosen: string): Coming {
  switch (chosen) {
    case 'this.day':
      return { type: 'calendar', which: 'this', unit: 'day' }
    case 'this.week':
      return { type: 'calendar', which: 'this', unit: 'week' }
    case 'this.month':
      return { type: 'calendar', which: 'this', unit: 'month' }
    case 'next.month':
      return { type: 'calendar', which: 'next', unit: 'month' }
    default:
      return { type: 'next', n: 7, unit: 'days' }
  }
}
