import { Plus } from 'lucide-react'
import { useState } from 'react'
import { answersTo } from '../answersTo.ts'
import type { AnyField } from '../fields/fieldShown.tsx'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Button, LinkButton } from '../ui/button.tsx'
import { SearchField, Select } from '../ui/fields.tsx'
import { Note, Panel, Stack } from '../ui/page.tsx'
import { withMore, type Layout, type Section } from './layout.ts'

/** The fields that are not on the form, each with the way onto it. */
export function Offered({
  layout: { sections },
  fields,
  onChange,
}: {
  layout: Layout
  fields: readonly AnyField[]
  onChange: (sections: readonly Section[]) => void
}) {
  const { t } = useText()
  const [wanted, setWanted] = useState('')
  const [into, setInto] = useState(0)
  const section = Math.min(into, Math.max(0, sections.length - 1))
  const placed = new Set(sections.flatMap((each) => each.fields.map(({ field }) => field)))
  const rest = fields.filter(({ name }) => !placed.has(name))
  const found = rest.filter(
    ({ label, name }) => answersTo(label, wanted) || answersTo(name, wanted),
  )
  const add = (field: string): void => {
    const into = sections.length === 0 ? [{ title: '', fields: [] }] : sections
    const at = { section, index: into[section]?.fields.length ?? 0 }
    onChange(withMore(into, at, { field, width: 'half', visible: 'read' }))
  }
  return (
    <Panel title={t('designer.offered')}>
      {rest.length === 0 && <Note>{t('designer.allPlaced')}</Note>}
      {rest.length > 0 && (
        <SearchField label={t('designer.searchField')} value={wanted} onChange={setWanted} />
      )}
      {rest.length > 0 && sections.length > 1 && (
        <Select
          label={t('designer.into')}
          value={String(section)}
          options={sections.map(({ title }, i) => ({
            value: String(i),
            label: title === '' ? t('designer.section', { n: i + 1 }) : title,
          }))}
          onChange={(next) => setInto(Number(next))}
        />
      )}
      <Stack gap="small">
        {found.map(({ name, label }) => (
          <Button key={name} look="quiet" icon={Plus} onClick={() => add(name)}>
            {label}
          </Button>
        ))}
      </Stack>
      <LinkButton to={paths.newField}>{t('fields.new')}</LinkButton>
    </Panel>
  )
}
