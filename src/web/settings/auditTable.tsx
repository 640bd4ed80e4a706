import type { Answer } from '../../api/route.ts'
import type { routes } from '../../api/routes.ts'
import { useText } from '../text.tsx'
import { Tag } from '../ui/reading.tsx'
import { Mono } from '../ui/secret.tsx'
import { Table } from '../ui/table.tsx'
import { useActors } from './actors.ts'

export type AuditEntry = Answer<typeof routes.audit.list>['items'][number]

/** Entries of the log, the newest first. */
export function AuditTable({ rows }: { rows: readonly AuditEntry[] }) {
  const { t, format } = useText()
  const { nameOf } = useActors()
  return (
    <Table
      caption={t('audit.log')}
      rows={rows}
      keyOf={({ seq }) => seq}
      columns={[
        { key: 'who', title: t('audit.who'), cell: ({ who }) => nameOf(who) },
        { key: 'action', title: t('audit.action'), cell: ({ action }) => <Mono>{action}</Mono> },
        {
          key: 'subject',
          title: t('audit.subject'),
          cell: ({ subject }) => <Mono>{subject}</Mono>,
        },
        {
          key: 'status',
          title: t('audit.status'),
          cell: ({ status }) => (
            <Tag left={status >= 400}>
              {t(status >= 400 ? 'audit.refused' : 'audit.done', { status })}
            </Tag>
          ),
        },
        { key: 'at', title: t('segment.when'), cell: ({ at }) => format.moment(at) },
      ]}
    />
  )
}
