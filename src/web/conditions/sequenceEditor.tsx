import { Plus, X } from 'lucide-react'
import type { Sequence, Step } from '../../domain/segment/condition.ts'
import { Sentence, useText } from '../text.tsx'
import { Below } from '../ui/builder.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { InlineSelect } from '../ui/inline.tsx'
import { LapseEditor } from './dateParts.tsx'
import { EventSelect, firstEvent, PropertySelect } from './eventParts.tsx'
import { WhereEditor } from './whereEditor.tsx'
import { WindowEditor } from './windowEditor.tsx'

/** `adicionou ao carrinho, e depois não comprou em 30 minutos`: this, then that. */
export function SequenceEditor({
  sequence,
  onChange,
}: {
  sequence: Sequence
  onChange: (sequence: Sequence) => void
}) {
  const { t } = useText()
  const { steps, window, ...rest } = sequence
  const put = (next: readonly Step[]): void => onChange({ ...sequence, steps: next })
  return (
    <>
      <Sentence
        of="builder.sequence"
        slots={{
          window: (
            <WindowEditor
              window={window}
              onChange={(next) =>
                onChange({ ...rest, steps, ...(next === undefined ? {} : { window: next }) })
              }
            />
          ),
        }}
      />
      {steps.map((step, i) => (
        <Below key={i}>
          <StepEditor step={step} first={i === 0} onChange={(next) => put(steps.with(i, next))} />
          {i > 0 && steps.length > 2 && (
            <IconButton
              label={t('builder.removeStep')}
              icon={X}
              onClick={() => put(steps.toSpliced(i, 1))}
            />
          )}
        </Below>
      ))}
      {steps.length < 10 && (
        <Button
          look="quiet"
          icon={Plus}
          onClick={() => put([...steps, { event: firstEvent(steps[0]?.event ?? '') }])}
        >
          {t('builder.addStep')}
        </Button>
      )}
    </>
  )
}

type StepProps = { step: Step; first: boolean; onChange: (step: Step) => void }

function StepEditor({ step, first, onChange }: StepProps) {
  const event = (
    <EventSelect event={step.event} onChange={(next) => onChange({ ...step, event: next })} />
  )
  const { where: _, ...bare } = step
  const where = (
    <WhereEditor
      event={firstEvent(step.event)}
      where={step.where}
      onChange={({ where: next }) => onChange(next === undefined ? bare : { ...step, where: next })}
    />
  )
  if (first) return <Sentence of="builder.firstStep" slots={{ event, where }} />
  return (
    <Sentence
      of="builder.nextStep"
      slots={{
        event,
        where,
        next: <Then {...{ step, first, onChange }} />,
        within: <Within {...{ step, first, onChange }} />,
        same: <Same {...{ step, first, onChange }} />,
      }}
    />
  )
}

function Then({ step, onChange }: StepProps) {
  const { t } = useText()
  const { never: _, ...came } = step
  return (
    <InlineSelect
      label={t('builder.next')}
      value={step.never === true ? 'never' : 'then'}
      options={[
        { value: 'then', label: t('builder.thenDid') },
        { value: 'never', label: t('builder.thenNever') },
      ]}
      onChange={(next) => onChange(next === 'never' ? { ...step, never: true } : came)}
    />
  )
}

function Within({ step, onChange }: StepProps) {
  const { t } = useText()
  const { within, ...whenever } = step
  const how = (
    <InlineSelect
      label={t('builder.within')}
      value={within === undefined ? 'ever' : 'within'}
      options={[
        { value: 'ever', label: t('builder.whenever') },
        { value: 'within', label: t('builder.withinTime') },
      ]}
      onChange={(next) =>
        onChange(next === 'ever' ? whenever : { ...step, within: { n: 30, unit: 'minutes' } })
      }
    />
  )
  const lapse = within !== undefined && (
    <LapseEditor {...within} onChange={(next) => onChange({ ...step, within: next })} />
  )
  return <Sentence of="builder.windowed" slots={{ how, what: lapse }} />
}

function Same({ step, onChange }: StepProps) {
  const { t } = useText()
  const { same, ...any } = step
  const how = (
    <InlineSelect
      label={t('builder.same')}
      value={same === undefined ? 'any' : 'same'}
      options={[
        { value: 'any', label: t('builder.ofAny') },
        { value: 'same', label: t('builder.ofSame') },
      ]}
      onChange={(next) => onChange(next === 'any' ? any : { ...step, same: 'product_id' })}
    />
  )
  const property = same !== undefined && (
    <PropertySelect
      event={firstEvent(step.event)}
      value={same}
      onChange={(next) => onChange({ ...step, same: next })}
    />
  )
  return <Sentence of="builder.windowed" slots={{ how, what: property }} />
}
