import { getRouteApi, Outlet } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { LinkButton } from '../ui/button.tsx'
import { Count } from '../ui/count.tsx'
import { Page, Row, Stack, Waiting } from '../ui/page.tsx'
import { Reading } from '../ui/reading.tsx'
import { TabLink, Tabs } from '../ui/tabs.tsx'
import { Trouble } from '../ui/trouble.tsx'

const route = getRouteApi('/inside/segments/$id')

const firstMs = 1_000
const liveMs = 10_000

/** One segment: how many are in it and what it says; below, one of its parts. */
export function SegmentPage() {
  const { t, locale } = useText()
  const { id } = route.useParams()
  const may = useMay()
  const segment = useAsk(
    routes.segments.read,
    { params: { id }, query: { locale } },
    // Of a new one the first count is not there at once; then it follows who enters and leaves.
    { everyMs: (latest) => (latest?.size === null ? firstMs : liveMs) },
  )
  const status = useAsk(routes.status.read, {})
  if (segment.isPending) {
    return (
      <Page title={t('segment.title')}>
        <Waiting lines={8} />
      </Page>
    )
  }
  if (segment.isError) {
    return (
      <Page title={t('segment.title')}>
        <Trouble error={segment.error} retry={() => void segment.refetch()} />
      </Page>
    )
  }
  const { name, reading, size } = segment.data
  return (
    <Page
      title={name}
      actions={
        <LinkButton icon={Pencil} to={paths.editSegment} params={{ id }}>
          {t('segment.edit')}
        </LinkButton>
      }
    >
      <Stack>
        <Row gap="large">
          <Count
            size="figure"
            n={size?.count ?? null}
            of={status.data?.customers}
            asOf={size?.asOf}
            live
          />
        </Row>
        <Reading>{reading}</Reading>
        <Tabs label={t('segment.parts')}>
          <TabLink
            to={paths.segment}
            params={{ id }}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {t('segment.overview')}
          </TabLink>
          <TabLink to={paths.segmentMembers} params={{ id }}>
            {t('segment.members')}
          </TabLink>
          <TabLink to={paths.segmentComparison} params={{ id }}>
            {t('segment.comparison')}
          </TabLink>
          <TabLink to={paths.segmentOverlap} params={{ id }}>
            {t('segment.overlap')}
          </TabLink>
          <TabLink to={paths.segmentVersions} params={{ id }}>
            {t('segment.versions')}
          </TabLink>
          {may('integrations:read') && (
            <TabLink to={paths.segmentWebhooks} params={{ id }}>
              {t('webhooks.tab')}
            </TabLink>
          )}
        </Tabs>
      </Stack>
      <Outlet />
    </Page>
  )
}
