import { useText } from '../text.tsx'
import { Spark } from './spark.tsx'

export type CountProps = {
  /** Null where it is not known yet. */
  readonly n: number | null
  /** Of how many; shown as a share. */
  readonly of?: number | undefined
  readonly asOf?: string | undefined
  /** The sizes up to now, the oldest first. */
  readonly trend?: readonly number[] | undefined
  /** How many more or fewer than then. */
  readonly change?: number | undefined
  readonly size?: 'line' | 'figure'
  /** What they are; customers when left out. */
  readonly label?: string | undefined
  /** It changes while somebody looks, so that it is read out, politely. */
  readonly live?: boolean
}

/** How many: the same wherever it stands. The number, then its share, the change, the course, as of when. */
export function Count({ n, of, asOf, trend, change = 0, size = 'line', label, live }: CountProps) {
  const { t, format } = useText()
  return (
    <span className={`count count-${size}`} {...(live === true ? politely : {})}>
      <span className="count-number">{n === null ? '–' : format.count(n)}</span>
      {size === 'figure' && (
        <span className="count-of">{label ?? t('count.customers', { count: n ?? 0 })}</span>
      )}
      <Share n={n} of={of} />
      {change !== 0 && (
        <span className={change < 0 ? 'count-change fewer' : 'count-change'}>
          {format.signed(change)}
        </span>
      )}
      {trend !== undefined && <Spark values={trend} />}
      <AsOf at={asOf} />
    </span>
  )
}

const politely = { 'aria-live': 'polite' } as const

function Share({ n, of }: { n: number | null; of: number | undefined }) {
  const { format } = useText()
  if (n === null || of === undefined || of === 0) return null
  return <span className="count-share">{format.share(n / of)}</span>
}

function AsOf({ at }: { at: string | undefined }) {
  const { t, format } = useText()
  if (at === undefined) return null
  return (
    <time className="count-as-of" dateTime={at} title={format.moment(at)}>
      {t('count.asOf', { at: format.clock(at) })}
    </time>
  )
}
