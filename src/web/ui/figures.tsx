import { Count } from './count.tsx'

/** A few counts that belong together, one below the other. */
export function Figures({
  rows,
}: {
  rows: readonly { readonly label: string; readonly n: number | null; readonly left?: boolean }[]
}) {
  return (
    <dl className="figures">
      {rows.map(({ label, n, left = false }) => (
        <div key={label} className={left ? 'figure figure-left' : 'figure'}>
          <dt>{label}</dt>
          <dd>
            <Count n={n} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
