import type { ReactNode, Ref } from 'react'

/** Room for a chart, of a height that is known before it is there. */
export function ChartRoom({ children }: { children: ReactNode }) {
  return <div className="chart-room">{children}</div>
}

/** Where it is drawn. */
export function Canvas({ ref, label }: { ref: Ref<HTMLDivElement>; label: string }) {
  return <div ref={ref} className="chart-canvas" role="img" aria-label={label} />
}
