import { GripVertical } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'

type Place = { readonly section: number; readonly index: number }

let dragged: Place | undefined

/** Takes what is dragged to it. */
function useDrop(place: Place, onDrop: (from: Place, to: Place) => void) {
  const [over, setOver] = useState(false)
  const on = {
    onDragOver: (event: DragEvent) => {
      if (dragged === undefined) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false)
      if (dragged === undefined) return
      event.preventDefault()
      event.stopPropagation()
      onDrop(dragged, place)
    },
  }
  return { over, on }
}

/** A section of what is being laid out; what is dropped on it comes to its end. */
export function LaidSection({
  label,
  head,
  end,
  onDrop,
  children,
}: {
  label: string
  head: ReactNode
  /** The place after the last in it. */
  end: Place
  onDrop: (from: Place, to: Place) => void
  children: ReactNode
}) {
  const { over, on } = useDrop(end, onDrop)
  return (
    <section className={over ? 'laid laid-over' : 'laid'} aria-label={label} {...on}>
      <div className="laid-head">{head}</div>
      <ol className="laid-fields">{children}</ol>
    </section>
  )
}

/** One thing in it, with what can be said of it. It can be dragged by its handle. */
export function LaidField({
  title,
  note,
  handle,
  place,
  onDrop,
  wrong,
  children,
}: {
  title: ReactNode
  note: ReactNode
  handle: string
  place: Place
  onDrop: (from: Place, to: Place) => void
  wrong?: ReactNode
  children: ReactNode
}) {
  const { over, on } = useDrop(place, onDrop)
  return (
    <li className={over ? 'laid-field laid-field-over' : 'laid-field'} {...on}>
      <span
        className="part-handle"
        title={handle}
        draggable
        onDragStart={(event) => {
          dragged = place
          event.dataTransfer.effectAllowed = 'move'
        }}
        onDragEnd={() => (dragged = undefined)}
      >
        <GripVertical aria-hidden size={14} />
      </span>
      <div className="laid-title">
        <span>{title}</span>
        <span className="note">{note}</span>
        {wrong !== undefined && <p className="wrong">{wrong}</p>}
      </div>
      <div className="laid-tools">{children}</div>
    </li>
  )
}

/** Beside what is laid out stands what is still to be had; on a phone below it. */
export function Desk({ children, beside }: { children: ReactNode; beside: ReactNode }) {
  return (
    <div className="bench">
      <div className="bench-main">{children}</div>
      <aside className="desk-side">{beside}</aside>
    </div>
  )
}

/** How something will look; it is only looked at, and nothing in it can be reached. */
export function Picture({ children }: { children: ReactNode }) {
  return (
    <div className="stack gap-middle" inert>
      {children}
    </div>
  )
}

/** Says to who listens what has just been done. */
export function Told({ children }: { children: string }) {
  return (
    <p className="only-heard" role="status" aria-live="polite">
      {children}
    </p>
  )
}
