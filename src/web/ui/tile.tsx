import type { ReactNode } from 'react'
import { useText } from '../text.tsx'

/** One number that a page is about: what it is, how many, how much more than before. */
export function Tile({
  label,
  number,
  change,
  note,
}: {
  label: string
  /** A link to the people behind it. */
  number: ReactNode
  /** As a share of what was; undefined where there was nothing. */
  change?: number | undefined
  note?: ReactNode
}) {
  const { format } = useText()
  return (
    <section className="tile" aria-label={label}>
      <h2 className="tile-label">{label}</h2>
      <p className="tile-number">{number}</p>
      {note !== undefined && (
        <p className="tile-note">
          {change !== undefined && (
            <span className={change < 0 ? 'count-change fewer' : 'count-change'}>
              {format.change(change)}
            </span>
          )}
          {note}
        </p>
      )}
    </section>
  )
}

/** Tiles beside each other. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className="tiles">{children}</div>
}

/** What is to be done first, one after the other; what is done is ticked off. */
export function Steps({ children }: { children: ReactNode }) {
  return <ol className="steps">{children}</ol>
}

/** One of them. */
export function Step({
  title,
  done,
  children,
  action,
}: {
  title: string
  done: boolean
  children: ReactNode
  action?: ReactNode
}) {
  const { t } = useText()
  return (
    <li className={done ? 'step step-done' : 'step'}>
      <span className="step-mark" role="img" aria-label={t(done ? 'home.done' : 'home.toDo')}>
        {done ? '✓' : ''}
      </span>
      <div className="step-says">
        <h3>{title}</h3>
        <p className="note">{children}</p>
      </div>
      {!done && action}
    </li>
  )
}
