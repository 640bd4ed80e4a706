import type { CSSProperties, ReactNode, Ref } from 'react'

/** Room for a chart, of a height that is known before it is there. */
export function ChartRoom({ children }: { children: ReactNode }) {
  return <div className="chart-room">{children}</div>
}

/** Where it is drawn. */
export function Canvas({ ref, label }: { ref: Ref<HTMLDivElement>; label: string }) {
  return <div ref={ref} className="chart-canvas" role="img" aria-label={label} />
}

/** A number of a chart as its table has it: it opens what the mark does. */
export function Mark({ onOpen, children }: { onOpen: () => void; children: ReactNode }) {
  return (
    <button type="button" className="mark" onClick={onOpen}>
      {children}
    </button>
  )
}

/** Which line is which, where there is more than one. */
export function Legend({
  of,
}: {
  of: readonly { readonly name: string; readonly token: string }[]
}) {
  if (of.length < 2) return null
  return (
    <ul className="legend">
      {of.map(({ name, token }) => (
        <li key={name} style={{ '--of': `var(${token})` } as CSSProperties}>
          {name}
        </li>
      ))}
    </ul>
  )
}
