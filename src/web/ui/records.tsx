import type { ReactNode } from 'react'

/** Fields beside each other, as a form lays them out. */
export function FieldGrid({ children }: { children: ReactNode }) {
  return <div className="field-grid">{children}</div>
}

/** The place of one field in it. */
export function FieldPlace({ width, children }: { width: string; children: ReactNode }) {
  return <div className={`field-place field-${width}`}>{children}</div>
}

/** What is known of something, each by its name. */
export function Facts({
  facts,
}: {
  facts: readonly { readonly name: string; readonly value: ReactNode; readonly note?: ReactNode }[]
}) {
  return (
    <dl className="facts">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>
            {value}
            {note !== undefined && <span className="note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What happened, latest first, under the days on which it did. */
export function Days<E>({
  days,
  keyOf,
  children,
}: {
  days: readonly { readonly day: string; readonly entries: readonly E[] }[]
  keyOf: (entry: E) => string
  children: (entry: E) => ReactNode
}) {
  return (
    <div className="days">
      {days.map(({ day, entries }) => (
        <section key={day} className="day" aria-label={day}>
          <h3>{day}</h3>
          <ol>
            {entries.map((entry) => (
              <li key={keyOf(entry)} className="day-entry">
                {children(entry)}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

/** One thing that happened: what and when in a line, the rest of it when it is opened. */
export function Happening({
  at,
  clock,
  title,
  brief,
  children,
}: {
  at: string
  clock: string
  title: ReactNode
  brief?: ReactNode
  children?: ReactNode
}) {
  const head = (
    <>
      <time dateTime={at} className="happening-at">
        {clock}
      </time>
      <span className="happening-title">{title}</span>
      <span className="happening-brief">{brief}</span>
    </>
  )
  if (children === undefined) return <div className="happening">{head}</div>
  return (
    <details>
      <summary className="happening">{head}</summary>
      <div className="happening-more">{children}</div>
    </details>
  )
}

/** A part of something that has parts, as explained: whether it holds, what was seen, what it is made of. */
export function Branch({
  holds,
  says,
  children,
  parts,
}: {
  holds: string
  says: { readonly meets: boolean; readonly reading: ReactNode }
  children?: ReactNode
  parts?: ReactNode
}) {
  return (
    <li className={says.meets ? 'branch branch-meets' : 'branch'}>
      <p className="branch-says">
        <span className="branch-mark" role="img" aria-label={holds}>
          {says.meets ? '✓' : '✕'}
        </span>
        <span>{says.reading}</span>
      </p>
      {children !== undefined && <div className="branch-seen">{children}</div>}
      {parts !== undefined && <ul className="branch-parts">{parts}</ul>}
    </li>
  )
}

/** The root of it. */
export function Tree({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className="tree" aria-label={label}>
      {children}
    </ul>
  )
}

/** Text as a machine wrote it. */
export function Code({ label, children }: { label: string; children: string }) {
  return (
    <pre className="code" role="region" aria-label={label} tabIndex={0}>
      {children}
    </pre>
  )
}

/** What it says stands out: what would change an answer, what to do next. */
export function Callout({ children }: { children: ReactNode }) {
  return <div className="callout">{children}</div>
}
