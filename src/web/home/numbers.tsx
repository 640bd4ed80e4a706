import { Link } from '@tanstack/react-router'
import { useText } from '../text.tsx'
import { Tile, Tiles } from '../ui/tile.tsx'
import { buyersOf, mainSales, newcomersOf, type Activity, type Bought } from './activity.ts'

/** What was sold, to how many, and how that was in as much time before. */
export function Numbers({ activity: { total, before } }: { activity: Activity }) {
  const { t, format } = useText()
  const counts = [
    { label: t('home.orders'), of: (then: Bought) => then.orders, people: buyersOf },
    { label: t('home.buyers'), of: (then: Bought) => then.buyers, people: buyersOf },
    { label: t('home.newCustomers'), of: (then: Bought) => then.newCustomers, people: newcomersOf },
  ]
  const [first, ...others] = total.sales
  return (
    <Tiles>
      <Tile
        label={t('home.sales')}
        number={
          <Link {...buyersOf(total)}>
            {format.moneyIn(Number(first?.amount ?? 0), first?.currency ?? '')}
          </Link>
        }
        change={changeOf(mainSales(total), mainSales(before))}
        note={
          <>
            <Link {...buyersOf(before)}>
              {t('home.before', { n: format.money(mainSales(before)) })}
            </Link>
            {others.map(({ currency, amount }) => (
              <span key={currency}>
                {t('home.also', { amount: format.moneyIn(Number(amount), currency) })}
              </span>
            ))}
          </>
        }
      />
      {counts.map(({ label, of, people }) => (
        <Tile
          key={label}
          label={label}
          number={<Link {...people(total)}>{format.count(of(total))}</Link>}
          change={changeOf(of(total), of(before))}
          note={
            <Link {...people(before)}>{t('home.before', { n: format.count(of(before)) })}</Link>
          }
        />
      ))}
    </Tiles>
  )
}

function changeOf(now: number, before: number): number | undefined {
  return before === 0 ? undefined : (now - before) / before
}
