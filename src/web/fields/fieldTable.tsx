import { Link } from '@tanstack/react-router'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Count } from '../ui/count.tsx'
import { Note } from '../ui/page.tsx'
import { RowTitle, Table } from '../ui/table.tsx'
import { Seen } from '../ui/useSeen.tsx'
import { FlagTags, type AnyField } from './fieldShown.tsx'
import { usesOf } from './usesOf.ts'

export type Calculated = Answer<typeof routes.calculated.list>['items'][number]

/** Fields with what they are, how filled they are and how much uses them, which is asked of those in view. */
export function FieldTable({ caption, fields }: { caption: string; fields: readonly AnyField[] }) {
  const { t } = useText()
  return (
    <Table
      caption={caption}
      rows={fields}
      even
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('fields.field'),
          cell: ({ name, label, description, of }) => (
            <RowTitle
              title={
                <Link to={paths.field} params={{ name }} search={of === 'customer' ? {} : { of }}>
                  {label}
                </Link>
              }
              note={description === '' ? name : t('fields.named', { name, description })}
            />
          ),
        },
        { key: 'type', title: t('fields.type'), cell: ({ type }) => t(`fieldType.${type}`) },
        {
          key: 'flags',
          title: t('fields.flags'),
          plain: true,
          cell: (field) => <FlagTags field={field} />,
        },
        {
          key: 'filled',
          title: t('fields.filled'),
          numeric: true,
          cell: (field) => <Seen>{(seen) => <Filled field={field} seen={seen} />}</Seen>,
        },
        {
          key: 'uses',
          title: t('fields.usedBy'),
          numeric: true,
          cell: (field) => <Seen>{(seen) => <Uses field={field} seen={seen} />}</Seen>,
        },
      ]}
    />
  )
}

type Asked = { readonly field: AnyField; readonly seen: boolean }

function useUsage({ field: { name, of }, seen }: Asked) {
  return useAsk(routes.fields.usage, { params: { name }, query: { of } }, { when: seen }).data
}

function Filled(asked: Asked) {
  const usage = useUsage(asked)
  return <Count n={usage?.filled ?? null} of={usage?.total} />
}

function Uses(asked: Asked) {
  const { format } = useText()
  const usage = useUsage(asked)
  return usage === undefined ? '–' : format.count(usesOf(usage))
}

/** What is worked out: what it says as text, and of which type that is. */
export function CalculatedTable({
  caption,
  fields,
}: {
  caption: string
  fields: readonly Calculated[]
}) {
  const { t } = useText()
  return (
    <Table
      caption={caption}
      rows={fields}
      even
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('fields.field'),
          cell: ({ name, label, description }) => (
            <RowTitle
              title={
                <Link to={paths.field} params={{ name }}>
                  {label}
                </Link>
              }
              note={description === '' ? name : t('fields.named', { name, description })}
            />
          ),
        },
        { key: 'type', title: t('fields.type'), cell: ({ type }) => t(`fieldType.${type}`) },
        {
          key: 'text',
          title: t('fields.definition'),
          plain: true,
          cell: ({ text }) => <Note>{text}</Note>,
        },
      ]}
    />
  )
}
