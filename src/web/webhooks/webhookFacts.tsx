import { Link } from '@tanstack/react-router'
import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { paths } from '../paths.ts'
import { useText } from '../text.tsx'
import { Panel, Row } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Callout, Facts } from '../ui/records.tsx'
import { Mono } from '../ui/secret.tsx'
import { eventKeys, type Webhook } from './webhook.ts'

/** How a webhook stands, and what it is told. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { t, format } = useText()
  const { events, segments, identifiers, state, problem, waiting, restingUntil, created } = webhook
  return (
    <Panel title={t('webhooks.one')}>
      {problem !== null && (
        <Callout>
          <strong>{t('webhooks.disabledWhy')}</strong>
          <span lang="en">{problem}</span>
          <span>{t('webhooks.disabledMend')}</span>
        </Callout>
      )}
      <Facts
        facts={[
          {
            name: t('webhooks.state'),
            value: <Tag left={state === 'disabled'}>{t(`webhooks.state_${state}`)}</Tag>,
            note:
              restingUntil === null
                ? t(`webhooks.stateNote_${state}`)
                : t('webhooks.resting', { at: format.moment(restingUntil) }),
          },
          {
            name: t('webhooks.told'),
            value: events.map((each) => t(eventKeys[each])).join(', '),
          },
          {
            name: t('webhooks.which'),
            value:
              segments === null ? t('webhooks.allSegments') : <SegmentLinks segments={segments} />,
          },
          {
            name: t('webhooks.identifiers'),
            value: <Mono>{identifiers.length === 0 ? '–' : identifiers.join(', ')}</Mono>,
          },
          {
            name: t('webhooks.waiting'),
            value: format.count(waiting),
            note: t('webhooks.waitingNote'),
          },
          { name: t('users.since'), value: format.moment(created) },
        ]}
      />
    </Panel>
  )
}

function SegmentLinks({ segments }: { segments: readonly number[] }) {
  const { t, locale } = useText()
  const listed = useAsk(routes.segments.list, { query: { locale } })
  return (
    <Row>
      {segments.map((id) => (
        <Link key={id} to={paths.segment} params={{ id: String(id) }}>
          {listed.data?.items.find((each) => each.id === id)?.name ??
            t('webhooks.segmentOf', { id })}
        </Link>
      ))}
    </Row>
  )
}
