import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { Figure } from '../charts/figure.tsx'
import type { Series } from '../charts/series.ts'
import { useText } from '../text.tsx'
import { buyersOf, mainSales, newcomersOf, type Activity, type Bought } from './activity.ts'

type Measure = {
  readonly title: string
  readonly of: (then: Bought) => number
  readonly people: typeof buyersOf
  readonly unit?: 'money'
}

/** Sales, orders and new customers by days or weeks; by days beside the days before. */
export function Charts({ activity, by }: { activity: Activity; by: 'day' | 'week' }) {
  const { t } = useText()
  const measures: readonly Measure[] = [
    { title: t(`home.sales_${by}`), of: mainSales, people: buyersOf, unit: 'money' },
    { title: t(`home.orders_${by}`), of: ordersOf, people: buyersOf },
    { title: t(`home.newCustomers_${by}`), of: newOf, people: newcomersOf },
  ]
  return (
    <>
      {measures.map((measure) => (
        <Course key={measure.title} activity={activity} by={by} measure={measure} />
      ))}
    </>
  )
}

function ordersOf({ orders }: Bought): number {
  return orders
}

function newOf({ newCustomers }: Bought): number {
  return newCustomers
}

function Course({
  activity: { items, itemsBefore },
  by,
  measure: { title, of, people, unit },
}: {
  activity: Activity
  by: 'day' | 'week'
  measure: Measure
}) {
  const { t, format } = useText()
  const navigate = useNavigate()
  const steps = useMemo(
    () => items.map(({ firstDay }) => format.shortDate(firstDay)),
    [items, format],
  )
  // Weeks that are cut at both ends are not beside those that they are compared with.
  const compared = by === 'day' && itemsBefore.length === items.length
  const now = t('home.now')
  const before = t('home.daysBefore')
  const series = useMemo(
    (): Series[] => [
      { name: now, kind: 'line', token: '--ink', values: items.map(of) },
      ...(compared
        ? [{ name: before, kind: 'line', token: '--edge', values: itemsBefore.map(of) } as const]
        : []),
    ],
    [items, itemsBefore, compared, of, now, before],
  )
  const open = useCallback(
    (name: string, step: number): void => {
      const stretch = (name === before ? itemsBefore : items)[step]
      if (stretch !== undefined) void navigate(people(stretch))
    },
    [items, itemsBefore, before, people, navigate],
  )
  return (
    <Figure
      title={title}
      note={t('home.openMark')}
      steps={steps}
      series={series}
      {...(unit === undefined ? {} : { unit })}
      onMark={open}
    />
  )
}
