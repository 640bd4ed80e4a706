import { Menu as Base } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export type MenuItem = {
  readonly label: string
  readonly icon?: LucideIcon
  readonly danger?: boolean
  /** One of several of which this one is chosen. */
  readonly chosen?: boolean
  readonly disabled?: boolean
  readonly onSelect: () => void
}

/** Opens a list of things to do. */
export function Menu({
  label,
  icon: Icon,
  text,
  heading = false,
  groups,
}: {
  /** What is read out of the button; seen too where there is no `text`, unless it is a picture. */
  label: string
  icon?: LucideIcon
  text?: ReactNode
  /** Of a column, as its heading. Not a stop of its own: the keyboard is led there by the table. */
  heading?: boolean
  groups: readonly (readonly MenuItem[])[]
}) {
  const look = lookOf(Icon !== undefined && text === undefined, heading)
  return (
    <Base.Root>
      <Base.Trigger
        className={look}
        aria-label={label}
        title={label}
        {...(heading ? { tabIndex: -1 } : {})}
      >
        {Icon !== undefined && <Icon aria-hidden size={16} />}
        {text !== undefined && <span>{text}</span>}
        {text === undefined && Icon === undefined && <span>{label}</span>}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="floating" sideOffset={4} align="end">
          <Base.Popup className="menu">
            {groups.map((items, i) => (
              <Base.Group key={i} className="menu-group">
                {items.map((item) => (
                  <Item key={item.label} {...item} />
                ))}
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function lookOf(picture: boolean, heading: boolean): string {
  if (heading) return 'heading-button'
  return picture ? 'icon-button' : 'button button-plain'
}

function Item({ label, icon: Icon, danger = false, chosen, disabled = false, onSelect }: MenuItem) {
  return (
    <Base.Item
      className={danger ? 'menu-item menu-danger' : 'menu-item'}
      disabled={disabled}
      onClick={onSelect}
      {...(chosen === undefined ? {} : { role: 'menuitemradio', 'aria-checked': chosen })}
    >
      {Icon !== undefined && <Icon aria-hidden size={16} />}
      <span>{label}</span>
    </Base.Item>
  )
}
