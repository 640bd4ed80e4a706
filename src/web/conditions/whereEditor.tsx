import { Plus, X } from 'lucide-react'
import type { ItemWhere, PropertyTest, Where } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { Below } from '../ui/builder.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { InlineSelect } from '../ui/inline.tsx'
import { PropertySelect } from './eventParts.tsx'
import { placeOf } from './placeOf.ts'
import { opsFor, testOf, type Holds } from './testForms.ts'
import { TestEditor } from './testEditor.tsx'
import { useProperties, type PropertyShown } from './words.ts'

/** One test of the event itself, or of one of its items. */
type Asked = { readonly property: PropertyTest; readonly item: boolean; readonly not: boolean }

/**
 * Which of the events count: tests that all hold, or any. What is nested deeper is kept as it is and
 * written in the text form.
 */
export function WhereEditor({
  event,
  where,
  onChange,
}: {
  event: string
  where: Where | undefined
  onChange: (asked: { where: Where | undefined }) => void
}) {
  const { t } = useText()
  const properties = useProperties(event)
  const asked = where === undefined ? [] : flat(where)
  const how = where?.type === 'any' ? 'any' : 'all'
  if (asked === undefined) return <Below>{t('builder.nestedWhere')}</Below>
  const put = (next: readonly Asked[], type: 'all' | 'any' = how): void =>
    onChange({ where: whereOf(next, type) })
  return (
    <>
      {asked.map((each, i) => (
        <Below key={i}>
          <Joined first={i === 0} how={how} onChange={(type) => put(asked, type)} />
          <PropertyAsked
            event={event}
            asked={each}
            properties={properties}
            onChange={(next) => put(asked.with(i, next))}
          />
          <IconButton
            label={t('builder.removeTest')}
            icon={X}
            onClick={() => put(asked.toSpliced(i, 1))}
          />
        </Below>
      ))}
      {properties.length > 0 && (
        <Button look="quiet" icon={Plus} onClick={() => put([...asked, firstAsked(properties)])}>
          {t('builder.where')}
        </Button>
      )}
    </>
  )
}

function Joined({
  first,
  how,
  onChange,
}: {
  first: boolean
  how: 'all' | 'any'
  onChange: (how: 'all' | 'any') => void
}) {
  const { t } = useText()
  if (first) return t('builder.inWhich')
  return (
    <InlineSelect
      label={t('builder.join')}
      value={how}
      options={[
        { value: 'all', label: t('builder.and') },
        { value: 'any', label: t('builder.or') },
      ]}
      onChange={onChange}
    />
  )
}

function PropertyAsked({
  event,
  asked: { property, item, not },
  properties,
  onChange,
}: {
  event: string
  asked: Asked
  properties: readonly PropertyShown[]
  onChange: (asked: Asked) => void
}) {
  const { t } = useText()
  const path = item ? `items.${property.property}` : property.property
  const holds = holdsOf(path, properties)
  const subject = item ? 'item' : 'property'
  const which = (
    <PropertySelect
      event={event}
      value={path}
      onChange={(next) => {
        const place = placeOf(next)
        const then = holdsOf(next, properties)
        const [op = 'exists'] = opsFor(place.in === undefined ? 'property' : 'item', then)
        onChange({
          property: { type: 'property', property: place.property, test: testOf(op, then) },
          item: place.in !== undefined,
          not: false,
        })
      }}
    />
  )
  const tested = (
    <TestEditor
      test={property.test}
      subject={subject}
      holds={holds}
      of={{ event, property: property.property, ...(item ? { in: 'items' } : {}) }}
      onChange={(test) => onChange({ property: { ...property, test }, item, not })}
    />
  )
  const whether = not ? t('builder.exceptWhere') : null
  return (
    <Sentence
      of={item ? 'builder.itemTested' : 'builder.propertyTested'}
      slots={{ not: whether, property: which, tested }}
    />
  )
}

function holdsOf(path: string, properties: readonly PropertyShown[]): Holds {
  return properties.find((each) => each.path === path)?.holds ?? 'text'
}

function firstAsked([first = usual]: readonly PropertyShown[]): Asked {
  const { own, of, holds } = first
  const [op = 'exists'] = opsFor(of === null ? 'property' : 'item', holds)
  return {
    property: { type: 'property', property: own, test: testOf(op, holds) },
    item: of !== null,
    not: false,
  }
}

const usual: PropertyShown = { path: 'total', own: 'total', of: null, holds: 'number' }

/** The tests of a `where` of one level; undefined where it is nested deeper or about another list of items. */
function flat(where: Where): readonly Asked[] | undefined {
  const parts = where.type === 'all' || where.type === 'any' ? where.of : [where]
  const asked = parts.map(one)
  return asked.every((each) => each !== undefined) ? asked : undefined
}

function one(where: Where | ItemWhere): Asked | undefined {
  if (where.type === 'property') return { property: where, item: false, not: false }
  if (where.type === 'not') {
    const inside = one(where.of)
    return inside === undefined || inside.not ? undefined : { ...inside, not: true }
  }
  if (where.type !== 'item' || (where.in ?? 'items') !== 'items') return undefined
  return where.of.type === 'property' ? { property: where.of, item: true, not: false } : undefined
}

function whereOf(asked: readonly Asked[], type: 'all' | 'any'): Where | undefined {
  const of = asked.map(({ property, item, not }): Where => {
    const test: Where = item ? { type: 'item', of: property } : property
    return not ? { type: 'not', of: test } : test
  })
  const [only] = of
  return of.length > 1 ? { type, of } : only
}
