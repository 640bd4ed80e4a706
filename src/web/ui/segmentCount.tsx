import { useTrend } from '../client/trend.ts'
import { Count } from './count.tsx'
import { useSeen } from './useSeen.tsx'

/** How many are in a saved segment, with its share and its course over the past weeks. */
export function SegmentCount({
  segment,
  n,
  customers,
}: {
  segment: number
  n: number | null
  customers: number | undefined
}) {
  const [ref, seen] = useSeen<HTMLSpanElement>()
  const trend = useTrend(segment, customers, seen)
  const sizes = trend.data ?? []
  const before = sizes.at(-5)
  return (
    <span ref={ref} className="segment-count">
      <Count
        n={n}
        of={customers}
        trend={sizes}
        {...(n === null || before === undefined ? {} : { change: n - before })}
      />
    </span>
  )
}
