import { Link } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useSettled } from '../conditions/useSettled.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Count } from '../ui/count.tsx'
import { Note, Stack } from '../ui/page.tsx'
import { Callout } from '../ui/records.tsx'
import { Table } from '../ui/table.tsx'
import { Trouble } from '../ui/trouble.tsx'

const settledMs = 500

/** What would come of a definition: which fields and segments rest on it, and how many would be in each. */
export function CalculatedEffect({ text }: { text: string }) {
  const { t } = useText()
  const settled = useSettled(text.trim(), settledMs)
  const effect = useAsk(
    routes.calculated.effect,
    { body: { text: settled } },
    { when: settled !== '', keep: true },
  )
  if (effect.isError) return <Trouble error={effect.error} />
  if (effect.data === undefined) return null
  const { fields, segments, exists } = effect.data
  return (
    <Callout>
      <strong>{t('fields.effect')}</strong>
      <Stack gap="small">
        {fields.length > 0 && <Note>{t('fields.effectFields', { names: fields.join(', ') })}</Note>}
        {segments.length === 0 && (
          <Note>{t(exists ? 'fields.effectNone' : 'fields.effectNew')}</Note>
        )}
        {segments.length > 0 && (
          <Table
            caption={t('fields.effect')}
            rows={segments}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'name',
                title: t('fields.segment'),
                cell: ({ id, name }) => (
                  <Link to={paths.segment} params={{ id: String(id) }}>
                    {name}
                  </Link>
                ),
              },
              {
                key: 'before',
                title: t('fields.membersNow'),
                numeric: true,
                cell: ({ before }) => <Count n={before} />,
              },
              {
                key: 'after',
                title: t('fields.membersThen'),
                numeric: true,
                cell: ({ before, after }) => (
                  <Count n={after} change={(after ?? 0) - (before ?? 0)} />
                ),
              },
            ]}
          />
        )}
      </Stack>
    </Callout>
  )
}
