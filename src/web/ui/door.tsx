import { useEffect, type ReactNode } from 'react'
import { Brand } from '../shell/brand.tsx'

/** A page of who is not signed in: one thing to do, in the middle. */
export function Door({
  title,
  lead,
  children,
}: {
  title: string
  lead?: ReactNode
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Clientela`
  }, [title])
  return (
    <main className="door">
      <div className="door-card">
        <Brand />
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className="page-lead">{lead}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}
