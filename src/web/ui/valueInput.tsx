import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useText } from '../text.tsx'
import { draftOf, isLong, jsonOf, type Draft } from './valueDraft.ts'

export type ValueInputProps = {
  readonly label: string
  readonly type: string
  readonly choices?: readonly string[] | undefined
  /** As the API writes it; null where there is none. */
  readonly value: unknown
  /** A value that is another than before, as the API takes it; null takes it away. */
  readonly onCommit: (value: unknown) => void
  /** In a cell: its label is heard only, it begins with the keyboard's focus and ends with it. */
  readonly cell?: { readonly first?: string | undefined; readonly onEnd: (by: EndedBy) => void }
  readonly hint?: ReactNode
  readonly wrong?: string | undefined
  readonly required?: boolean
}

export type EndedBy = 'enter' | 'tab' | 'escape' | 'blur'

/** Shows and takes a value in the form of its type. What was typed is given on when it is whole: on leaving it, or by Enter. */
export function ValueInput(props: ValueInputProps) {
  const { label, type, value, cell, hint, wrong, required = false } = props
  const { format } = useText()
  const id = useId()
  const stands = draftOf(type, value, format)
  const [draft, setDraft] = useState<Draft>(cell?.first ?? stands)
  const ended = useRef(false)
  const before = useRef(stands)
  useEffect(() => {
    // What was saved elsewhere is shown, unless somebody is typing over it.
    setDraft((now) => (now === before.current ? stands : now))
    before.current = stands
  }, [stands])
  const commit = (next: Draft): void => {
    if (next === stands) return
    // What comes back is in the form in which it is kept, and stands in the place of what was typed.
    before.current = next
    props.onCommit(jsonOf(type, next))
  }
  const end = (by: EndedBy): void => {
    if (ended.current) return
    ended.current = cell !== undefined
    if (by === 'escape') setDraft(stands)
    else commit(draft)
    cell?.onEnd(by)
  }
  const about = hint !== undefined || wrong !== undefined ? `${id}-about` : undefined
  return (
    <div className={cell === undefined ? 'field' : 'cell-editor'}>
      <label htmlFor={id} className={cell === undefined ? 'label' : 'only-heard'}>
        {label}
        {required && <span className="required"> *</span>}
      </label>
      <Control
        {...props}
        id={id}
        about={about}
        draft={draft}
        onDraft={setDraft}
        onChosen={(next) => {
          setDraft(next)
          if (cell === undefined) commit(next)
        }}
        onEnd={end}
      />
      {about !== undefined && (
        <p id={about} className={wrong === undefined ? 'note' : 'wrong'}>
          {wrong ?? hint}
        </p>
      )}
    </div>
  )
}

type ControlProps = ValueInputProps & {
  readonly id: string
  readonly about: string | undefined
  readonly draft: Draft
  readonly onDraft: (next: Draft) => void
  readonly onChosen: (next: Draft) => void
  readonly onEnd: (by: EndedBy) => void
}

function Control({
  id,
  about,
  type,
  choices,
  draft,
  onDraft,
  onChosen,
  onEnd,
  ...more
}: ControlProps) {
  const focus = useFocusAtFirst(more.cell !== undefined)
  const shared = {
    id,
    'aria-invalid': more.wrong !== undefined,
    ...(about === undefined ? {} : { 'aria-describedby': about }),
    onBlur: () => onEnd('blur'),
    onKeyDown: (event: KeyboardEvent) => {
      // What ends an edit is not heard by the grid as well.
      event.stopPropagation()
      const by = endingKeys[event.key]
      if (by === undefined || (isLong(type) && event.key === 'Enter' && !event.ctrlKey)) return
      if (by !== 'tab' || more.cell !== undefined) event.preventDefault()
      if (by !== 'tab' || more.cell !== undefined) onEnd(by)
    },
  }
  if (type === 'boolean' || type === 'choice') {
    return (
      <select
        {...shared}
        ref={focus}
        className="input select"
        value={draft}
        onChange={(event) => onChosen(event.target.value)}
      >
        <Options type={type} choices={choices} />
      </select>
    )
  }
  const typed = { value: draft, ref: focus }
  if (isLong(type)) {
    return (
      <textarea
        {...shared}
        {...typed}
        rows={3}
        className="input input-long"
        onChange={(event) => onDraft(event.target.value)}
      />
    )
  }
  return (
    <input
      {...shared}
      {...typed}
      {...(inputTypes[type] ?? {})}
      className="input"
      onChange={(event) => onDraft(event.target.value)}
    />
  )
}

function Options({ type, choices = [] }: { type: string; choices: readonly string[] | undefined }) {
  const { t } = useText()
  const options =
    type === 'boolean'
      ? [
          { value: 'true', label: t('words.yes') },
          { value: 'false', label: t('words.no') },
        ]
      : choices.map((choice) => ({ value: choice, label: choice }))
  return (
    <>
      <option value="">{t('words.noValue')}</option>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </>
  )
}

function useFocusAtFirst(wanted: boolean) {
  return (element: HTMLElement | null): void => {
    if (!wanted || element === null || element.contains(document.activeElement)) return
    element.focus()
  }
}

const endingKeys: Readonly<Record<string, EndedBy>> = {
  Enter: 'enter',
  Tab: 'tab',
  Escape: 'escape',
}

const number = { type: 'number', step: 'any', inputMode: 'decimal' } as const

const inputTypes: Readonly<Record<string, object>> = {
  integer: { type: 'number', step: 1, inputMode: 'numeric' },
  decimal: number,
  money: number,
  percent: number,
  date: { type: 'date' },
  datetime: { type: 'datetime-local' },
  email: { inputMode: 'email', autoComplete: 'off' },
  phone: { inputMode: 'tel', autoComplete: 'off' },
  url: { inputMode: 'url', autoComplete: 'off' },
}
