import { useEffect, type ReactNode } from 'react'
import { useText } from '../text.tsx'

/** A page: its title, what it is for in a sentence, what can be done on it. Its title is the window's too. */
export function Page({
  title,
  lead,
  actions,
  wide = false,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  /** All the width there is: for rows that have many columns. */
  wide?: boolean
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Clientela`
  }, [title])
  return (
    <div className={wide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {lead !== undefined && <div className="page-lead">{lead}</div>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** A part of a page under a heading of its own. */
export function Panel({
  title,
  note,
  actions,
  children,
}: {
  title?: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="panel" {...(title === undefined ? {} : { 'aria-label': title })}>
      {(title !== undefined || actions !== undefined) && (
        <div className="panel-head">
          <div>
            {title !== undefined && <h2>{title}</h2>}
            {note !== undefined && <p className="note">{note}</p>}
          </div>
          {actions !== undefined && <Row>{actions}</Row>}
        </div>
      )}
      {children}
    </section>
  )
}

type Gap = 'small' | 'middle' | 'large'

/** One below the other. */
export function Stack({ gap = 'middle', children }: { gap?: Gap; children: ReactNode }) {
  return <div className={`stack gap-${gap}`}>{children}</div>
}

/** Beside each other, wrapping where there is no room. */
export function Row({
  spread = false,
  gap = 'small',
  children,
}: {
  spread?: boolean
  gap?: Gap
  children: ReactNode
}) {
  return <div className={`row gap-${gap}${spread ? ' row-spread' : ''}`}>{children}</div>
}

/** As many columns as there is room for, each at least so wide. */
export function Grid({ of = 'cards', children }: { of?: 'cards' | 'halves'; children: ReactNode }) {
  return <div className={`grid grid-${of}`}>{children}</div>
}

/** A less important word or two. */
export function Note({ children }: { children: ReactNode }) {
  return <p className="note">{children}</p>
}

/** Stands where something is about to be, in its size, so that nothing jumps. */
export function Waiting({ lines = 3 }: { lines?: number }) {
  const { t } = useText()
  return (
    <div className="waiting" role="status">
      <span className="only-heard">{t('words.loading')}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="waiting-line" aria-hidden />
      ))}
    </div>
  )
}

/** Where there is nothing yet: what would be here, and the way to it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  )
}
