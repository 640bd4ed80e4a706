import { useInfiniteQuery } from '@tanstack/react-query'
import { routes } from '../../api/routes.ts'
import { ask, useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { useText, type Say } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack, Waiting } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Facts, Happening } from '../ui/records.tsx'
import { CopyCode, Mono } from '../ui/secret.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { eventKeys, webhookEvents, type Delivery } from './webhook.ts'

const states = ['delivered', 'failed', 'waiting'] as const
type State = (typeof states)[number]
const liveMs = 5_000
const together = 50

/** What a webhook was told of late and is to be told: the request, what was answered, and sending it again. */
export function Deliveries({
  webhook,
  state,
  onState,
}: {
  webhook: number
  state: State | undefined
  onState: (state: State | undefined) => void
}) {
  const { t } = useText()
  const told = useInfiniteQuery({
    queryKey: ['/api/webhooks/:id/deliveries', webhook, state],
    queryFn: async ({ pageParam, signal }) => {
      const before = pageParam === null ? {} : { before: pageParam }
      const query = { limit: together, ...before, ...(state === undefined ? {} : { state }) }
      return await ask(routes.webhooks.deliveries, { params: { id: webhook }, query }, signal)
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    // Of those further back nothing new is to be expected.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : liveMs),
  })
  const items = told.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel
      title={t('deliveries.title')}
      note={t('deliveries.note')}
      actions={
        <Select<State | ''>
          label={t('deliveries.state')}
          labelHidden
          value={state ?? ''}
          options={[
            { value: '', label: t('deliveries.all') },
            ...states.map((value) => ({ value, label: t(`deliveries.only_${value}`) })),
          ]}
          onChange={(next) => onState(next === '' ? undefined : next)}
        />
      }
    >
      {told.isPending && <Waiting lines={6} />}
      {told.isError && <Trouble error={told.error} retry={() => void told.refetch()} />}
      {told.isSuccess && items.length === 0 && (
        <Note>{t(state === undefined ? 'deliveries.none' : 'deliveries.noneSuch')}</Note>
      )}
      <div>
        {items.map((delivery) => (
          <OneDelivery key={delivery.seq} webhook={webhook} delivery={delivery} />
        ))}
      </div>
      {told.hasNextPage && (
        <Row>
          <Button busy={told.isFetchingNextPage} onClick={() => void told.fetchNextPage()}>
            {t('customers.more')}
          </Button>
        </Row>
      )}
    </Panel>
  )
}

function OneDelivery({ webhook, delivery }: { webhook: number; delivery: Delivery }) {
  const { t, format } = useText()
  const may = useMay()
  const { seq, id, type, customer, state, created, body } = delivery
  const resend = useTell(routes.webhooks.resend, {
    changes: [routes.webhooks.list.path],
    done: t('deliveries.resent'),
  })
  const event = webhookEvents.find((each) => each === type)
  return (
    <Happening
      at={created}
      clock={format.clock(created)}
      title={
        <Row>
          {event === undefined ? type : t(eventKeys[event])}
          <Tag left={state === 'failed'}>{t(`deliveries.state_${state}`)}</Tag>
        </Row>
      }
      brief={t('deliveries.brief', { at: format.shortDay(created), customer })}
    >
      <Stack>
        <Facts facts={answerOf(delivery, { t, format })} />
        <Row>
          <Note>{t('deliveries.request')}</Note>
          <Mono>{`webhook-id: ${id}`}</Mono>
        </Row>
        <CopyCode label={t('deliveries.body')}>{pretty(body)}</CopyCode>
        {may('integrations:write') && state !== 'waiting' && (
          <Row>
            <Button
              busy={resend.isPending}
              onClick={() => resend.mutate({ params: { id: webhook, seq } })}
            >
              {t('deliveries.resend')}
            </Button>
          </Row>
        )}
      </Stack>
    </Happening>
  )
}

function answerOf(
  { status, took, problem, attempts, due, finished }: Delivery,
  { t, format }: Pick<ReturnType<typeof useText>, 't' | 'format'>,
) {
  return [
    {
      name: t('webhooks.answer'),
      value:
        status === null
          ? t(attempts === 0 ? 'deliveries.notYet' : 'webhooks.noAnswer')
          : String(status),
    },
    ...(took === null
      ? []
      : [{ name: t('webhooks.took'), value: t('webhooks.ms', { ms: format.count(took) }) }]),
    { name: t('deliveries.attempts'), value: format.count(attempts) },
    ...saidOf({ status, problem }, t),
    ...(due === null ? [] : [{ name: t('deliveries.due'), value: format.moment(due) }]),
    ...(finished === null
      ? []
      : [{ name: t('deliveries.finished'), value: format.moment(finished) }]),
  ]
}

/** What the receiver has said in its answer; where there was none, why. */
function saidOf({ status, problem }: Pick<Delivery, 'status' | 'problem'>, t: Say) {
  if (problem === null || problem === '') return []
  if (status !== null) return [{ name: t('deliveries.said'), value: problem }]
  return [{ name: t('webhooks.problem'), value: <span lang="en">{problem}</span> }]
}

/** The same JSON with a line for each part of it. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2)
  } catch {
    return body
  }
}
