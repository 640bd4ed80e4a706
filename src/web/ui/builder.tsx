import { GripVertical } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'

/** Beside what is written stands what it comes to; on a phone below it. */
export function Bench({ children, beside }: { children: ReactNode; beside: ReactNode }) {
  return (
    <div className="bench">
      <div className="bench-main">{children}</div>
      <aside className="bench-side">{beside}</aside>
    </div>
  )
}

/** Parts that hold together, behind one line. */
export function Knot({
  head,
  children,
  foot,
}: {
  head: ReactNode
  children: ReactNode
  foot: ReactNode
}) {
  return (
    <div className="knot">
      <div className="knot-head">{head}</div>
      <ol className="knot-parts">{children}</ol>
      <div className="knot-foot">{foot}</div>
    </div>
  )
}

export type Dragged = { readonly group: string; readonly index: number }

let dragged: Dragged | undefined

/** One part of a group: its sentence, how many meet it, what can be done with it. It can be dragged by its handle. */
export function Part({
  children,
  figures,
  menu,
  warning,
  wrong,
  handle,
  place,
  onDrop,
}: {
  children: ReactNode
  figures: ReactNode
  menu: ReactNode
  warning?: ReactNode
  wrong?: ReactNode
  handle: string
  place: Dragged
  onDrop: (from: number) => void
}) {
  const [over, setOver] = useState(false)
  const fits = (): boolean => dragged !== undefined && dragged.group === place.group
  const drop = (event: DragEvent): void => {
    setOver(false)
    if (!fits() || dragged === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onDrop(dragged.index)
  }
  return (
    <li
      className={over ? 'part part-over' : 'part'}
      onDragOver={(event) => {
        if (!fits()) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
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
      <div className="part-body">
        <div className="part-sentence">{children}</div>
        {warning !== undefined && <p className="part-warning">{warning}</p>}
        {wrong !== undefined && <p className="wrong">{wrong}</p>}
      </div>
      <div className="part-figures">{figures}</div>
      <div className="part-menu">{menu}</div>
    </li>
  )
}

/** Words and controls that are one sentence. */
export function Line({ children }: { children: ReactNode }) {
  return <span className="line">{children}</span>
}

/** What belongs to a sentence and stands below it, further in. */
export function Below({ children }: { children: ReactNode }) {
  return <span className="below">{children}</span>
}
