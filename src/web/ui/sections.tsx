import { createLink } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react'
import type { AnchorHTMLAttributes, ReactNode } from 'react'

type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'style'>

/** Pages that belong together, with the list of them at their side; on a phone, the way back to it above. */
export function Sections({
  label,
  back,
  links,
  children,
}: {
  label: string
  back: ReactNode
  links: ReactNode
  children: ReactNode
}) {
  return (
    <div className="sections">
      <nav className="sections-list" aria-label={label}>
        {links}
      </nav>
      <div className="sections-page">
        {back}
        {children}
      </div>
    </div>
  )
}

/** Leads to one of them, in the list at the side. */
export const SectionLink = createLink(function SectionLink({
  icon: Icon,
  children,
  ...rest
}: AnchorProps & { icon: LucideIcon }) {
  return (
    <a {...rest} className="nav-link">
      <Icon aria-hidden size={16} />
      {children}
    </a>
  )
})

/** The way back to the list, where there is no room for it at the side. */
export const Back = createLink(function Back({ children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className="sections-back">
      <ChevronLeft aria-hidden size={16} />
      {children}
    </a>
  )
})

/** Links below each other, each with a line about where it leads. */
export function LinkRows({ children }: { children: ReactNode }) {
  return <ul className="link-rows">{children}</ul>
}

const RowAnchor = createLink(function RowAnchor({
  icon: Icon,
  note,
  children,
  ...rest
}: AnchorProps & { icon: LucideIcon; note: string }) {
  return (
    <a {...rest} className="link-row">
      <Icon aria-hidden size={18} />
      <span className="link-row-text">
        <strong>{children}</strong>
        <span className="note">{note}</span>
      </span>
      <ChevronRight aria-hidden size={16} />
    </a>
  )
})

/** One of them. */
export const LinkRow: typeof RowAnchor = (props) => (
  <li>
    <RowAnchor {...(props as Parameters<typeof RowAnchor>[0])} />
  </li>
)
