import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { AnyField } from '../fields/fieldShown.tsx'
import { useText } from '../text.tsx'
import { IconButton } from '../ui/button.tsx'
import { LaidField } from '../ui/designer.tsx'
import { Select } from '../ui/fields.tsx'
import {
  moved,
  roles,
  stepped,
  widths,
  withField,
  type Place,
  type Placed,
  type Section,
} from './layout.ts'

/** One field on a form: how wide, seen by whom, and the ways to move it and to take it off. */
export function PlacedField({
  placed,
  field,
  place,
  sections,
  wrong,
  keeps,
  onStep,
  onChange,
}: {
  placed: Placed
  /** Undefined where there is none of that name any more. */
  field: AnyField | undefined
  place: Place
  sections: readonly Section[]
  wrong: string | undefined
  /** By which of its buttons it was moved just now. */
  keeps: -1 | 1 | undefined
  onStep: (from: Place, by: -1 | 1) => void
  onChange: (sections: readonly Section[]) => void
}) {
  const { t } = useText()
  const label = field?.label ?? placed.field
  const change = (part: Partial<Placed>): void => onChange(withField(sections, place, part))
  return (
    <LaidField
      title={label}
      note={field === undefined ? t('designer.gone') : t(`fieldType.${field.type}`)}
      handle={t('designer.drag', { field: label })}
      place={place}
      onDrop={(from, to) => onChange(moved(sections, from, to))}
      wrong={wrong}
    >
      <Select
        label={t('designer.widthOf', { field: label })}
        labelHidden
        value={placed.width}
        options={widths.map((value) => ({ value, label: t(`designer.width_${value}`) }))}
        onChange={(width) => change({ width })}
      />
      <Select
        label={t('designer.visibleOf', { field: label })}
        labelHidden
        value={placed.visible}
        options={roles.map((value) => ({ value, label: t(`designer.role_${value}`) }))}
        onChange={(visible) => change({ visible })}
      />
      <Step place={place} sections={sections} by={-1} keeps={keeps} onStep={onStep}>
        {t('designer.up', { field: label })}
      </Step>
      <Step place={place} sections={sections} by={1} keeps={keeps} onStep={onStep}>
        {t('designer.down', { field: label })}
      </Step>
      <IconButton
        label={t('designer.remove', { field: label })}
        icon={X}
        onClick={() => onChange(withField(sections, place, undefined))}
      />
    </LaidField>
  )
}

function Step({
  place,
  sections,
  by,
  keeps,
  onStep,
  children,
}: {
  place: Place
  sections: readonly Section[]
  by: -1 | 1
  keeps: -1 | 1 | undefined
  onStep: (from: Place, by: -1 | 1) => void
  children: string
}) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (keeps === by) button.current?.focus()
  }, [keeps, by, place.section])
  return (
    <IconButton
      ref={button}
      label={children}
      icon={by === -1 ? ArrowUp : ArrowDown}
      disabled={stepped(sections, place, by) === undefined}
      onClick={() => onStep(place, by)}
    />
  )
}
