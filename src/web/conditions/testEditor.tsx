import type { Subject } from '../../domain/segment/applies.ts'
import type { Test } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { InlineNumber, InlineSelect, InlineText } from '../ui/inline.tsx'
import { Line } from '../ui/builder.tsx'
import { ComingEditor, DateEditor, LapseEditor, PeriodEditor } from './dateParts.tsx'
import { opsFor, testOf, textsOf, type Holds } from './testForms.ts'
import { ValuesEditor, type ValuesOf } from './valuesEditor.tsx'

export type TestEditorProps = {
  readonly test: Test
  readonly subject: Subject
  readonly holds: Holds
  /** Of what values are suggested. */
  readonly of?: ValuesOf | undefined
  readonly onChange: (test: Test) => void
}

/** How a value is tested, and against what, as a piece of the sentence: `é um de Recife, Olinda`. */
export function TestEditor(props: TestEditorProps) {
  const { test, subject, holds, onChange } = props
  const { t } = useText()
  const ops = opsFor(subject, holds)
  const offered = ops.includes(test.op) ? ops : [test.op, ...ops]
  const op = (
    <InlineSelect
      label={t('builder.test')}
      value={test.op}
      options={offered.map((value) => ({ value, label: t(`op.${value}`) }))}
      onChange={(next) => onChange(testOf(next, holds, test))}
    />
  )
  return (
    <Line>
      <Sentence of="builder.tested" slots={{ op, value: <Operand {...props} /> }} />
    </Line>
  )
}

function Operand({ test, holds, of, onChange }: TestEditorProps) {
  const { t } = useText()
  switch (test.op) {
    case 'is':
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      return <Scalar {...{ test, holds, of, onChange }} />
    case 'anyOf':
    case 'includesAny':
    case 'includesAll':
    case 'includesNone':
      return (
        <ValuesEditor
          of={of}
          values={textsOf(test)}
          onChange={(values) => onChange({ ...test, values })}
        />
      )
    case 'exactly':
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return (
        <InlineText
          label={t('builder.text')}
          value={test.value}
          onChange={(value) => onChange({ ...test, value })}
        />
      )
    case 'matches':
      return (
        <InlineText
          label={t('builder.pattern')}
          value={test.pattern}
          onChange={(pattern) => onChange({ ...test, pattern })}
        />
      )
    case 'exists':
      return null
    case 'between':
      return <Between {...{ test, onChange }} />
    case 'near':
      return <Near {...{ test, onChange }} />
    case 'before':
    case 'after':
    case 'on':
    case 'dates':
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
    case 'period':
    case 'anniversary':
      return <Dates {...{ test, onChange }} />
  }
}

type Of<Op extends Test['op']> = Extract<Test, { op: Op }>
type Change = (test: Test) => void

function Scalar({
  test,
  holds,
  of,
  onChange,
}: {
  test: Of<'is' | 'less' | 'atMost' | 'greater' | 'atLeast'>
  holds: Holds
  of: ValuesOf | undefined
  onChange: Change
}) {
  const { t } = useText()
  const { value } = test
  if (typeof value === 'boolean') {
    return (
      <InlineSelect
        label={t('builder.value')}
        value={value ? 'yes' : 'no'}
        options={[
          { value: 'yes', label: t('builder.yes') },
          { value: 'no', label: t('builder.no') },
        ]}
        onChange={(next) => onChange({ op: 'is', value: next === 'yes' })}
      />
    )
  }
  if (typeof value === 'number') {
    return (
      <InlineNumber
        label={t('builder.value')}
        value={value}
        onChange={(next) => onChange({ ...test, value: next })}
      />
    )
  }
  if (holds === 'text' && test.op === 'is') {
    return (
      <ValuesEditor
        of={of}
        values={textsOf(test)}
        onChange={(values) => {
          const [only = ''] = values
          onChange(values.length > 1 ? { op: 'anyOf', values } : { op: 'is', value: only })
        }}
      />
    )
  }
  return (
    <InlineText
      label={t('builder.value')}
      value={value}
      onChange={(next) => onChange({ ...test, value: next })}
    />
  )
}

function Between({ test, onChange }: { test: Of<'between'>; onChange: Change }) {
  const { t } = useText()
  const end = (which: 'from' | 'to') => {
    const label = t(`builder.${which}`)
    const value = test[which]
    return typeof value === 'number' ? (
      <InlineNumber
        label={label}
        value={value}
        onChange={(next) => onChange({ ...test, [which]: next })}
      />
    ) : (
      <InlineText
        label={label}
        value={value}
        onChange={(next) => onChange({ ...test, [which]: next })}
      />
    )
  }
  return <Sentence of="builder.between" slots={{ from: end('from'), to: end('to') }} />
}

function Near({ test, onChange }: { test: Of<'near'>; onChange: Change }) {
  const { t } = useText()
  const part = (which: 'km' | 'lat' | 'lon') => (
    <InlineNumber
      label={t(`builder.${which}`)}
      value={test[which]}
      onChange={(next) => onChange({ ...test, [which]: next })}
    />
  )
  return (
    <Sentence of="builder.near" slots={{ km: part('km'), lat: part('lat'), lon: part('lon') }} />
  )
}

function Dates({
  test,
  onChange,
}: {
  test: Of<
    | 'before'
    | 'after'
    | 'on'
    | 'dates'
    | 'inLast'
    | 'inNext'
    | 'moreThanAgo'
    | 'period'
    | 'anniversary'
  >
  onChange: Change
}) {
  const { t } = useText()
  switch (test.op) {
    case 'before':
    case 'after':
    case 'on':
      return (
        <DateEditor
          label={t('builder.date')}
          date={test.date}
          onChange={(date) => onChange({ ...test, date })}
        />
      )
    case 'dates': {
      const end = (which: 'from' | 'to') => (
        <DateEditor
          label={t(`builder.${which}`)}
          date={test[which]}
          onChange={(date) => onChange({ ...test, [which]: date })}
        />
      )
      return <Sentence of="builder.between" slots={{ from: end('from'), to: end('to') }} />
    }
    case 'inLast':
    case 'inNext':
    case 'moreThanAgo':
      return (
        <LapseEditor
          n={test.n}
          unit={test.unit}
          onChange={(lapse) => onChange({ ...test, ...lapse })}
        />
      )
    case 'period':
      return (
        <PeriodEditor period={test} onChange={(period) => onChange({ op: 'period', ...period })} />
      )
    case 'anniversary':
      return (
        <ComingEditor coming={test.in} onChange={(coming) => onChange({ ...test, in: coming })} />
      )
  }
}
