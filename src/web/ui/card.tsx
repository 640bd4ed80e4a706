import type { ReactNode } from 'react'

/** One of many of a kind, of about the same height: what it is, what it is for, how many, what to do with it. */
export function Card({
  title,
  tag,
  children,
  foot,
}: {
  title: ReactNode
  tag?: ReactNode
  children: ReactNode
  foot?: ReactNode
}) {
  return (
    <article className="card">
      <header className="card-head">
        <h3>{title}</h3>
        {tag}
      </header>
      <div className="card-body">{children}</div>
      {foot !== undefined && <footer className="card-foot">{foot}</footer>}
    </article>
  )
}
