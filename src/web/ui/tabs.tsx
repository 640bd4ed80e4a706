import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode } from 'react'

/** The parts of one thing, each with an address of its own. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className="tabs" aria-label={label}>
      {children}
    </nav>
  )
}

/** Leads to one of the parts. */
export const TabLink = createLink(function TabLink(
  props: Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'style'>,
) {
  return <a {...props} className="tab" />
})
