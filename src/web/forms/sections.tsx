import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AnyField } from '../fields/fieldShown.tsx'
import { useText } from '../text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { LaidSection, Told } from '../ui/designer.tsx'
import { TextField } from '../ui/fields.tsx'
import { Note, Row, Stack } from '../ui/page.tsx'
import { moved, movedSection, stepped, withSection, type Place, type Section } from './layout.ts'
import { PlacedField } from './placedField.tsx'

/** What is wrong with a layout, and where. */
export type Wrong = { readonly at: Partial<Place>; readonly says: string }

export type Laying = {
  readonly sections: readonly Section[]
  readonly fields: readonly AnyField[]
  readonly wrong: Wrong | undefined
  readonly onChange: (sections: readonly Section[]) => void
}

/** The sections of a form with their fields: each is moved by the pointer or by its buttons. */
export function Sections({ sections, fields, wrong, onChange }: Laying) {
  const { t } = useText()
  const [told, setTold] = useState('')
  // The button by which a field was moved keeps the keyboard, also in another section.
  const [kept, setKept] = useState<{ readonly field: string; readonly by: -1 | 1 }>()
  const labelOf = (name: string): string =>
    fields.find((field) => field.name === name)?.label ?? name
  const step = (from: Place, by: -1 | 1): void => {
    const to = stepped(sections, from, by)
    const field = sections[from.section]?.fields[from.index]?.field
    if (to === undefined || field === undefined) return
    const next = moved(sections, from, to)
    onChange(next)
    setKept({ field, by })
    const section = next.findIndex((each) => each.fields.some((one) => one.field === field))
    const index = next[section]?.fields.findIndex((one) => one.field === field) ?? 0
    setTold(
      t('designer.told', {
        field: labelOf(field),
        place: index + 1,
        of: next[section]?.fields.length ?? 0,
        section: titleOf(next[section], section),
      }),
    )
  }
  const titleOf = (section: Section | undefined, at: number): string =>
    section === undefined || section.title === ''
      ? t('designer.section', { n: at + 1 })
      : section.title
  return (
    <Stack>
      {sections.map((section, at) => (
        <LaidSection
          // Sections have no name of their own that stays: their place is what they are.
          key={at}
          label={titleOf(section, at)}
          end={{ section: at, index: section.fields.length }}
          onDrop={(from, to) => onChange(moved(sections, from, to))}
          head={
            <SectionHead
              sections={sections}
              at={at}
              wrong={wrongAt(wrong, at)}
              onChange={onChange}
            />
          }
        >
          {section.fields.length === 0 && (
            <li>
              <Note>{t('designer.emptySection')}</Note>
            </li>
          )}
          {section.fields.map((placed, index) => (
            <PlacedField
              key={placed.field}
              placed={placed}
              field={fields.find(({ name }) => name === placed.field)}
              place={{ section: at, index }}
              sections={sections}
              wrong={wrongAt(wrong, at, index)}
              keeps={kept?.field === placed.field ? kept.by : undefined}
              onStep={step}
              onChange={onChange}
            />
          ))}
        </LaidSection>
      ))}
      <Row>
        <Button icon={Plus} onClick={() => onChange([...sections, { title: '', fields: [] }])}>
          {t('designer.addSection')}
        </Button>
      </Row>
      <Told>{told}</Told>
    </Stack>
  )
}

function wrongAt(wrong: Wrong | undefined, section: number, index?: number): string | undefined {
  if (wrong === undefined || wrong.at.section !== section) return undefined
  return wrong.at.index === index ? wrong.says : undefined
}

function SectionHead({
  sections,
  at,
  wrong,
  onChange,
}: Pick<Laying, 'sections' | 'onChange'> & { at: number; wrong: string | undefined }) {
  const { t } = useText()
  const section = sections[at]
  if (section === undefined) return null
  const shown = section.title === '' ? t('designer.section', { n: at + 1 }) : section.title
  return (
    <>
      <TextField
        label={t('designer.titleOf', { n: at + 1 })}
        placeholder={t('designer.titleHint')}
        value={section.title}
        maxLength={200}
        wrong={wrong}
        onChange={(title) => onChange(withSection(sections, at, (each) => ({ ...each, title })))}
      />
      <IconButton
        label={t('designer.sectionUp', { section: shown })}
        icon={ArrowUp}
        disabled={at === 0}
        onClick={() => onChange(movedSection(sections, at, -1))}
      />
      <IconButton
        label={t('designer.sectionDown', { section: shown })}
        icon={ArrowDown}
        disabled={at === sections.length - 1}
        onClick={() => onChange(movedSection(sections, at, 1))}
      />
      <IconButton
        label={t('designer.removeSection', { section: shown })}
        icon={Trash2}
        onClick={() => onChange(sections.toSpliced(at, 1))}
      />
    </>
  )
}
