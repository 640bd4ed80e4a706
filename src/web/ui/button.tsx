import { createLink } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'

type Look = 'first' | 'plain' | 'quiet' | 'danger'

type Content = {
  /** `first` of the one thing that a page is for; `quiet` where many stand together. */
  readonly look?: Look
  readonly icon?: LucideIcon
  readonly children?: ReactNode
}

type ButtonProps = Content &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style' | 'children'> & {
    readonly busy?: boolean
    readonly ref?: Ref<HTMLButtonElement>
  }

/** Does something. While it is busy it cannot be pressed again. */
export function Button({ look = 'plain', icon, busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy}
      disabled={rest.disabled === true || busy}
      className={`button button-${look}`}
    >
      <Inside icon={icon}>{children}</Inside>
    </button>
  )
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'look' | 'busy'> & {
  readonly label: string
  readonly icon: LucideIcon
}

/** A button of a picture alone; its label is read out and shown while the pointer rests on it. */
export function IconButton({ label, icon: Icon, ...rest }: IconButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className="icon-button">
      <Icon aria-hidden size={16} />
    </button>
  )
}

type AnchorProps = Content &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'style' | 'children'> & {
    readonly ref?: Ref<HTMLAnchorElement>
  }

/** Leads to another page and looks like a button. */
export const LinkButton = createLink(function LinkButton({
  look = 'plain',
  icon,
  children,
  ...rest
}: AnchorProps) {
  return (
    <a {...rest} className={`button button-${look}`}>
      <Inside icon={icon}>{children}</Inside>
    </a>
  )
})

function Inside({ icon: Icon, children }: { icon: LucideIcon | undefined; children: ReactNode }) {
  return (
    <>
      {Icon !== undefined && <Icon aria-hidden size={16} />}
      {children !== undefined && <span>{children}</span>}
    </>
  )
}
