import type { Condition, ConsentAsked, Rank, Sample } from '../../domain/segment/condition.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { Sentence, useText } from '../text.tsx'
import { InlineNumber, InlineSelect, InlineText } from '../ui/inline.tsx'
import { EventSelect, firstEvent, PropertySelect } from './eventParts.tsx'
import { useFilterable, usePurposes } from './words.ts'
import { WhereEditor } from './whereEditor.tsx'
import { WindowEditor } from './windowEditor.tsx'

type Editor<C> = { readonly condition: C; readonly onChange: (condition: C) => void }

/** `está no segmento “VIP”` */
export function SegmentEditor({
  condition,
  onChange,
}: Editor<Extract<Condition, { type: 'segment' }>>) {
  const { t, locale } = useText()
  const segments = useAsk(routes.segments.list, { query: { locale } })
  const options = (segments.data?.items ?? []).map(({ id, name }) => ({
    value: String(id),
    label: name,
  }))
  const which = (
    <InlineSelect
      label={t('builder.segment')}
      value={String(condition.segment)}
      options={options}
      onChange={(next) => onChange({ type: 'segment', segment: Number(next) })}
    />
  )
  return <Sentence of="builder.inSegment" slots={{ which }} />
}

/** `está na lista “Feira de café”` */
export function ListEditor({ condition, onChange }: Editor<Extract<Condition, { type: 'list' }>>) {
  const { t } = useText()
  const lists = useAsk(routes.lists.list, {})
  const options = (lists.data?.items ?? []).map(({ id, name }) => ({
    value: String(id),
    label: name,
  }))
  const which = (
    <InlineSelect
      label={t('builder.list')}
      value={String(condition.list)}
      options={options}
      onChange={(next) => onChange({ type: 'list', list: Number(next) })}
    />
  )
  return <Sentence of="builder.onList" slots={{ which }} />
}

/** `aceitou receber “newsletter” por e-mail` */
export function ConsentEditor({ condition, onChange }: Editor<ConsentAsked>) {
  const { t } = useText()
  const purposes = usePurposes()
  const { channel, ...anyChannel } = condition
  const state = (
    <InlineSelect
      label={t('builder.consent')}
      value={condition.state}
      options={(['granted', 'denied', 'unasked'] as const).map((value) => ({
        value,
        label: t(`consent.${value}`),
      }))}
      onChange={(next) => onChange({ ...condition, state: next })}
    />
  )
  const purpose =
    purposes.length === 0 ? (
      <InlineText
        label={t('builder.purpose')}
        value={condition.purpose}
        onChange={(next) => onChange({ ...condition, purpose: next })}
      />
    ) : (
      <InlineSelect
        label={t('builder.purpose')}
        value={condition.purpose}
        options={purposes.map((value) => ({ value, label: value }))}
        onChange={(next) => onChange({ ...condition, purpose: next })}
      />
    )
  const by = (
    <InlineSelect
      label={t('builder.channel')}
      value={channel ?? 'any'}
      options={['any', 'email', 'sms', 'phone', 'whatsapp', 'push'].map((value) => ({
        value,
        label: value === 'any' ? t('builder.anyChannel') : value,
      }))}
      onChange={(next) => onChange(next === 'any' ? anyChannel : { ...condition, channel: next })}
    />
  )
  return <Sentence of="builder.consented" slots={{ state, purpose, channel: by }} />
}

/** `está entre os 10% que mais …` */
export function RankEditor({ condition, onChange }: Editor<Rank>) {
  const { t } = useText()
  const { percent: _, ...counted } = condition
  const side = (
    <InlineSelect
      label={t('builder.side')}
      value={condition.side}
      options={[
        { value: 'top', label: t('builder.top') },
        { value: 'bottom', label: t('builder.bottom') },
      ]}
      onChange={(next) => onChange({ ...condition, side: next })}
    />
  )
  const n = (
    <InlineNumber
      label={t('builder.howMany')}
      value={condition.n}
      least={1}
      whole
      onChange={(next) => onChange({ ...condition, n: next })}
    />
  )
  const unit = (
    <InlineSelect
      label={t('builder.unit')}
      value={condition.percent === true ? 'percent' : 'customers'}
      options={[
        { value: 'percent', label: t('builder.percent') },
        { value: 'customers', label: t('builder.customers') },
      ]}
      onChange={(next) => onChange(next === 'percent' ? { ...condition, percent: true } : counted)}
    />
  )
  return (
    <Sentence
      of="builder.ranked"
      slots={{ side, n, unit, by: <RankedBy condition={condition} onChange={onChange} /> }}
    />
  )
}

function RankedBy({ condition, onChange }: Editor<Rank>) {
  const { t } = useText()
  const fields = useFilterable().filter(({ type }) => rankable.has(type))
  const { by } = condition
  const how = (
    <InlineSelect
      label={t('builder.rankedBy')}
      value={by.type === 'field' ? 'field' : by.measure?.of === 'sum' ? 'sum' : 'count'}
      options={[
        { value: 'count', label: t('builder.byCount') },
        { value: 'sum', label: t('builder.bySum') },
        { value: 'field', label: t('builder.byField') },
      ].filter(({ value }) => value !== 'field' || fields.length > 0)}
      onChange={(next) => onChange({ ...condition, by: rankedBy(next, fields[0]?.name ?? '') })}
    />
  )
  if (by.type === 'field') {
    const field = (
      <InlineSelect
        label={t('builder.field')}
        value={by.field}
        options={fields.map(({ name, label }) => ({ value: name, label }))}
        onChange={(next) => onChange({ ...condition, by: { type: 'field', field: next } })}
      />
    )
    return <Sentence of="builder.rankField" slots={{ how, field }} />
  }
  const { window: _, where: __, ...bare } = by
  const { measure } = by
  const property = measure !== undefined && 'property' in measure && (
    <PropertySelect
      event={firstEvent(by.event)}
      value={measure.property}
      numbers
      onChange={(path) =>
        onChange({ ...condition, by: { ...by, measure: { ...measure, property: path } } })
      }
    />
  )
  const kept = { ...(by.window && { window: by.window }), ...(by.where && { where: by.where }) }
  return (
    <>
      <Sentence
        of="builder.rankDid"
        slots={{
          how,
          property,
          event: (
            <EventSelect
              event={by.event}
              onChange={(event) => onChange({ ...condition, by: { ...by, event } })}
            />
          ),
          window: (
            <WindowEditor
              window={by.window}
              onChange={(window) =>
                onChange({
                  ...condition,
                  by: { ...bare, ...(by.where && { where: by.where }), ...(window && { window }) },
                })
              }
            />
          ),
        }}
      />
      <WhereEditor
        event={firstEvent(by.event)}
        where={by.where}
        onChange={({ where }) =>
          onChange({
            ...condition,
            by: { ...bare, ...kept, ...(where === undefined ? {} : { where }) },
          })
        }
      />
    </>
  )
}

const rankable = new Set(['integer', 'decimal', 'money', 'percent', 'date', 'datetime'])

function rankedBy(how: string, field: string): Rank['by'] {
  const of = { type: 'did', event: 'Order Completed' } as const
  if (how === 'field') return { type: 'field', field }
  return how === 'sum' ? { ...of, measure: { of: 'sum', property: 'total' } } : of
}

/** `está numa amostra de 10%` */
export function SampleEditor({ condition, onChange }: Editor<Sample>) {
  const { t } = useText()
  const percent = (
    <InlineNumber
      label={t('builder.share')}
      value={condition.percent}
      least={0.01}
      onChange={(next) => onChange({ ...condition, percent: next })}
    />
  )
  const seed = (
    <InlineText
      label={t('builder.seed')}
      value={condition.seed}
      onChange={(next) => onChange({ ...condition, seed: next })}
    />
  )
  return <Sentence of="builder.sampled" slots={{ percent, seed }} />
}
