import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useSettled } from '../conditions/useSettled.ts'
import { useText } from '../text.tsx'
import { SearchField } from '../ui/fields.tsx'
import { Note, Panel, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'
import type { AnyField } from './fieldShown.tsx'
import { ValueTable, type ValueRow } from './valueTable.tsx'

/** Types whose values are texts that can be counted, besides choices. */
const texts = ['text', 'choice', 'choices', 'list', 'country', 'state', 'city', 'language']

/** More than so many are searched. */
const fewValues = 10

type Of = Pick<AnyField, 'name' | 'type' | 'choices' | 'identifying'>

/** The values that customers have and how many have each; nothing where values are not to be counted. */
export function FieldValues({ field }: { field: Of }) {
  const may = useMay()
  if (!may('segments:read') || field.identifying) return null
  if (field.type === 'boolean') return <YesOrNo field={field.name} />
  return texts.includes(field.type) ? <Texts field={field} /> : null
}

/** The values of what is worked out as a yes or no, or as one of a few. */
export function WorkedOutValues({ field, values }: { field: string; values: readonly string[] }) {
  const { t } = useText()
  const may = useMay()
  if (!may('segments:read')) return null
  const rows = values.map((value): ValueRow => ({ value, json: value, label: value }))
  return (
    <Panel title={t('fields.values')} note={t('fields.valuesNote')}>
      <ValueTable field={field} rows={rows} opens />
    </Panel>
  )
}

/** The two values of a yes or no. */
export function YesOrNo({ field }: { field: string }) {
  const { t } = useText()
  const rows: readonly ValueRow[] = [
    { value: 'true', json: true, label: t('words.yes') },
    { value: 'false', json: false, label: t('words.no') },
  ]
  return (
    <Panel title={t('fields.values')} note={t('fields.valuesNote')}>
      <ValueTable field={field} rows={rows} opens />
    </Panel>
  )
}

function Texts({ field: { name, type, choices = [] } }: { field: Of }) {
  const { t } = useText()
  const [search, setSearch] = useState('')
  const settled = useSettled(search).trim()
  const query = { field: name, ...(settled === '' ? {} : { search: settled }) }
  const values = useAsk(routes.suggestions.values, { query }, { keep: true })
  const rows = rowsOf(values.data?.items ?? [], search === '' ? choices : [])
  const isOne = type !== 'choices' && type !== 'list'
  return (
    <Panel title={t('fields.values')} note={t('fields.valuesNote')}>
      {(rows.length > fewValues || search !== '') && (
        <SearchField label={t('fields.searchValues')} value={search} onChange={setSearch} />
      )}
      {values.isError && <Trouble error={values.error} />}
      {rows.length === 0 && <None waiting={values.isPending} />}
      {rows.length > 0 && (
        <ValueTable field={name} rows={rows} opens={type === 'choice'} leads={isOne} />
      )}
    </Panel>
  )
}

/** What is seen, most first; a choice that nobody has is there too. */
function rowsOf(
  seen: readonly { readonly value: string; readonly count: number }[],
  choices: readonly string[],
): readonly ValueRow[] {
  const unseen = choices.filter((each) => !seen.some(({ value }) => value === each))
  return [...seen, ...unseen.map((value) => ({ value, count: 0 }))].map(({ value, count }) => ({
    value,
    json: value,
    label: value,
    count,
  }))
}

function None({ waiting }: { waiting: boolean }) {
  const { t } = useText()
  return waiting ? <Waiting lines={4} /> : <Note>{t('fields.noValues')}</Note>
}
