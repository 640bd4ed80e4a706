import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { ask, useAsk } from '../client/ask.ts'
import { AuditExport } from '../settings/auditExport.tsx'
import { AuditFilter } from '../settings/auditFilter.tsx'
import { AuditTable } from '../settings/auditTable.tsx'
import { queryOf } from '../settings/auditQuery.ts'
import { VerifyAudit } from '../settings/verifyAudit.tsx'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Note, Page, Panel, Row, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/settings/audit')

/** What was done, by whom, and whether the log is as it was written. */
export function SettingsAudit() {
  const { t } = useText()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const shop = useAsk(routes.shop.read, {})
  const query = queryOf(search, shop.data?.timezone ?? 'UTC')
  const log = useInfiniteQuery({
    queryKey: [routes.audit.list.path, query],
    enabled: shop.isSuccess,
    queryFn: async ({ pageParam, signal }) =>
      await ask(
        routes.audit.list,
        { query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  const rows = log.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page
      title={t('settings.audit')}
      lead={t('audit.lead')}
      actions={<AuditExport query={query} />}
    >
      <VerifyAudit />
      <Panel title={t('audit.log')}>
        <AuditFilter
          search={search}
          onChange={(next) => void navigate({ search: next, replace: false })}
        />
        {log.isPending && <Waiting lines={8} />}
        {log.isError && <Trouble error={log.error} retry={() => void log.refetch()} />}
        {log.isSuccess && rows.length === 0 && <Note>{t('audit.none')}</Note>}
        {rows.length > 0 && <AuditTable rows={rows} />}
        {log.hasNextPage && (
          <Row>
            <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t('customers.more')}
            </Button>
          </Row>
        )}
      </Panel>
    </Page>
  )
}
