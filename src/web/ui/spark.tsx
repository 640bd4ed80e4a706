const width = 64
const height = 18

/** The course of a number, without a scale: beside the number itself. */
export function Spark({ values }: { values: readonly number[] }) {
  if (values.length < 2) return <span className="spark" aria-hidden />
  const least = Math.min(...values)
  const range = Math.max(...values) - least
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * (width - 4) + 2
    const y = range === 0 ? height / 2 : height - 3 - ((value - least) / range) * (height - 6)
    return [x, y] as const
  })
  const [x, y] = points.at(-1) ?? [0, 0]
  return (
    <svg className="spark" viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <polyline points={points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ')} />
      <circle cx={x} cy={y} r="1.8" />
    </svg>
  )
}
