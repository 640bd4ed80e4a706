import type { ReactNode } from 'react'

type Choice<V extends string> = {
  readonly value: V
  readonly label: ReactNode
  readonly note?: ReactNode
}

/** Any of a few, each with a line about it. */
export function Choices<V extends string>({
  label,
  options,
  chosen,
  onChange,
}: {
  label: string
  options: readonly Choice<V>[]
  chosen: readonly V[]
  onChange: (chosen: V[]) => void
}) {
  return (
    <fieldset className="choice-list">
      <legend className="label">{label}</legend>
      {options.map(({ value, ...says }) => (
        <Row
          key={value}
          type="checkbox"
          checked={chosen.includes(value)}
          onChange={(checked) =>
            onChange(
              options
                .map((each) => each.value)
                .filter((each) => (each === value ? checked : chosen.includes(each))),
            )
          }
          {...says}
        />
      ))}
    </fieldset>
  )
}

/** One of a few, each with a line about it. */
export function OneOf<V extends string>({
  label,
  options,
  value: chosen,
  onChange,
}: {
  label: string
  options: readonly Choice<V>[]
  value: V
  onChange: (value: V) => void
}) {
  return (
    <fieldset className="choice-list">
      <legend className="label">{label}</legend>
      {options.map(({ value, ...says }) => (
        <Row
          key={value}
          type="radio"
          name={label}
          checked={value === chosen}
          onChange={() => onChange(value)}
          {...says}
        />
      ))}
    </fieldset>
  )
}

function Row({
  label,
  note,
  onChange,
  ...input
}: {
  type: 'checkbox' | 'radio'
  name?: string
  checked: boolean
  label: ReactNode
  note?: ReactNode
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="choice">
      <input {...input} onChange={(event) => onChange(event.target.checked)} />
      <span className="choice-text">
        <span>{label}</span>
        {note !== undefined && <span className="note">{note}</span>}
      </span>
    </label>
  )
}
