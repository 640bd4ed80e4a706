import { Search } from 'lucide-react'
import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'

type Labelled = {
  readonly label: string
  /** Heard but not seen, where the place says already what it is. */
  readonly labelHidden?: boolean
  readonly hint?: ReactNode
  readonly wrong?: string | undefined
}

type InputProps = Labelled &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'style' | 'onChange'> & {
    readonly onChange: (value: string) => void
    readonly ref?: Ref<HTMLInputElement>
  }

/** One line of text, or a number, date or password by its `type`. */
export function TextField({ label, labelHidden, hint, wrong, onChange, ...rest }: InputProps) {
  const id = useId()
  const about =
    hint === undefined && wrong === undefined ? {} : { 'aria-describedby': `${id}-about` }
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden === true ? 'only-heard' : 'label'}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        {...about}
        aria-invalid={wrong !== undefined}
        className="input"
        onChange={(event) => onChange(event.target.value)}
      />
      {(hint !== undefined || wrong !== undefined) && (
        <p id={`${id}-about`} className={wrong === undefined ? 'note' : 'wrong'}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  )
}

/** Finds among what the page shows. */
export function SearchField({ label, value, onChange, ...rest }: InputProps) {
  return (
    <div className="search">
      <Search aria-hidden size={16} />
      <TextField
        {...rest}
        type="search"
        label={label}
        labelHidden
        placeholder={label}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}

/** One of a few. */
export function Select<V extends string>({
  label,
  labelHidden,
  value,
  options,
  onChange,
}: Labelled & {
  value: V
  options: readonly { readonly value: V; readonly label: string }[]
  onChange: (value: V) => void
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden === true ? 'only-heard' : 'label'}>
        {label}
      </label>
      <select
        id={id}
        className="input select"
        value={value}
        onChange={(event) => {
          const chosen = options.find((each) => each.value === event.target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Fields that are sent together, by Enter too. */
export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className="stack gap-middle"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
    </form>
  )
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  rows,
  value,
  onChange,
}: Labelled & { rows: number; value: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {label}
      </label>
      <textarea
        id={id}
        className="input"
        rows={rows}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-about` })}
      />
      {hint !== undefined && (
        <p id={`${id}-about`} className="note">
          {hint}
        </p>
      )}
    </div>
  )
}
