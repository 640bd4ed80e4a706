import { Link } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { hasValue, textOf, whoDid } from '../conditionText.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Note, Panel } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

type Described = Answer<typeof routes.eventNames.read>
type Property = Described['properties'][number]

/** What the events of a name say: each property, how often it is there, and with which values. */
export function Properties({ event: { name, properties, sampled } }: { event: Described }) {
  const { t, format } = useText()
  return (
    <Panel
      title={t('events.properties')}
      note={t('events.sampled', { count: sampled, n: format.count(sampled) })}
    >
      {properties.length === 0 && <Note>{t('events.noProperties')}</Note>}
      {properties.length > 0 && (
        <Table
          caption={t('events.properties')}
          rows={properties}
          keyOf={({ property, in: items, holds }) => JSON.stringify([items, property, holds])}
          columns={[
            {
              key: 'property',
              title: t('events.property'),
              cell: ({ property, in: items }) =>
                items === null ? property : `${items}.${property}`,
            },
            { key: 'holds', title: t('events.holds'), cell: ({ holds }) => t(`events.${holds}`) },
            {
              key: 'filled',
              title: t('events.filled'),
              numeric: true,
              cell: ({ events }) => format.share(sampled === 0 ? 0 : events / sampled),
            },
            {
              key: 'distinct',
              title: t('events.distinct'),
              numeric: true,
              spare: true,
              cell: ({ distinct }) => format.count(distinct),
            },
            {
              key: 'values',
              title: t('events.values'),
              plain: true,
              cell: (row) => <Values event={name} row={row} />,
            },
          ]}
        />
      )}
    </Panel>
  )
}

/** The most frequent values, each with who did it with that. */
function Values({ event, row }: { event: string; row: Property }) {
  const { format, t } = useText()
  const { holds, least, most } = row
  return (
    <ul className="values">
      {holds === 'number' && least !== null && most !== null && row.distinct > 1 && (
        <li>{t('events.range', { least: format.number(least), most: format.number(most) })}</li>
      )}
      {row.values.slice(0, 5).map(({ value, count }) => (
        <li key={value}>
          <Link to={paths.customers} search={{ filter: peopleWith(event, row, value) }}>
            {value === '' ? t('words.noValue') : shown(holds, value, t, format.number)}
          </Link>
          <span className="note">{format.count(count)}</span>
        </li>
      ))}
    </ul>
  )
}

function shown(
  holds: Property['holds'],
  value: string,
  t: ReturnType<typeof useText>['t'],
  number: (n: number) => string,
): string {
  if (holds === 'number') return number(Number(value))
  if (holds === 'boolean') return t(value === 'true' ? 'words.yes' : 'words.no')
  return value
}

/** The text of who did it with that value. */
function peopleWith(
  event: string,
  { property, in: items, holds }: Property,
  value: string,
): string {
  if (holds === 'list') {
    const test = { op: 'includesAny', values: [value] } as const
    return textOf(whoDid(event, undefined, { type: 'property', property, test }))
  }
  const scalar = holds === 'number' ? Number(value) : holds === 'boolean' ? value === 'true' : value
  return textOf(whoDid(event, undefined, hasValue(property, items, scalar)))
}
