import { ArrowDown, ArrowUp, Ban, CopyPlus, Ellipsis, Group, Trash2 } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import type { Warning } from '../../api/condition.ts'
import type { Condition } from '../../domain/segment/condition.ts'
import type { Failure } from '../../domain/failure.ts'
import { useAsk } from '../client/ask.ts'
import { Sentence, useText } from '../text.tsx'
import { Knot, Part } from '../ui/builder.tsx'
import { Count } from '../ui/count.tsx'
import { InlineSelect } from '../ui/inline.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { Tag } from '../ui/reading.tsx'
import { keyOf, type Counts } from './counts.ts'
import { DidEditor } from './didEditor.tsx'
import { FieldEditor } from './fieldEditor.tsx'
import { isPossible, kinds, made } from './kinds.ts'
import { ConsentEditor, ListEditor, RankEditor, SampleEditor, SegmentEditor } from './others.tsx'
import { SequenceEditor } from './sequenceEditor.tsx'
import { moved, partAt, withMore, withoutPart, withPart, type Way } from './tree.ts'
import { useFilterable, usePurposes } from './words.ts'

/** What is shown beside the parts of a condition. */
export type Told = {
  readonly counts: Counts
  readonly warnings: readonly Warning[]
  readonly wrong: Failure | undefined
}

type Editing = {
  readonly whole: Condition
  readonly way: Way
  readonly told: Told
  readonly onChange: (whole: Condition) => void
}

/** A condition as sentences in which every word can be changed, with how many meet each part. */
export function ConditionEditor({
  condition,
  told,
  onChange,
}: {
  condition: Condition
  told: Told
  onChange: (condition: Condition) => void
}) {
  return <GroupEditor whole={condition} way={[]} told={told} onChange={onChange} />
}

function GroupEditor({ whole, way, told, onChange }: Editing) {
  const { t } = useText()
  const group = partAt(whole, way)
  if (group === undefined || (group.type !== 'all' && group.type !== 'any')) return null
  const { type, of } = group
  const which = (
    <InlineSelect
      label={t('builder.join')}
      value={type}
      options={[
        { value: 'all', label: t('builder.all') },
        { value: 'any', label: t('builder.any') },
      ]}
      onChange={(next) => onChange(withPart(whole, way, { type: next, of }))}
    />
  )
  return (
    <Knot
      head={<Sentence of="builder.meets" slots={{ which }} />}
      foot={<Add whole={whole} way={way} at={of.length} onChange={onChange} />}
    >
      {of.map((part, i) => (
        <Member
          // The place is what it is known by: parts have no other name.
          key={`${i} ${part.type}`}
          {...{ whole, told, onChange }}
          way={[...way, i]}
          siblings={of.length}
        />
      ))}
    </Knot>
  )
}

function Member({ whole, way, told, onChange, siblings }: Editing & { siblings: number }) {
  const { t } = useText()
  const part = partAt(whole, way)
  const group = way.slice(0, -1)
  const i = way.at(-1) ?? 0
  if (part === undefined) return null
  const branch = told.counts.get(keyOf(way))
  const warning = told.warnings.find(({ where }) => isAt(where, way))
  const wrong =
    told.wrong?.where !== undefined && isAt(told.wrong.where, way) ? told.wrong : undefined
  return (
    <Part
      handle={t('builder.drag')}
      place={{ group: keyOf(group), index: i }}
      onDrop={(from) => onChange(moved(whole, group, from, i))}
      figures={<Count n={branch?.count ?? null} />}
      menu={<PartMenu {...{ whole, way, siblings, onChange }} />}
      warning={warning?.reading}
      wrong={wrong?.message}
    >
      <PartEditor {...{ whole, way, told, onChange }} />
    </Part>
  )
}

/** Of a `not` what it is of, with the word before it. */
function PartEditor({ whole, way, told, onChange }: Editing) {
  const { t } = useText()
  const part = partAt(whole, way)
  const put = (next: Condition): void => onChange(withPart(whole, way, next))
  switch (part?.type) {
    case undefined:
      return null
    case 'all':
    case 'any':
      return <GroupEditor {...{ whole, way, told, onChange }} />
    case 'not':
      return (
        <>
          <Tag left>{t('builder.except')}</Tag>
          <PartEditor {...{ whole, told, onChange }} way={[...way, 0]} />
        </>
      )
    case 'field':
      return <FieldEditor condition={part} onChange={put} />
    case 'did':
      return <DidEditor did={part} onChange={put} />
    case 'sequence':
      return <SequenceEditor sequence={part} onChange={put} />
    case 'segment':
      return <SegmentEditor condition={part} onChange={put} />
    case 'list':
      return <ListEditor condition={part} onChange={put} />
    case 'consent':
      return <ConsentEditor condition={part} onChange={put} />
    case 'rank':
      return <RankEditor condition={part} onChange={put} />
    case 'sample':
      return <SampleEditor condition={part} onChange={put} />
  }
}

function PartMenu({
  whole,
  way,
  siblings,
  onChange,
}: Omit<Editing, 'told'> & { siblings: number }) {
  const { t } = useText()
  const part = partAt(whole, way)
  const group = way.slice(0, -1)
  const i = way.at(-1) ?? 0
  if (part === undefined) return null
  const isNot = part.type === 'not'
  const turned: Condition = isNot ? part.of : { type: 'not', of: part }
  const other = partAt(whole, group)?.type === 'all' ? 'any' : 'all'
  const items: readonly (readonly MenuItem[])[] = [
    [
      {
        label: isNot ? t('builder.include') : t('builder.exclude'),
        icon: Ban,
        onSelect: () => onChange(withPart(whole, way, turned)),
      },
      {
        label: t('builder.intoGroup'),
        icon: Group,
        onSelect: () => onChange(withPart(whole, way, { type: other, of: [part] })),
      },
      {
        label: t('builder.copy'),
        icon: CopyPlus,
        onSelect: () => onChange(withMore(whole, group, i + 1, part)),
      },
    ],
    [
      {
        label: t('builder.up'),
        icon: ArrowUp,
        disabled: i === 0,
        onSelect: () => onChange(moved(whole, group, i, i - 1)),
      },
      {
        label: t('builder.down'),
        icon: ArrowDown,
        disabled: i === siblings - 1,
        onSelect: () => onChange(moved(whole, group, i, i + 1)),
      },
    ],
    [
      {
        label: t('builder.remove'),
        icon: Trash2,
        danger: true,
        onSelect: () => onChange(withoutPart(whole, way)),
      },
    ],
  ]
  return <Menu label={t('builder.more')} icon={Ellipsis} groups={items} />
}

function Add({ whole, way, at, onChange }: Omit<Editing, 'told'> & { at: number }) {
  const { t, locale } = useText()
  const [field] = useFilterable()
  const words = useAsk(routes.suggestions.words, {})
  const [purpose] = usePurposes()
  const segments = useAsk(routes.segments.list, { query: { locale } })
  const lists = useAsk(routes.lists.list, {})
  const events = words.data?.events ?? []
  const known = {
    field: field?.name,
    event: events.includes('Order Completed') ? 'Order Completed' : events[0],
    segment: segments.data?.items[0]?.id,
    list: lists.data?.items[0]?.id,
    purpose,
  }
  const possible = kinds.filter((kind) => isPossible(kind, known))
  return (
    <Menu
      label={t('builder.add')}
      groups={[
        possible.map((kind) => ({
          label: t(`kind.${kind}`),
          onSelect: () => onChange(withMore(whole, way, at, made(kind, known))),
        })),
      ]}
    />
  )
}

/** Whether a place as the server writes it, `of[1].of[0].test`, is of that part and of none inside it. */
function isAt(where: string, way: Way): boolean {
  const steps = [...where.matchAll(/of(?:\[(\d+)\])?/g)].map(([, i]) => Number(i ?? 0))
  return steps.length === way.length && steps.every((step, i) => step === way[i])
}
