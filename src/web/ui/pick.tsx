import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../text.tsx'
import { SearchField } from './fields.tsx'

export type Pickable = { readonly value: string; readonly label?: string; readonly count?: number }

/** Any of many values, those that there are with how often each was seen; others can be written. */
export function Pick({
  label,
  chosen,
  options,
  free = true,
  onSearch,
  onChange,
}: {
  label: string
  chosen: readonly string[]
  options: readonly Pickable[]
  free?: boolean
  onSearch: (text: string) => void
  onChange: (chosen: readonly string[]) => void
}) {
  const { t, format } = useText()
  const [text, setText] = useState('')
  const search = (next: string): void => {
    setText(next)
    onSearch(next)
  }
  const toggle = (value: string): void =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  const known = new Set(options.map(({ value }) => value))
  const own = chosen.filter((value) => !known.has(value)).map((value): Pickable => ({ value }))
  const written = text.trim()
  return (
    <div className="pick">
      <SearchField label={t('pick.search')} value={text} autoFocus onChange={search} />
      <ul className="pick-list" aria-label={label}>
        {[...own, ...options].map(({ value, label: shown = value, count }) => (
          <li key={value}>
            <button
              type="button"
              className="pick-item"
              aria-pressed={chosen.includes(value)}
              onClick={() => toggle(value)}
            >
              <Check aria-hidden size={14} className="pick-check" />
              <span>{shown}</span>
              {count !== undefined && <span className="pick-count">{format.count(count)}</span>}
            </button>
          </li>
        ))}
        {free && written !== '' && !known.has(written) && !chosen.includes(written) && (
          <li>
            <button type="button" className="pick-item" onClick={() => toggle(written)}>
              <Plus aria-hidden size={14} />
              <span>{t('pick.add', { value: written })}</span>
            </button>
          </li>
        )}
      </ul>
    </div>
  )
}
