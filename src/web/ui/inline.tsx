import { Popover } from '@base-ui/react/popover'
import { useEffect, useState, type ReactNode } from 'react'

/** Controls that stand inside of a sentence and read as a part of it. */

export type Choice<V extends string> = { readonly value: V; readonly label: string }

/** One of a few, as a word of the sentence. */
export function InlineSelect<V extends string>({
  label,
  value,
  options,
  groups,
  onChange,
}: {
  label: string
  value: V
  options?: readonly Choice<V>[]
  groups?: readonly { readonly label: string; readonly options: readonly Choice<V>[] }[]
  onChange: (value: V) => void
}) {
  const all = [...(options ?? []), ...(groups ?? []).flatMap((group) => group.options)]
  const known = all.some((each) => each.value === value)
  return (
    <select
      className="inline inline-select"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => {
        const chosen = all.find((each) => each.value === event.target.value)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {!known && <option value={value}>{value}</option>}
      {(options ?? []).map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
      {(groups ?? []).map((group) => (
        <optgroup key={group.label} label={group.label}>
          {group.options.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}

type InlineInputProps = {
  readonly label: string
  readonly value: string
  readonly type?: 'text' | 'date'
  readonly onChange: (value: string) => void
}

/** A text or a date, as a word of the sentence. */
export function InlineText({ label, value, type = 'text', onChange }: InlineInputProps) {
  return (
    <input
      className="inline inline-text"
      aria-label={label}
      title={label}
      type={type}
      value={value}
      placeholder={label}
      aria-invalid={value === ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** A number as a word of the sentence; what is no number yet stays in the field and changes nothing. */
export function InlineNumber({
  label,
  value,
  least,
  whole = false,
  onChange,
}: {
  label: string
  value: number
  least?: number
  whole?: boolean
  onChange: (value: number) => void
}) {
  const [text, setText] = useState(String(value))
  useEffect(() => setText((old) => (readNumber(old) === value ? old : String(value))), [value])
  const type = (next: string): void => {
    setText(next)
    const read = readNumber(next)
    const fits = read !== undefined && (least === undefined || read >= least)
    if (fits && (!whole || Number.isInteger(read))) onChange(read)
  }
  return (
    <input
      className="inline inline-number"
      aria-label={label}
      title={label}
      inputMode={whole ? 'numeric' : 'decimal'}
      aria-invalid={readNumber(text) === undefined}
      value={text}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setText(String(value))}
    />
  )
}

/** With a comma or a dot; of four decimal places at most, as conditions have them. */
function readNumber(text: string): number | undefined {
  const plain = text.trim().replace(',', '.')
  return /^-?\d{1,12}(?:\.\d{0,4})?$/.test(plain) ? Number(plain) : undefined
}

/** A word of the sentence that opens what is too large to stand in it. */
export function InlineOpener({
  label,
  text,
  empty = false,
  children,
}: {
  label: string
  text: ReactNode
  empty?: boolean
  children: ReactNode
}) {
  return (
    <Popover.Root>
      <Popover.Trigger
        className={empty ? 'inline inline-opener inline-empty' : 'inline inline-opener'}
        aria-label={label}
        title={label}
      >
        {text}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="floating" sideOffset={4} align="start">
          <Popover.Popup className="popover" aria-label={label}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
