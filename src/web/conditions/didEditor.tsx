import type { Did, Measure, Test } from '../../domain/segment/condition.ts'
import { Sentence, useText, type TextKey } from '../text.tsx'
import { InlineNumber, InlineSelect } from '../ui/inline.tsx'
import { EventSelect, firstEvent, PropertySelect } from './eventParts.tsx'
import { placeOf } from './placeOf.ts'
import { holdsOf, opsFor, testOf } from './testForms.ts'
import { TestEditor } from './testEditor.tsx'
import { WhereEditor } from './whereEditor.tsx'
import { WindowEditor } from './windowEditor.tsx'

const measures = [
  'count',
  'sum',
  'average',
  'minimum',
  'maximum',
  'distinct',
  'netTotal',
  'daysSinceFirst',
  'daysSinceLast',
  'first',
  'last',
  'mostFrequent',
  'activeDays',
  'activeWeeks',
  'activeMonths',
  'change',
  'percentChange',
] as const satisfies readonly Measure['of'][]

/** `comprou pelo menos 2 vezes nos últimos 90 dias`: a measure of what the customer did, against a value. */
export function DidEditor({ did, onChange }: { did: Did; onChange: (did: Did) => void }) {
  const { measure = { of: 'count' } } = did
  return (
    <>
      {measure.of === 'count' ? (
        <Counted did={did} onChange={onChange} />
      ) : (
        <Measured did={did} measure={measure} onChange={onChange} />
      )}
      <WhereEditor
        event={firstEvent(did.event)}
        where={did.where}
        onChange={({ where }) => onChange(replaced(did, { where }))}
      />
    </>
  )
}

type Part = { did: Did; onChange: (did: Did) => void }

const times = ['atLeast', 'atMost', 'is', 'greater', 'less', 'between'] as const
type Times = (typeof times)[number]

function Counted({ did, onChange }: Part) {
  const { t } = useText()
  const test: Test = did.test ?? { op: 'atLeast', value: 1 }
  const op = times.find((each) => each === test.op) ?? 'atLeast'
  const n = test.op === 'between' ? Number(test.to) : 'value' in test ? Number(test.value) : 1
  const how = (
    <InlineSelect
      label={t('builder.howOften')}
      value={op}
      options={times.map((value) => ({ value, label: t(`times.${value}`) }))}
      onChange={(next) => onChange({ ...did, test: timesOf(next, n) })}
    />
  )
  const number = (
    <InlineNumber
      label={t('builder.howMany')}
      value={n}
      least={0}
      whole
      onChange={(value) =>
        onChange({
          ...did,
          test: test.op === 'between' ? { ...test, to: value } : timesOf(op, value),
        })
      }
    />
  )
  const from = test.op === 'between' && (
    <InlineNumber
      label={t('builder.from')}
      value={Number(test.from)}
      least={0}
      whole
      onChange={(value) => onChange({ ...did, test: { ...test, from: value } })}
    />
  )
  return (
    <Sentence
      of={op === 'between' ? 'builder.didBetween' : 'builder.did'}
      values={{ count: n }}
      slots={{ ...commonSlots(did, onChange), how, n: number, from }}
    />
  )
}

function timesOf(op: Times, n: number): Test {
  return op === 'between' ? { op, from: Math.max(0, n - 1), to: n } : { op, value: n }
}

function Measured({ did, measure, onChange }: Part & { measure: Measure }) {
  const subject = measure.of
  const holds = holdsOf(subject)
  const event = firstEvent(did.event)
  const property = 'property' in measure ? measure.property : undefined
  const changing = 'in' in measure && 'property' in measure.in ? measure.in.property : undefined
  const choose = (path: string): void => {
    if ('property' in measure) onChange({ ...did, measure: { ...measure, property: path } })
  }
  const tested = (
    <TestEditor
      test={did.test ?? { op: 'atLeast', value: 1 }}
      subject={subject}
      holds={holds}
      of={property === undefined ? undefined : { event, ...placeOf(property) }}
      onChange={(test) => onChange({ ...did, test })}
    />
  )
  const key: TextKey = property === undefined ? 'builder.measured' : 'builder.measuredOf'
  return (
    <Sentence
      of={key}
      slots={{
        ...commonSlots(did, onChange),
        property: property !== undefined && (
          <PropertySelect
            event={event}
            value={property}
            numbers={['sum', 'average', 'minimum', 'maximum'].includes(subject)}
            onChange={choose}
          />
        ),
        changing: changing ?? null,
        tested,
      }}
    />
  )
}

function commonSlots(did: Did, onChange: (did: Did) => void) {
  return {
    event: <EventSelect event={did.event} onChange={(event) => onChange({ ...did, event })} />,
    measure: <MeasureSelect did={did} onChange={onChange} />,
    window: (
      <WindowEditor
        window={did.window}
        onChange={(window) => onChange(replaced(did, { window }))}
      />
    ),
  }
}

function MeasureSelect({ did, onChange }: Part) {
  const { t } = useText()
  const { of } = did.measure ?? { of: 'count' }
  const net = did.event === 'Order Completed'
  const offered = measures.filter((each) => each !== 'netTotal' || net || of === each)
  return (
    <InlineSelect
      label={t('builder.measure')}
      value={of}
      options={offered.map((value) => ({ value, label: t(`measure.${value}`) }))}
      onChange={(next) => onChange(withMeasure(did, next))}
    />
  )
}

/** By another measure, with a first test of it; a change is asked of a window that has one before it. */
function withMeasure(did: Did, of: Measure['of']): Did {
  const holds = holdsOf(of)
  const [op = 'is'] = opsFor(of, holds)
  const property =
    did.measure !== undefined && 'property' in did.measure ? did.measure.property : ''
  const test = testOf(holds === 'number' ? 'atLeast' : op, holds, did.test)
  switch (of) {
    case 'count': {
      const { measure: _, ...rest } = did
      return { ...rest, test: { op: 'atLeast', value: 1 } }
    }
    case 'change':
    case 'percentChange':
      return {
        ...did,
        window: { type: 'last', n: 30, unit: 'days' },
        measure: { of, in: { of: 'count' } },
        test,
      }
    case 'sum':
    case 'average':
    case 'minimum':
    case 'maximum':
    case 'distinct':
    case 'first':
    case 'last':
    case 'mostFrequent':
      return { ...did, measure: { of, property: property || 'total' }, test }
    case 'netTotal':
    case 'daysSinceFirst':
    case 'daysSinceLast':
    case 'activeDays':
    case 'activeWeeks':
    case 'activeMonths':
      return { ...did, measure: { of }, test }
  }
}

/** With parts put in, or left out where they are undefined. */
function replaced(did: Did, parts: { [K in 'where' | 'window']?: Did[K] | undefined }): Did {
  const given = { ...did, ...parts }
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as Did
}
