import { useDeferredValue, useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useText } from '../text.tsx'
import { InlineOpener } from '../ui/inline.tsx'
import { Pick } from '../ui/pick.tsx'

/** Of what values are suggested: a field, or a property of an event. */
export type ValuesOf =
  | { readonly field: string }
  | { readonly event: string; readonly property: string; readonly in?: string }

/** The values that a test compares with, chosen from those that there are, with how often each was seen. */
export function ValuesEditor({
  of,
  values,
  onChange,
}: {
  of: ValuesOf | undefined
  values: readonly string[]
  onChange: (values: readonly string[]) => void
}) {
  const { t } = useText()
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const seen = useAsk(
    routes.suggestions.values,
    { query: { ...of, ...(wanted.trim() === '' ? {} : { search: wanted }) } },
    { when: of !== undefined, keep: true },
  )
  const shown =
    values.length > 3
      ? t('builder.manyValues', { first: values.slice(0, 2).join(', '), count: values.length - 2 })
      : values.join(', ')
  return (
    <InlineOpener
      label={t('builder.values')}
      text={values.length === 0 ? t('builder.chooseValues') : shown}
      empty={values.length === 0}
    >
      <Pick
        label={t('builder.values')}
        chosen={values}
        options={seen.data?.items ?? []}
        onSearch={setSearch}
        onChange={onChange}
      />
    </InlineOpener>
  )
}
