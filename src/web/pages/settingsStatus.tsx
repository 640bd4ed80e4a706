import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { BackupPanel } from '../settings/backups.tsx'
import { Jobs } from '../settings/jobs.tsx'
import { statusFacts } from '../settings/statusFacts.tsx'
import { useText } from '../text.tsx'
import { Page, Panel, Waiting } from '../ui/page.tsx'
import { Facts } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** It is looked at again so often. */
const liveMs = 3_000

/** How the installation fares, each figure with what it means; what it is working on. */
export function SettingsStatus() {
  const { t, format } = useText()
  const status = useAsk(routes.status.read, {}, { everyMs: liveMs, keep: true })
  const shop = useAsk(routes.shop.read, {})
  const { data } = status
  return (
    <Page
      title={t('settings.status')}
      lead={data === undefined ? undefined : t('status.lead', { at: format.clock(data.now) })}
    >
      {status.isPending && <Waiting lines={8} />}
      {status.isError && <Trouble error={status.error} retry={() => void status.refetch()} />}
      {data !== undefined && (
        <>
          {statusFacts(data, { t, format, zone: shop.data?.timezone ?? '' }).map(
            ({ title, facts }) => (
              <Panel key={title} title={title}>
                <Facts facts={facts} />
              </Panel>
            ),
          )}
          <BackupPanel backup={data.backup} />
          <Jobs jobs={data.jobs} />
        </>
      )}
    </Page>
  )
}
