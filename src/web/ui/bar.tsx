import type { ReactNode } from 'react'

/** What can be done with what is chosen: it stands at the foot of the page, above what it is about. */
export function Bar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="bar" role="region" aria-label={label}>
      {children}
    </div>
  )
}
